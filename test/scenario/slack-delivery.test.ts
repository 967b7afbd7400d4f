import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChannel } from '../../scripts/rehearsal/open-house.ts';
import type { Message } from '../../src/practice/protocol.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';

const idea = 'A better check-in for small clinics';
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

/** A channel of its own for each test, and nothing broken yet. */
beforeEach(async () => {
  scenario.stage = await openChannel(scenario.practice, 'maya', ['tomas', 'aiko', 'sam'], scenario.stage.options);
});
afterEach(() => {
  scenario.control.clearFaults();
  vi.restoreAllMocks();
});

/** A workshop whose first step is open; returns the card its thread hangs on. */
async function start(): Promise<Message> {
  const { stage, maya } = scenario;
  await stage.command(maya, `start ${idea}`, () => stage.stepCard('challenge'));
  return stage.waitForStep('challenge');
}

const inChannel = () => scenario.stage.botPosts().filter((message) => !message.threadTs);

describe('posts reach Slack once', () => {
  it.each([
    ['a 500 after the fact', { status: 500 }],
    ['an answer that never came', { drop: true }],
    ['an internal error after the fact', { error: 'internal_error' }],
  ])('after %s (G-02)', async (_, fault) => {
    const { control } = scenario;
    control.failNext('chat.postMessage', { times: 3, effect: 'after', ...fault });
    await start();
    await control.waitFor(() => scenario.stage.botPosts().length >= 3, { why: 'hub, step card and opening' });
    expect(inChannel()).toHaveLength(2);
    expect(scenario.stage.botPosts()).toHaveLength(3);
  });

  it.each([
    ['a 500 before anything happened', { status: 500 }],
    ['a 503', { status: 503 }],
    ['a rate limit', { retryAfterSeconds: 1 }],
  ])('after %s', async (_, fault) => {
    const { control } = scenario;
    control.failNext('chat.postMessage', { times: 2, ...fault });
    await start();
    expect(scenario.stage.botPosts()).toHaveLength(3);
  });

  it('when the look into the history is limited at first', async () => {
    const { control } = scenario;
    control.failNext('chat.postMessage', { effect: 'after', status: 500 });
    control.failNext('conversations.history', { retryAfterSeconds: 1 });
    await start();
    expect(scenario.stage.botPosts()).toHaveLength(3);
  });

  it('or, where the history may not be read, rather twice than never', async () => {
    const { control } = scenario;
    control.withoutScope('channels:history');
    control.failNext('chat.postMessage', { effect: 'after', status: 500 });
    const card = await start();
    expect(control.thread(scenario.stage.channel, card.ts).length).toBeGreaterThan(1);
  });

  it('a rate limit in one channel does not hold up another', async () => {
    const { control, stage, maya } = scenario;
    control.failNext('chat.postMessage', { retryAfterSeconds: 30 });
    await stage.command(maya, `start ${idea}`, () =>
      control.calls('chat.postMessage').some((call) => call.args['channel'] === stage.channel),
    );
    const other = control.channel('clinic-checkin').id;
    await control.runCommand({ as: maya, channel: other, command: '/workshop', text: `start ${idea}` });
    await control.waitFor(
      () => control.messages(other).filter((message) => message.user === control.bot().id && !message.subtype).length >= 3,
      { why: 'the other workshop' },
    );
    expect(stage.botPosts()).toHaveLength(0);
  });

  it('a card ends in its newest state although edits failed', async () => {
    const { control, stage, tomas } = scenario;
    const card = await start();
    control.failNext('chat.update', { times: 3, status: 500 });
    await stage.say(tomas, '@pilot The problem is that everybody in the waiting room hears why you came', card.ts);
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●'), {
      why: 'the card to show progress',
      timeoutMs: 15_000,
    });
  });

  it('a card ends in its newest state although its post was found again in an older one', async () => {
    const { control, stage, maya } = scenario;
    control.failNext('chat.postMessage', { times: 2, effect: 'after', status: 500 });
    control.failNext('conversations.history', { times: 2, retryAfterSeconds: 1 });
    await stage.command(maya, `start ${idea}`, () => stage.stepCard('challenge'));
    expect(JSON.stringify(stage.stepCard('challenge')?.blocks)).toContain('Next step');
    await control.runCommand({ as: maya, channel: stage.channel, command: '/workshop', text: 'pause' });
    await control.waitFor(() => !JSON.stringify(stage.stepCard('challenge')?.blocks).includes('Next step'), {
      why: 'the card to be paused',
      timeoutMs: 15_000,
    });
    expect(inChannel()).toHaveLength(2);
  });

  it('blocks that Slack refuses become plain text', async () => {
    const { control } = scenario;
    control.failNext('chat.postMessage', { error: 'invalid_blocks' });
    await start();
    const [refused, plain] = control.calls('chat.postMessage').filter((call) => call.args['channel'] === scenario.stage.channel);
    expect([refused?.answer?.['error'], plain?.answer?.['ok'], plain?.args['blocks']]).toEqual(['invalid_blocks', true, []]);
    expect(inChannel()[0]?.text).toContain(idea);
  });
});

describe('messages of people', () => {
  it('delivered eleven times under new ids are stored once', async () => {
    const { control, stage, tomas, app } = scenario;
    const card = await start();
    control.duplicateDelivery(10, { newEventIds: true });
    await stage.say(tomas, 'I think people whisper at the desk', card.ts);
    await control.whenDelivered();
    const thread = await app.deps.store.findThread({ orgId: 'TPRACTICE1', channelId: stage.channel, threadTs: card.ts });
    expect((await app.deps.store.countMessages(thread?.workshopId ?? '')).human).toBe(1);
  });

  it('come again when they could not be stored (G-03)', async () => {
    const { stage, tomas, app, control } = scenario;
    const card = await start();
    const { store } = app.deps;
    const thread = await store.findThread({ orgId: 'TPRACTICE1', channelId: stage.channel, threadTs: card.ts });
    const spy = vi.spyOn(store, 'inWorkshop').mockRejectedValueOnce(new Error('the database is away'));
    await stage.say(tomas, 'nothing of this may be lost', card.ts);
    await control.waitFor(() => spy.mock.calls.length > 0, { why: 'the failure' });
    await control.whenDelivered({ timeoutMs: 15_000 });
    expect((await store.countMessages(thread?.workshopId ?? '')).human).toBe(1);
  });
});

describe('a channel that is lost', () => {
  let toldBefore = 0;
  beforeEach(() => {
    toldBefore = 0;
    toldBefore = directs().length;
  });

  const directs = () =>
    scenario.control
      .snapshot(scenario.maya)
      .channels.filter((one) => one.isDirect)
      .flatMap((one) => scenario.control.messages(one.id))
      .filter((message) => message.text.includes('on hold'))
      .slice(toldBefore);

  it('by being archived pauses the workshop and tells the host, once', async () => {
    const { control, stage, maya, app } = scenario;
    await start();
    expect(await control.archiveChannel({ as: maya, channel: stage.channel })).toEqual({ ok: true });
    await control.waitFor(() => directs()[0], { why: 'the host to be told' });
    expect(directs()).toHaveLength(1);
    const [workshop] = await app.deps.store.listWorkshops({ orgId: 'TPRACTICE1', channelId: stage.channel }, ['paused']);
    expect(workshop?.settings.trouble).toBe('is_archived');
  });

  it('by sending the bot away can be had back: invite, resume', async () => {
    const { control, stage, maya } = scenario;
    await start();
    const bot = control.bot().id;
    await control.leaveChannel({ as: maya, channel: stage.channel, user: bot });
    await control.waitFor(() => directs()[0], { why: 'the host to be told' });
    await control.joinChannel({ as: maya, channel: stage.channel, user: bot });
    await stage.command(maya, 'resume', () => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('Next step'));
  });

  it('is noticed by a post that is refused, too', async () => {
    const { control, stage, tomas } = scenario;
    const card = await start();
    control.failNext('chat.postMessage', { error: 'restricted_action_read_only_channel' });
    await stage.say(tomas, '@pilot what do we do here?', card.ts);
    await control.waitFor(() => directs()[0], { why: 'the host to be told', timeoutMs: 15_000 });
    expect(directs()[0]?.text).toContain('not allowed to post');
  });
});
