import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/practice/faults.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, questionFor, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());
afterEach(() => scenario.control.clearFaults());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const wholeChallenge = [
  'Problem: people hear why you came',
  'User: patients',
  'Outcome: they arrive unheard',
  'Question: How might we let patients arrive unheard?',
].join('\n');

describe('G-02: a post', () => {
  it('whose connection breaks before it is made is made later, in its place', async () => {
    const room = await open(['maya']);
    scenario.control.failNext('chat.postMessage', { effect: 'none' });
    scenario.control.failNext('chat.postMessage', { drop: true });
    await room.start();
    await room.quiet();
    expect(room.posts().map((post) => post.threadTs)).toEqual([undefined, undefined, room.card('challenge').ts]);
    expect(room.posts()[1]).toEqual(room.card('challenge'));
  });

  it('is made once though several in a row are lost, and what people wrote meanwhile is taken in', async () => {
    const room = await open();
    await room.start();
    await room.quiet();
    scenario.control.failNext('chat.postMessage', { drop: true, effect: 'after', times: 2 });
    scenario.control.failNext('reactions.add', { status: 500, effect: 'after', times: 2 });
    scenario.control.failNext('chat.update', { status: 503, times: 2 });
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.seen(() => room.thread('challenge').length === 2, 'the next question');
    await room.quiet();
    expect(room.thread('challenge')).toHaveLength(2);
    expect(room.read(room.thread('challenge')[1])).toContain(questionFor('challenge', 'targetUser'));
    expect(room.read(room.card('challenge'))).toContain('With @tomas');
  });

  it('that only one person should see is made at most once', async () => {
    const room = await open();
    await room.start();
    scenario.control.failNext('chat.postEphemeral', { status: 500, effect: 'after' });
    await room.heard('sam', () => room.say('sam', '@pilot next'));
    await room.quiet();
    expect(room.whispers()).toHaveLength(1);
  });
});

describe('a Slack that is away for a while', () => {
  it('is waited for: nothing is lost, nothing doubled, and commands still work', async () => {
    const room = await open();
    await room.start();
    await room.quiet();
    scenario.control.failNext('*', { status: 503, times: 4 });
    const said = [await room.say('tomas', '@pilot Problem: people hear why you came'), await room.say('aiko', '@pilot User: patients')];
    expect(await room.type('sam', 'status')).toContain('step 1 of 10');
    for (const ts of said) await room.captured(ts);
    await room.seen(() => room.thread('challenge').length === 2, 'the next question');
    await room.quiet();
    expect(room.thread('challenge')).toHaveLength(2);
    expect(await room.draft('challenge')).toMatchObject({ problemStatement: 'people hear why you came', targetUser: 'patients' });
  });
});

describe('F-43: an event', () => {
  it.each([
    ['the same event id', false],
    ['new event ids', true],
  ])('that arrives eleven times with %s is one message', async (_name, newEventIds) => {
    const room = await open();
    await room.start();
    await room.quiet();
    scenario.control.duplicateDelivery(10, { newEventIds });
    const ts = await room.tell('tomas', 'Problem: people hear why you came');
    scenario.control.duplicateDelivery(10, { newEventIds });
    await room.edit('tomas', ts, '@pilot Problem: everybody hears why you came');
    await room.holds('challenge', { problemStatement: 'everybody hears why you came' });
    scenario.control.duplicateDelivery(10, { newEventIds });
    await room.react('sam', ts);
    await room.seen(() => room.thread('challenge').length === 2, 'one question');
    await room.quiet();
    expect((await room.workshop()).messages.human).toBe(1);
    expect((await room.step('challenge')).draft.captures).toHaveLength(1);
    expect(room.thread('challenge')).toHaveLength(2);
    expect(scenario.control.lostEvents()).toBe(0);
  });

  it('that arrives twice as a mention in the channel starts one workshop', async () => {
    const room = await open(['maya']);
    scenario.control.duplicateDelivery(10, { newEventIds: true });
    await scenario.control.postMessage({
      as: room.id('maya'),
      channel: room.channel,
      text: `@${scenario.control.bot().name} start A better check-in`,
    });
    await room.opened('challenge');
    await room.quiet();
    expect(await room.workshops()).toHaveLength(1);
    expect(room.posts()).toHaveLength(3);
  });

  it('of an edit that overtakes its message waits for it', async () => {
    const room = await open();
    const card = await room.start();
    await room.quiet();
    scenario.control.pauseDelivery();
    const ts = await room.say('tomas', '@pilot Problem: people hear');
    await room.edit('tomas', ts, '@pilot Problem: people hear why you came');
    const message = scenario.control.messages(room.channel).find((one) => one.ts === ts)!;
    const edit = {
      type: 'message',
      subtype: 'message_changed',
      channel: room.channel,
      ts: '1.1',
      event_ts: '1.1',
      message: { type: 'message', user: message.user, text: message.text, ts, thread_ts: card.ts, edited: { ...message.edited } },
    };
    const early = scenario.control.sendRaw(wrap(room, edit));
    scenario.control.resumeDelivery();
    await early;
    await room.holds('challenge', { problemStatement: 'people hear why you came' });
    await room.captured(ts);
    expect((await room.workshop()).messages.human).toBe(1);
  });

  it('of a 📌 that overtakes its message waits for it', async () => {
    const room = await open();
    await room.start();
    await room.quiet();
    scenario.control.pauseDelivery();
    const ts = await room.say('tomas', 'How might we let patients arrive unheard?');
    const item = { type: 'message', channel: room.channel, ts };
    const pin = { type: 'reaction_added', user: room.id('sam'), reaction: 'pushpin', item, item_user: room.id('tomas'), event_ts: '1.3' };
    const early = scenario.control.sendRaw(wrap(room, pin));
    await early;
    scenario.control.resumeDelivery();
    await room.seen(() => scenario.control.pendingEvents() === 0, 'the message to arrive');
    expect((await early).acknowledged).toBe(false);
    await scenario.control.sendRaw(wrap(room, pin));
    await room.captured(ts);
    expect(await room.draft('challenge')).toEqual({ hmwStatement: 'How might we let patients arrive unheard?' });
  });

  it('of a deletion that overtakes its message leaves nothing behind', async () => {
    const room = await open();
    const card = await room.start();
    await room.quiet();
    scenario.control.pauseDelivery();
    const ts = await room.say('tomas', '@pilot Problem: people hear');
    const before = { type: 'message', user: room.id('tomas'), ts, thread_ts: card.ts };
    const deletion = {
      type: 'message',
      subtype: 'message_deleted',
      channel: room.channel,
      deleted_ts: ts,
      event_ts: '1.2',
      previous_message: before,
    };
    const early = scenario.control.sendRaw(wrap(room, deletion));
    scenario.control.resumeDelivery();
    await early;
    await scenario.control.deleteMessage({ as: room.id('tomas'), channel: room.channel, ts });
    await room.quiet();
    expect(await room.draft('challenge')).toEqual({});
    expect((await room.workshop()).messages.human).toBe(0);
  });
});

describe('G-04: the connection', () => {
  const reconnected = (room: Room, opened: number) =>
    room.seen(
      () =>
        scenario.control.calls('apps.connections.open').filter((call) => call.answer?.ok).length > opened &&
        scenario.control.botConnections() > 0,
      'the bot to come back',
    );

  it.each(['refresh', 'cut'] as const)('comes back after a %s, and hears what was said in between', async (how) => {
    const room = await open();
    await room.start();
    const opened = scenario.control.calls('apps.connections.open').filter((call) => call.answer?.ok).length;
    scenario.control.disconnect(how);
    const ts = await room.say('tomas', '@pilot Problem: people hear why you came');
    await reconnected(room, opened);
    await room.captured(ts);
    expect(await room.type('maya', 'status')).toContain('step 1 of 10');
    expect((await room.workshop()).messages.human).toBe(1);
  });

  it.each<[string, Fault]>([
    ['invalid_auth', { error: 'invalid_auth', times: 2 }],
    ['503', { status: 503, times: 2 }],
    ['429', { retryAfterSeconds: 1 }],
  ])('comes back though Slack answers %s at first', async (_name, fault) => {
    const room = await open();
    await room.start();
    const opened = scenario.control.calls('apps.connections.open').filter((call) => call.answer?.ok).length;
    scenario.control.failNext('apps.connections.open', fault);
    scenario.control.disconnect('cut');
    await reconnected(room, opened);
    await room.tell('tomas', 'Problem: people hear why you came');
  });

  it('survives payloads that hold nothing, and Slack’s own warning', async () => {
    const room = await open();
    await room.start();
    const events = [{ type: 'app_rate_limited', minute_rate_limited: 1 }, {}, { event: null }, { type: 'event_callback', event: {} }];
    const interactions = [{}, { type: 'block_actions' }, { type: 'view_submission', view: null }, { type: 'unheard_of' }];
    await Promise.all([
      ...events.map((body) => scenario.control.sendRaw(body)),
      ...interactions.map((body) => scenario.control.sendRaw(body, { kind: 'interactive' })),
    ]);
    await room.tell('tomas', 'Problem: people hear why you came');
  });
});

describe('the build pack, where Slack', () => {
  /** A workshop that ended with something in it; the words of its finale once they say where the pack is. */
  const finish = async (room: Room) => {
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'end');
    await room.seen(
      () => /is a canvas|is a file|is in the thread/.test(room.read(room.stage.finale())),
      'the finale that says where the pack is',
    );
    await room.quiet();
    return room.read(await room.finale());
  };
  const canvases = (room: Room) => scenario.control.canvases().filter((canvas) => canvas.sharedWith.includes(room.channel));
  it('lets the app write neither canvases nor files, is posts in the thread, and the finale says so', async () => {
    const room = await open();
    await room.start();
    scenario.control.withoutScope('canvases:write');
    scenario.control.withoutScope('files:write');
    expect(await finish(room)).toContain('is in the thread of the last step');
    expect(room.thread('challenge').filter((post) => post.text.includes('lead back to what somebody said'))).toHaveLength(1);
  });

  it('has a canvas of the channel that people wrote, leaves that one alone', async () => {
    const room = await open();
    await room.start();
    const theirs = await scenario.callSlack('conversations.canvases.create', {
      channel_id: room.channel,
      document_content: { type: 'markdown', markdown: 'Our house rules' },
    });
    scenario.control.failNext('canvases.create', { error: 'free_teams_cannot_create_non_tabbed_canvases' });
    expect(await finish(room)).toContain('is a canvas');
    expect(canvases(room)).toHaveLength(2);
    expect(canvases(room).find((canvas) => canvas.id === theirs.canvas_id)?.markdown).toBe('Our house rules');
    expect(canvases(room).find((canvas) => canvas.id !== theirs.canvas_id)?.markdown).toContain(
      'How might we let patients arrive unheard?',
    );
  });

  it('has lost the canvas, is a new one', async () => {
    const room = await open();
    await room.start();
    await finish(room);
    scenario.control.failNext('canvases.edit', { error: 'canvas_not_found' });
    await room.type('sam', 'canvas');
    await room.seen(() => canvases(room).length === 2, 'another canvas');
  });

  it.each<[string, Fault]>([
    ['answers with a 500', { status: 500 }],
    ['wants it later', { retryAfterSeconds: 1 }],
  ])('%s, is one canvas in the end', async (_name, fault) => {
    const room = await open();
    await room.start();
    scenario.control.failNext('canvases.create', fault);
    expect(await finish(room)).toContain('is a canvas');
    expect(canvases(room)).toHaveLength(1);
  });
});

describe('a Slack that lacks something', () => {
  it('makes do without streams, pins and bookmarks, which are never asked for', () => {
    const asked = new Set(scenario.control.calls().map((call) => call.method));
    for (const method of asked) expect(method).not.toMatch(/Stream|^pins\.|^bookmarks\.|^assistant\./);
  });

  it('may keep the bot from reacting: what is said counts all the same', async () => {
    const room = await open();
    await room.start();
    scenario.control.withoutScope('reactions:write');
    await room.say('tomas', `@pilot ${wholeChallenge}`);
    await room.holds('challenge', {
      problemStatement: 'people hear why you came',
      targetUser: 'patients',
      desiredOutcome: 'they arrive unheard',
      hmwStatement: 'How might we let patients arrive unheard?',
    });
    await room.readBack('challenge');
    await room.press('maya', 'Next step', room.card('challenge'));
    await room.opened('stakeholder-mapping');
  });

  it('may be too slow to open a form: the button is offered again', async () => {
    const room = await open();
    await room.start();
    scenario.control.failNext('views.open', { error: 'expired_trigger_id' });
    expect(await room.ask('tomas', 'Fill in', room.card('challenge'))).toContain('took me too long');
    await room.openForm('tomas', labelsOf(room.lastWhisper('tomas'))[0]!, room.lastWhisper('tomas'));
    expect(await room.submit('tomas', { Problem: 'people hear why you came' })).toEqual({});
  });
});

describe('a channel that is closed to the bot', () => {
  const direct = (room: Room) => {
    const { id } = scenario.control.bot();
    const channels = scenario.control
      .snapshot(room.id('maya'))
      .channels.filter((channel) => channel.isDirect && channel.members.includes(room.id('maya')));
    return channels.flatMap((channel) => scenario.control.messages(channel.id)).filter((message) => message.user === id);
  };

  it('because it was removed: the workshop is on hold, its host told once, and goes on after an invitation', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.quiet();
    const told = direct(room).length;
    await scenario.control.leaveChannel({ as: room.id('sam'), channel: room.channel, user: scenario.control.bot().id });
    await room.seen(() => direct(room).length === told + 1, 'the direct message');
    expect(room.read(direct(room).at(-1))).toContain('“A better check-in for small clinics” is on hold: I am not in the channel any more');
    expect((await room.workshop()).workshop.status).toBe('paused');

    expect(await room.type('maya', 'resume')).toContain(`/invite @${scenario.control.bot().name}`);
    expect(await room.type('maya', 'next')).toContain('is paused');
    await room.quiet();
    expect((await room.workshop()).workshop.status).toBe('paused');
    expect(direct(room)).toHaveLength(told + 1);

    await scenario.control.joinChannel({ as: room.id('maya'), channel: room.channel, user: scenario.control.bot().id });
    expect(await room.type('maya', 'resume')).toContain('On we go');
    await room.tell('aiko', 'User: patients');
    await room.quiet();
    expect(await room.draft('challenge')).toMatchObject({ problemStatement: 'people hear why you came', targetUser: 'patients' });
    expect((await room.workshop()).workshop).toMatchObject({ status: 'active', settings: { pace: 'live' } });
    expect((await room.workshop()).workshop.settings).not.toHaveProperty('trouble');
    expect(labelsOf(room.card('challenge'))).toContain('Fill in');
    expect(direct(room)).toHaveLength(told + 1);
  });
});

// The last one: a card that was refused meanwhile is tried again after a minute, and until then nothing is quiet.
describe('a workspace that removes the app', () => {
  it('finds everything as it was once it is installed again', async () => {
    const room = await open();
    await room.start();
    await room.quiet();
    const ts = await room.say('tomas', '@pilot Problem: people hear why you came');
    scenario.control.uninstallApp();
    await room.holds('challenge', { problemStatement: 'people hear why you came' });
    scenario.control.clearFaults();
    await room.captured(ts);
    await room.seen(() => room.thread('challenge').length === 2, 'the next question');
  });
});

/** The body in which Slack sends an event. */
function wrap(room: Room, event: Record<string, unknown>) {
  const team = room.place.orgId;
  return {
    type: 'event_callback',
    team_id: team,
    context_team_id: team,
    api_app_id: 'AWORKSHOP1',
    event,
    event_id: `Ev${event.event_ts}${room.channel}`,
    authorizations: [{ team_id: team, user_id: room.control.bot().id, is_bot: true }],
  };
}
