import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChannel } from '../../scripts/rehearsal/open-house.ts';
import { findButton } from '../../scripts/rehearsal/stage.ts';
import type { Ephemeral, Message } from '../../src/practice/protocol.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';

const idea = 'A better check-in for small clinics';
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

/** A channel of its own for each test. */
beforeEach(async () => {
  scenario.stage = await openChannel(scenario.practice, 'maya', ['tomas', 'aiko', 'sam'], scenario.stage.options);
});
afterEach(async () => {
  vi.restoreAllMocks();
  const { control, maya, tomas } = scenario;
  for (const as of [maya, tomas]) for (const view of control.viewsOf(as)) await control.closeView({ as, viewId: view.id });
});

async function start(): Promise<Message> {
  const { stage, maya } = scenario;
  await stage.command(maya, `start ${idea}`, () => stage.stepCard('challenge'));
  return stage.waitForStep('challenge');
}

const whispers = (user: string, channel = scenario.stage.channel) =>
  scenario.control.ephemeralsOf(user).filter((one) => one.channel === channel);

/** What only this person sees, once it says what is expected. */
async function told(user: string, expected: RegExp, channel?: string): Promise<Ephemeral> {
  return scenario.control.waitFor(() => whispers(user, channel).find((one) => expected.test(one.text)), {
    why: `${user} to be told ${expected}`,
  });
}

async function press(user: string, message: Message | Ephemeral, label: string) {
  const button = findButton(message.blocks ?? [], label);
  if (!button) throw new Error(`no button ${label}`);
  const ts = 'ts' in message ? message.ts : message.id;
  return scenario.control.act({ as: user, source: { channel: message.channel, ts }, ...button });
}

const steps = async () => {
  const [workshop] = await scenario.app.deps.store.listWorkshops({ orgId: 'TPRACTICE1', channelId: scenario.stage.channel }, [
    'active',
    'paused',
    'completed',
  ]);
  return workshop ? (await scenario.app.deps.store.loadWorkshop(workshop.id)).steps.map((step) => step.status) : [];
};

describe('starting', () => {
  it('in a channel without the bot gives the invite line and a Retry that keeps the idea', async () => {
    const { control, maya } = scenario;
    const random = control.channel('random').id;
    expect(await control.runCommand({ as: maya, channel: random, command: '/workshop', text: `start ${idea}` })).toEqual({ ok: true });
    const answer = await told(maya, /not in this channel/, random);
    expect(answer.text).toContain(`“/invite @${control.bot().name}”`);
    expect(answer.text).toContain(idea);
    await press(maya, answer, 'Retry');
    const again = await control.waitFor(() => whispers(maya, random).find((one) => one.id !== answer.id), { why: 'the same answer again' });
    expect(whispers(maya, random)).toEqual([again]);
    await control.joinChannel({ as: maya, channel: random, user: control.bot().id });
    await press(maya, again, 'Retry');
    await control.waitFor(() => control.messages(random).some((message) => message.text.startsWith('Step 1 of 10')), {
      why: 'the first step',
    });
    await control.waitFor(() => whispers(maya, random).length === 0, { why: 'the question to go' });
  });

  it('is not for people of another company', async () => {
    const { control, stage } = scenario;
    const body = {
      command: '/workshop',
      text: `start ${idea}`,
      team_id: 'TOUTSIDE01',
      user_id: control.person('nora').id,
      channel_id: stage.channel,
      trigger_id: '1.2.x',
    };
    expect(await control.sendRaw(body, { kind: 'slash_commands' })).toMatchObject({ acknowledged: true });
    expect(stage.botPosts()).toEqual([]);
  });

  it('twice asks what to do with the first', async () => {
    const { stage, control, maya } = scenario;
    await start();
    await control.runCommand({ as: maya, channel: stage.channel, command: '/workshop', text: 'start Another idea altogether' });
    const answer = await told(maya, /is under way in this channel/);
    await press(maya, answer, 'Run both');
    await control.waitFor(() => stage.botPosts().filter((message) => message.text.startsWith('Step 1 of 10')).length === 2, {
      why: 'the second workshop',
    });
    await control.runCommand({ as: maya, channel: stage.channel, command: '/workshop', text: 'status' });
    await press(maya, await told(maya, /Several workshops/), 'Another idea altogether');
    await told(maya, /Another idea altogether.*step 1 of 10/s);
  });
});

describe('commands', () => {
  it.each([
    ['nothing', '', /step by step/],
    ['a verb without a workshop', 'next', /No workshop is under way/],
    ['a slip of the finger', 'strat an idea', /Did you mean “start”/],
    ['no idea', 'start', /What should the workshop be about/],
    ['too long an idea', `start ${'x'.repeat(600)}`, /one line/],
    ['ten thousand characters', 'y'.repeat(10_000), /don't know/],
    ['control characters and a right-to-left mark', '\u0000\u202enext\u200b', /No workshop is under way/],
  ])('with %s get a clear answer', async (_, text, expected) => {
    const { control, stage, maya } = scenario;
    expect(await control.runCommand({ as: maya, channel: stage.channel, command: '/workshop', text })).toEqual({ ok: true });
    await told(maya, expected);
    expect(stage.botPosts()).toEqual([]);
  });

  it('that fail say so with a trace, and promise nothing about what was done', async () => {
    const { control, stage, maya, app } = scenario;
    vi.spyOn(app.deps.store, 'listWorkshops').mockRejectedValue(new Error('the database is away'));
    await control.runCommand({ as: maya, channel: stage.channel, command: '/workshop', text: 'status' });
    await told(
      maya,
      /Something went wrong on my side \(trace [\w.-]{6,}\)\. Please check whether it went through, and try again if it didn't/,
    );
  });

  it('work by mentioning the bot in the channel, too', async () => {
    const { control, stage, tomas } = scenario;
    await control.postMessage({ as: tomas, channel: stage.channel, text: `@${control.bot().name} status` });
    await told(tomas, /No workshop is under way/);
  });
});

describe('buttons', () => {
  it('pressed by somebody else than the host tell them so', async () => {
    const { tomas } = scenario;
    await press(tomas, await start(), 'Next step');
    await told(tomas, /That is for the host/);
    expect((await steps())[0]).toBe('in_progress');
  });

  it('pressed twice at once do it once', async () => {
    const { stage, maya, control } = scenario;
    const card = await start();
    await press(maya, card, 'Next step');
    const question = await told(maya, /not quite there/);
    const button = findButton(question.blocks ?? [], 'Move on anyway');
    if (!button) throw new Error('no button');
    const act = () => control.act({ as: maya, source: { channel: stage.channel, ts: question.id }, ...button });
    await Promise.all([act(), act()]);
    await stage.waitForStep('stakeholder-mapping');
    await control.whenDelivered();
    expect((await steps()).slice(0, 3)).toEqual(['complete', 'in_progress', 'not_started']);
  });

  it('of a finished step change nothing', async () => {
    const { stage, maya, control } = scenario;
    const card = await start();
    const old = structuredClone(card.blocks ?? []);
    await stage.command(maya, 'skip we know it', () => stage.stepCard('stakeholder-mapping'));
    const next = findButton(old, 'Next step');
    const value = JSON.parse(JSON.stringify(old))
      .flatMap((block: { elements?: { action_id?: string; value?: string }[] }) => block.elements ?? [])
      .find((one: { action_id?: string }) => one.action_id === next?.actionId)?.value;
    await control.sendRaw(
      {
        type: 'block_actions',
        team: { id: 'TPRACTICE1' },
        user: { id: maya, team_id: 'TPRACTICE1' },
        channel: { id: stage.channel },
        container: {},
        trigger_id: control.issueTrigger(maya),
        actions: [{ action_id: 'next', value }],
      },
      { kind: 'interactive' },
    );
    await told(maya, /is finished already/);
    expect((await steps()).slice(0, 2)).toEqual(['complete', 'in_progress']);
  });

  it.each(['', 'null', '{}', '{"w":"ws_other","s":"challenge","e":0}'])('with a forged value %j change nothing', async (value) => {
    const { stage, maya, control } = scenario;
    await start();
    for (const action of ['next', 'move-on', 'form', 'undo', 'verb-on', 'nonsense'])
      await control.sendRaw(
        {
          type: 'block_actions',
          team: { id: 'TPRACTICE1' },
          user: { id: maya, team_id: 'TPRACTICE1' },
          channel: { id: stage.channel },
          container: {},
          trigger_id: control.issueTrigger(maya),
          actions: [{ action_id: action, value }],
        },
        { kind: 'interactive' },
      );
    await control.waitFor(() => whispers(maya).length >= 6, { why: 'an answer to each' });
    expect((await steps())[0]).toBe('in_progress');
  });
});

describe('forms', () => {
  async function openFillIn(user: string, card: Message) {
    await press(user, card, 'Fill in');
    return scenario.control.waitFor(() => scenario.stage.openView(user), { why: 'the form' });
  }

  it('capture what they hold, as their sender’s words', async () => {
    const { stage, control, tomas } = scenario;
    const card = await start();
    const view = await openFillIn(tomas, card);
    expect(await stage.submit(tomas, view, { 'Who it is for': 'people with a delicate reason' })).toEqual({ ok: true });
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●'), { why: 'progress on the card' });
  });

  it('that are refused stay open with the reason, and can be mended', async () => {
    const { stage, control, tomas } = scenario;
    const card = await start();
    const view = await openFillIn(tomas, card);
    const refused = await control.submitView({ as: tomas, viewId: view.id, values: {} });
    expect(refused).toMatchObject({ ok: true, errors: { problemStatement: expect.stringContaining('nothing to save') } });
    expect(await stage.submit(tomas, view, { 'Who it is for': 'people with a delicate reason' })).toEqual({ ok: true });
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●'), { why: 'progress on the card' });
  });

  it('sent after the step moved on keep what was typed and say why', async () => {
    const { stage, maya, tomas } = scenario;
    const card = await start();
    const view = await openFillIn(tomas, card);
    await stage.command(maya, 'skip we know it', () => stage.stepCard('stakeholder-mapping'));
    const answer = await stage.submit(tomas, view, { 'Who it is for': 'people with a delicate reason' });
    expect(JSON.stringify(answer)).toContain('Copy your text');
    expect(stage.openView(tomas)?.id).toBe(view.id);
  });

  it('that Fix leads to are the second page of it', async () => {
    const { stage, control, tomas } = scenario;
    const card = await start();
    await stage.submit(tomas, await openFillIn(tomas, card), { 'Who it is for': 'patients' });
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●'), { why: 'progress on the card' });
    await press(tomas, stage.stepCard('challenge') as Message, 'Fix');
    const choice = await control.waitFor(() => stage.openView(tomas), { why: 'the choice of a line' });
    const option = (choice.blocks[0] as unknown as { element: { options: { value: string }[] } }).element.options[0]?.value ?? '';
    await control.submitView({ as: tomas, viewId: choice.id, values: { line: { value: option } } });
    const page = await control.waitFor(() => (stage.openView(tomas)?.title === choice.title ? undefined : stage.openView(tomas)), {
      why: 'the second page',
    });
    expect(await stage.submit(tomas, page, { 'Who it is for': 'patients with a delicate reason' })).toEqual({ ok: true });
  });
});

describe('“Capture this”', () => {
  it('takes somebody’s message into the step, as its author’s words', async () => {
    const { stage, control, maya, tomas } = scenario;
    const card = await start();
    const ts = await stage.say(tomas, 'Everybody in the waiting room hears why you came', card.ts);
    await control.whenDelivered();
    await control.runShortcut({ as: maya, callbackId: 'capture_this', channel: stage.channel, ts });
    const view = await control.waitFor(() => stage.openView(maya), { why: 'the form' });
    expect(JSON.stringify(view.blocks)).toContain('Everybody in the waiting room');
    expect(await control.submitView({ as: maya, viewId: view.id, values: {} })).toEqual({ ok: true });
    await control.waitFor(() => stage.isAcknowledged(card.ts, ts), { why: 'the ✅' });
  });

  it('says where it works, elsewhere', async () => {
    const { stage, control, maya, tomas } = scenario;
    const posted = await control.postMessage({ as: tomas, channel: stage.channel, text: 'Lunch?' });
    await control.runShortcut({ as: maya, callbackId: 'capture_this', channel: stage.channel, ts: posted.ok ? posted.ts : '' });
    await told(maya, /in the thread of a step/);
  });

  it('leaves the bot’s own words alone', async () => {
    const { stage, control, maya } = scenario;
    const card = await start();
    const opening = control.thread(stage.channel, card.ts)[1];
    await control.runShortcut({ as: maya, callbackId: 'capture_this', channel: stage.channel, ts: opening?.ts ?? '' });
    await told(maya, /Those are my words/);
  });
});

it('the home tab shows how to begin', async () => {
  const { control, maya } = scenario;
  await control.openHome({ as: maya });
  const home = await control.waitFor(() => control.homeOf(maya), { why: 'the home tab' });
  expect(JSON.stringify(home.blocks)).toContain('Start a workshop');
});
