/**
 * Slack's limits as its documentation and public issues state them (docs.slack.dev, checked November 2026).
 * The bot has a table of its own; that the two agree is what the tests of the bot find out.
 */
export const LIMITS = {
  message: {
    /** chat.postMessage cuts longer text instead of refusing it. */
    textCutAtChars: 40_000,
    /** chat.update refuses longer text with `msg_too_long`. */
    updateTextChars: 4_000,
    markdownTextChars: 12_000,
    blocks: 50,
    /** All text of all blocks together: undocumented, bolt-js#2509. */
    allBlocksChars: 13_200,
    attachments: 100,
    metadataBytes: 8_000,
    tables: 1,
  },
  view: { blocks: 100, bytes: 250_000, privateMetadataChars: 3_000, callbackIdChars: 255, titleChars: 24, buttonChars: 24, stack: 3 },
  block: {
    idChars: 255,
    actionIdChars: 255,
    sectionTextChars: 3_000,
    sectionFields: 10,
    sectionFieldChars: 2_000,
    headerChars: 150,
    actionsElements: 25,
    contextElements: 10,
    contextActionsElements: 5,
    labelChars: 2_000,
    hintChars: 2_000,
    altTextChars: 2_000,
    urlChars: 3_000,
    tableRows: 100,
    tableColumns: 20,
    tableChars: 10_000,
  },
  element: {
    buttonTextChars: 75,
    buttonValueChars: 2_000,
    placeholderChars: 150,
    selectOptions: 100,
    checkboxOptions: 10,
    overflowOptions: 5,
    optionGroups: 100,
    optionTextChars: 75,
    optionValueChars: 150,
    optionDescriptionChars: 75,
    inputMaxChars: 3_000,
    confirmTitleChars: 100,
    confirmTextChars: 300,
    confirmButtonChars: 30,
  },
  canvas: { bytes: 1_048_576, tableCells: 300, headingDepth: 3, titleChars: 255 },
  reaction: { namePattern: /^[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?$/ },
  /** `idleMs` is what developers report; Slack documents neither time. */
  stream: { lifetimeMs: 300_000, idleMs: 30_000, taskTextChars: 256 },
  responseUrl: { uses: 5, lifetimeMs: 30 * 60_000 },
  socket: { connections: 10 },
  file: { snippetBytes: 1_048_576, uploadBytes: 50 * 1_048_576, altTextChars: 1_000 },
  /** An access token lives twelve hours, and two of them at the same time (docs.slack.dev/authentication/using-token-rotation). */
  oauth: { codeLifetimeMs: 10 * 60_000, tokenLifetimeMs: 12 * 3_600_000, activeTokens: 2 },
  status: { loadingMessages: 10, lifetimeMs: 120_000 },
} as const;

/** Calls per minute of Slack's rate-limit tiers; `post` is one a second in each channel, with short bursts. */
export const TIERS = { tier1: 1, tier2: 20, tier3: 50, tier4: 100, special: 600 } as const;
export type Tier = keyof typeof TIERS | 'post';
