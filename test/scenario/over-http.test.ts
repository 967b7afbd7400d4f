import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signRequest } from '../../src/practice/delivery/http-transport.ts';
import { forgedSubmission } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
let room: Room;
beforeAll(async () => {
  scenario = await openScenario({ transport: 'http' });
});
afterAll(() => scenario.close());
afterEach(() => scenario.control.clearFaults());
beforeEach(async () => {
  room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
});

/** The event of a message in the thread that nobody wrote. */
function forgedMessage(ts: string): string {
  const team = room.place.orgId;
  const event = {
    type: 'message',
    channel: room.channel,
    user: room.id('tomas'),
    text: `<@${scenario.control.bot().id}> Problem: forged`,
    ts,
    thread_ts: room.card('challenge').ts,
    parent_user_id: scenario.control.bot().id,
  };
  return JSON.stringify({ type: 'event_callback', team_id: team, event, event_id: `Ev${ts}`, authorizations: [{ team_id: team }] });
}
const seconds = (fromNow = 0) => Math.floor(Date.now() / 1_000) + fromNow;

describe('over HTTP', () => {
  it('a workshop goes from the first word to the canvas', async () => {
    await room.tell('tomas', 'Problem: people hear why you came\nUser: patients');
    await room.openForm('aiko', 'Fill in', room.card('challenge'));
    expect(await room.submit('aiko', { 'What should be better': 'they arrive unheard' })).toEqual({});
    const ts = await room.say('sam', 'How might we let patients arrive unheard?');
    await room.react('tomas', ts);
    await room.captured(ts);
    expect(await room.refused('sam', () => room.type('sam', 'next'))).toContain('That is for the host');
    await room.press('maya', 'Next step', await room.readBack('challenge'));
    await room.opened('stakeholder-mapping');
    await room.type('maya', 'end');
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the canvas');
    expect(room.read(await room.finale())).toContain('How might we let patients arrive unheard?');
  });

  it('only what Slack signed just now is heard', async () => {
    const before = await room.state();
    const body = forgedMessage(`${seconds()}.000001`);
    const secret = scenario.practice.signingSecret;
    const refused: Record<string, string>[] = [
      { 'x-slack-signature': `v0=${'0'.repeat(64)}`, 'x-slack-request-timestamp': String(seconds()) },
      signRequest('another secret', body),
      signRequest(secret, `${body} `),
      signRequest(secret, body, seconds(-600)),
      signRequest(secret, body, seconds(600)),
      { ...signRequest(secret, body), 'x-slack-request-timestamp': 'yesterday' },
      { 'x-slack-signature': '', 'x-slack-request-timestamp': '' },
    ];
    for (const headers of refused)
      expect(await scenario.control.sendRaw(body, { headers })).toMatchObject({ acknowledged: false, status: 401 });
    expect(await room.state()).toEqual(before);
    expect(await scenario.control.sendRaw(body)).toMatchObject({ acknowledged: true, status: 200 });
    await room.holds('challenge', { problemStatement: 'forged' });
  });

  it('G-08: signed nonsense ends nothing', async () => {
    const before = await room.state();
    for (const body of ['null', '[]', '1', '"text"', '', '{', '{}', '{"event":null}', '{"type":"event_callback","event":{"type":null}}'])
      expect((await scenario.control.sendRaw(body)).status).toBeLessThan(500);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const body of [
      'payload=null',
      'payload=',
      'payload=%7B%7D',
      'payload=%7B',
      'command=%2Fworkshop',
      'command=%2Fother&text=x',
      'a=b',
    ])
      expect((await scenario.control.sendRaw(body, { headers: form })).status).toBeLessThan(500);
    expect(await room.state()).toEqual(before);
    await room.tell('tomas', 'Problem: people hear why you came');
  });

  it('G-03: what could not be stored is refused, delivered again and stored once', async () => {
    const { store } = scenario.app.deps;
    const { findThread } = store;
    let failures = 2;
    store.findThread = async (place) => {
      if (failures-- > 0) throw new Error('the database is away');
      return findThread(place);
    };
    try {
      await room.tell('tomas', 'Problem: people hear why you came');
    } finally {
      store.findThread = findThread;
    }
    await room.quiet();
    expect((await room.workshop()).messages.human).toBe(1);
    expect(scenario.control.lostEvents()).toBe(0);
  });

  it('F-35: a message that arrives eleven times is stored once', async () => {
    scenario.control.duplicateDelivery(10, { newEventIds: true });
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.quiet();
    expect((await room.workshop()).messages.human).toBe(1);
    expect((await room.step('challenge')).draft.captures).toHaveLength(1);
  });

  it('F-19: a form with another workshop’s ids says that it finds nothing, and saves nothing', async () => {
    const elsewhere = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await elsewhere.start('Another idea altogether');
    const theirs = await elsewhere.state();
    const ours = await room.state();
    const target = { workshopId: theirs.workshops[0]!.workshop.id, stepId: 'challenge', epoch: 0 };
    const view = await room.openForm('maya', 'Fill in', room.card('challenge'));
    const values = { problemStatement: 'Taken over', title: 'Taken over', pace: 'async' };
    const send = async (memory: unknown) => {
      const body = new URLSearchParams({ payload: JSON.stringify(forgedSubmission(room, 'maya', view, memory, values)) }).toString();
      const answer = await scenario.control.sendRaw(body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
      return JSON.parse(answer.text ?? 'null') as { response_action: string; errors: Record<string, string> };
    };
    for (const formId of ['challenge', 'settings'])
      expect(await send({ request: { ...target, formId }, channelId: room.channel })).toEqual({
        response_action: 'errors',
        errors: { problemStatement: expect.stringContaining("I can't find that workshop") },
      });
    expect((await send('null')).errors.problemStatement).toContain("I don't know this form any more");
    expect(await elsewhere.state()).toEqual(theirs);
    expect(await room.state()).toEqual(ours);
  });

  it('Slack’s question whether we are there is answered', async () => {
    const asked = await scenario.control.sendRaw(JSON.stringify({ type: 'url_verification', challenge: 'abc' }));
    expect([asked.status, JSON.parse(asked.text ?? '')]).toEqual([200, { challenge: 'abc' }]);
  });
});
