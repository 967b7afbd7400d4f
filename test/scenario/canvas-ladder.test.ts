import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChannel } from '../../scripts/rehearsal/open-house.ts';
import type { Fault } from '../../src/practice/faults.ts';
import type { Message } from '../../src/practice/protocol.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';

const idea = 'A better check-in for small clinics';
let scenario: Scenario;
let before = new Set<string>();
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

/** A channel of its own for each test, and nothing broken yet. */
beforeEach(async () => {
  scenario.stage = await openChannel(scenario.practice, 'maya', ['tomas', 'aiko', 'sam'], scenario.stage.options);
  before = new Set(scenario.control.canvases().map((canvas) => canvas.id));
});
afterEach(() => {
  const { control } = scenario;
  control.clearFaults();
});

/** A workshop whose first step is open; returns the card its thread hangs on. */
async function start(): Promise<Message> {
  const { stage, maya } = scenario;
  await stage.command(maya, `start ${idea}`, () => stage.stepCard('challenge'));
  return stage.waitForStep('challenge');
}

/** The last card, once the pack has arrived wherever it could. */
async function end(): Promise<Message> {
  const { stage, maya, control } = scenario;
  await stage.command(maya, 'end', () => stage.finale());
  return control.waitFor(() => stage.finale(), { why: 'the finale', timeoutMs: 20_000 });
}

async function packs() {
  const [workshop] = await scenario.app.deps.store.listWorkshops({ orgId: 'TPRACTICE1', channelId: scenario.stage.channel }, ['completed']);
  return scenario.app.deps.store.buildPacks(workshop?.id ?? '');
}
const rung = async () => (await packs()).find((pack) => pack.canvasStatus)?.canvasStatus;

/** All that this test has made, whoever may see it. */
const canvases = () => scenario.control.canvases().filter((canvas) => !before.has(canvas.id));
const files = () => scenario.control.files().filter((file) => file.channels.includes(scenario.stage.channel));

type Trouble = readonly [method: string, fault: Fault];
const refuses = (method: string, error: string): Trouble => [method, { error }];
const loses = (method: string, fault: Fault): Trouble => [method, { effect: 'after', ...fault }];

interface Rung {
  when: string;
  troubles: Trouble[];
  /** Where the pack is afterwards. */
  rung: number;
  /** Who may see the one canvas that there is; none: there is no canvas. */
  canvas: 'channel tab' | 'channel canvas' | 'read by the channel' | 'none';
  /** What the last card says about it. */
  says?: string;
}

const noTabs = refuses('canvases.create', 'free_teams_cannot_create_non_tabbed_canvases');
const tabsCost = refuses('canvases.create', 'team_tier_cannot_create_channel_canvases');
const taken = refuses('conversations.canvases.create', 'channel_canvas_already_exists');
const aFile = { rung: 4, canvas: 'none', says: 'is a file in the thread' } as const;
const ladder: Rung[] = [
  { when: 'nothing is in the way', troubles: [], rung: 1, canvas: 'channel tab' },
  { when: 'tabs are refused', troubles: [noTabs], rung: 2, canvas: 'channel canvas' },
  { when: 'canvases of channels cost more, and people have made one', troubles: [tabsCost, taken], rung: 3, canvas: 'read by the channel' },
  {
    when: 'the channel has a tab already',
    troubles: [tabsCost, refuses('conversations.canvases.create', 'free_team_canvas_tab_already_exists')],
    rung: 3,
    canvas: 'read by the channel',
  },
  {
    when: 'no canvas may stand alone',
    troubles: [tabsCost, taken, refuses('canvases.create', 'free_teams_cannot_create_standalone_canvases')],
    ...aFile,
  },
  {
    when: 'the one that stands alone can’t be shared',
    troubles: [tabsCost, taken, refuses('canvases.access.set', 'restricted_action')],
    ...aFile,
  },
  { when: 'Slack could not make it', troubles: [refuses('canvases.create', 'canvas_creation_failed')], ...aFile },
  { when: 'it is too large', troubles: [refuses('canvases.create', 'canvas_too_large')], ...aFile },
  { when: 'the team has no canvases', troubles: [refuses('canvases.create', 'canvas_disabled_user_team')], ...aFile },
  { when: 'Slack knows no canvases', troubles: [refuses('canvases.create', 'unknown_method')], ...aFile },
  { when: 'the app may not make any', troubles: [refuses('canvases.create', 'missing_scope')], ...aFile },
  {
    when: 'nothing may be uploaded either',
    troubles: [refuses('canvases.create', 'missing_scope'), refuses('files.getUploadURLExternal', 'missing_scope')],
    rung: 5,
    canvas: 'none',
    says: 'neither canvases nor files',
  },
  // What became of a call is not known: it is looked for before anything is made again.
  ...(
    [
      ['the answer to it is cut off', { drop: true }],
      ['Slack breaks after it is made', { status: 500 }],
      ['Slack says that it broke', { error: 'internal_error' }],
    ] as const
  ).map(([when, fault]): Rung => ({ when, troubles: [loses('canvases.create', fault)], rung: 1, canvas: 'channel tab' })),
  {
    when: 'the answer about the channel’s own is cut off',
    troubles: [noTabs, loses('conversations.canvases.create', { drop: true })],
    rung: 1,
    canvas: 'channel canvas',
  },
  {
    when: 'the answer about one that stands alone is cut off',
    troubles: [tabsCost, taken, loses('canvases.create', { drop: true })],
    rung: 3,
    canvas: 'read by the channel',
  },
  {
    when: 'sharing it breaks half way',
    troubles: [tabsCost, taken, ['canvases.access.set', { status: 500 }]],
    rung: 1,
    canvas: 'channel tab',
  },
  { when: 'nothing happened before Slack broke', troubles: [['canvases.create', { status: 500 }]], rung: 1, canvas: 'channel tab' },
  { when: 'Slack asks to wait', troubles: [['canvases.create', { retryAfterSeconds: 1 }]], rung: 1, canvas: 'channel tab' },
];

describe('the build pack climbs down the ladder', () => {
  it.each(ladder)('to rung $rung when $when', async ({ troubles, rung: reached, canvas, says }) => {
    const { control, stage } = scenario;
    for (const [method, fault] of troubles) control.failNext(method, fault);
    await start();
    const finale = await end();
    expect(await rung()).toBe(`rung:${reached}`);
    const made = canvases().map(({ channel, sharedWith }) => ({ isTheChannels: channel === stage.channel, sharedWith }));
    expect(made).toEqual(canvas === 'none' ? [] : [{ isTheChannels: canvas === 'channel canvas', sharedWith: [stage.channel] }]);
    if (says) expect(JSON.stringify(finale.blocks)).toContain(says);
    else expect(JSON.stringify(finale.blocks)).toContain(`/docs/TPRACTICE1/${canvases()[0]?.id}`);
    if (reached === 4) expect(files().map((file) => file.name)).toContain('build-pack.md');
  });

  it('and makes one again rather than none, where it may not look', async () => {
    const { control } = scenario;
    control.withoutScope('files:read');
    control.failNext('canvases.create', { effect: 'after', drop: true });
    await start();
    await end();
    expect(await rung()).toBe('rung:1');
    expect(canvases()).toHaveLength(2);
  });

  it('to posts in the thread, with all of its words', async () => {
    const { control, stage } = scenario;
    control.disableMethods(['canvases.create', 'files.getUploadURLExternal', 'pins.add']);
    const card = await start();
    await stage.say(scenario.tomas, '@pilot The problem is that everybody in the waiting room hears why you came', card.ts);
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●'), { why: 'the capture' });
    await end();
    expect(await rung()).toBe('rung:5');
    expect(control.thread(stage.channel, card.ts).some((message) => message.text.includes('everybody in the waiting room'))).toBe(true);
  });

  it('files are handed out on request', async () => {
    const { control, stage, maya } = scenario;
    await start();
    await end();
    await stage.command(maya, 'export', () => files().some((file) => file.name === 'build-pack.zip'));
    const json = files().find((file) => file.name === 'build-pack.json');
    expect(JSON.parse(control.fileText(json?.id ?? '') ?? '')).toMatchObject({ title: idea });
  });
});

describe('the canvas that there is', () => {
  const handedOut = async () => (await packs()).filter((pack) => pack.canvasStatus).map((pack) => pack.canvasStatus);

  it.each([
    ['somebody writes in it', { error: 'canvas_editing_locked' }],
    ['Slack asks to', { retryAfterSeconds: 1 }],
    ['Slack is broken', { status: 503 }],
  ])('is edited, after a wait when %s', async (_, fault) => {
    const { control, stage, maya } = scenario;
    await start();
    await end();
    const edits = control.calls('canvases.edit').length;
    control.failNext('canvases.edit', fault);
    await stage.command(
      maya,
      'canvas',
      () =>
        control
          .calls('canvases.edit')
          .slice(edits)
          .filter((call) => call.answer?.['ok'] === true).length === 1,
    );
    await expect.poll(handedOut, { timeout: 20_000 }).toEqual(['rung:0', 'rung:1']);
    expect(canvases()).toHaveLength(1);
  });

  it('is followed by another one when somebody has thrown it away', async () => {
    const { stage, maya } = scenario;
    await start();
    await end();
    const [thrownAway] = canvases();
    await scenario.callSlack('canvases.delete', { canvas_id: thrownAway?.id });
    await stage.command(maya, 'canvas', () => canvases().length === 1);
    await expect.poll(handedOut, { timeout: 20_000 }).toEqual(['rung:1', 'rung:1']);
    await expect.poll(() => JSON.stringify(stage.finale()?.blocks)).toContain(canvases()[0]?.id);
  });
});
