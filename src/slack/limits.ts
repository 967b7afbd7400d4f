/** Slack's limits, in characters unless named otherwise (docs.slack.dev, checked November 2026). The one table; nothing else holds a number of Slack's. */
export const limits = {
  message: {
    /** Beyond it Slack advises against; chat.update refuses. */
    text: 4_000,
    /** All text of all blocks; undocumented, bolt-js#2509. */
    allBlocks: 13_200,
    blocks: 50,
    markdown: 12_000,
  },
  section: 3_000,
  header: 150,
  contextElements: 10,
  contextText: 2_000,
  actionsElements: 25,
  button: { text: 75, value: 2_000 },
  view: { title: 24, button: 24, blocks: 100, privateMetadata: 3_000 },
  input: { label: 2_000, hint: 2_000, text: 3_000, id: 255 },
  option: { text: 75, value: 150, perList: 100, groups: 100 },
  canvas: { title: 255 },
  /** A streamed message: Slack ends it after five minutes, whatever still comes, and blocks are counted once it has ended. */
  stream: { chars: 11_000, openMs: 240_000 },
  /** Calls a minute in a whole workspace (tiers 3 and 4). */
  perMinute: { appends: 100, edits: 50 },
} as const;

/** Slack's own sequences must not be cut: `<@U1>`, `<https://…|label>`, `&amp;`, and pairs of surrogates. */
const unit = /<[^<>\n]{1,200}>|&(?:amp|lt|gt);|[\s\S]/gu;

const longestUnit = 210;
const minHead = 2 * longestUnit;

/** Where a text may end: the last unit that fits into `maxChars`. At least one unit, so that a loop over it ends. */
function lastFit(text: string, maxChars: number): number {
  let end = 0;
  for (const match of text.matchAll(unit)) {
    const next = match.index + match[0].length;
    if (next > maxChars) return end || Math.min(next, maxChars);
    end = next;
    if (end === maxChars) return end;
  }
  return end;
}

/**
 * Parts of at most `maxChars` that together are the text again. Cuts after an empty line if there is one in the second half, else
 * after a line, else after a space, else where it must; never inside a mention, a link, an entity or a character.
 */
export function splitText(text: string, maxChars: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > maxChars) {
    const fit = lastFit(rest.slice(0, maxChars + longestUnit), maxChars);
    const end = niceEnd(rest, fit);
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest) parts.push(rest);
  return parts;
}

/** As much of the beginning as fits into `maxChars`, cut where `splitText` cuts; '' when there is hardly any room. */
export function takeHead(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  if (maxChars < minHead) return '';
  return text.slice(0, niceEnd(text, lastFit(text.slice(0, maxChars + longestUnit), maxChars)));
}

function niceEnd(text: string, fit: number): number {
  const head = text.slice(0, fit);
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = head.lastIndexOf(separator) + separator.length;
    const isInside =
      separator === ' ' &&
      head.lastIndexOf('<', at) > head.lastIndexOf('>', at) &&
      /^<[^<>\n]{1,200}>/.test(text.slice(head.lastIndexOf('<', at)));
    if (at - separator.length > fit / 2 && !isInside) return at;
  }
  return fit;
}

/** At most `maxChars`, with an ellipsis when something is missing. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  if (maxChars < 2) return text.slice(0, lastFit(text, maxChars));
  return `${text.slice(0, lastFit(text, maxChars - 1)).trimEnd()}…`;
}

/** As many lines as fit, each at most `maxLineChars`, and an honest word about the others. */
export function fitLines(
  lines: readonly string[],
  options: { maxChars: number; maxLineChars?: number; sayMore: (count: number) => string },
): string {
  const cut = lines.map((line) => cutText(line, Math.min(options.maxLineChars ?? options.maxChars, options.maxChars)));
  const whole = cut.join('\n');
  if (whole.length <= options.maxChars) return whole;
  const kept: string[] = [];
  const room = options.maxChars - options.sayMore(lines.length).length - 1;
  let used = 0;
  for (const line of cut) {
    if (used + line.length + 1 > room) break;
    kept.push(line);
    used += line.length + 1;
  }
  return [...kept, options.sayMore(lines.length - kept.length)].join('\n');
}
