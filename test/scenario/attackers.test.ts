import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forgeCommand, forgedSubmission, forgePress } from '../support/forge.ts';
import { type InstalledScenario, openInstalled } from '../support/open-installed.ts';
import { buttonValue, openRoom, Room } from '../support/room.ts';

const [ours, theirs] = ['TPRACTICE1', 'TOUTSIDE01'];
const theirChannel = 'CSTUDIO001';

let scenario: InstalledScenario;
let here: Room;
let there: Room;
beforeAll(async () => {
  scenario = await openInstalled();
  await scenario.install(ours);
  await scenario.install(theirs);
  const { practice } = scenario;
  here = await openRoom({ control: practice.control, deps: await scenario.depsOf(practice.control) });
  await here.start();
  await here.tell('tomas', 'Problem: people hear why you came');
  there = new Room(practice.second, await scenario.depsOf(practice.second), theirChannel);
  await there.start('A lighter onboarding', 'nora');
  await Promise.all([here.quiet(), there.quiet()]);
}, 60_000);
afterAll(() => scenario.close());

describe('somebody of another company in whose Slack the app is too', () => {
  it('gets nowhere with the value of a button that they have seen, whatever it does', async () => {
    const before = await here.state();
    const { workshop } = before.workshops[0]!;
    const target = buttonValue(here.card('challenge'), 'Next step');
    for (const [action, value] of [
      ['next', target],
      ['move-on', target],
      ['undo', target],
      ['form', buttonValue(here.card('challenge'), 'Fill in')],
      ['form', JSON.stringify({ w: workshop.id, s: 'challenge', e: 0, f: 'settings' })],
      ['verb-on', JSON.stringify({ w: workshop.id, v: 'end', r: '' })],
      ['verb-on', JSON.stringify({ w: workshop.id, v: 'export', r: '' })],
      ['verb-on', JSON.stringify({ w: workshop.id, v: 'share', r: '' })],
    ] as const)
      expect(await there.refused('nora', () => forgePress(there, 'nora', { action, value })), `${action} ${value}`).toMatch(
        /I can't find that workshop|That does not exist any more/,
      );
    expect(await here.state()).toEqual(before);
  });

  it('gets nowhere by naming our channel from their Slack, nor our Slack from theirs', async () => {
    const before = await here.state();
    const value = buttonValue(here.card('challenge'), 'Next step');
    await forgePress(there, 'nora', { action: 'move-on', value }, { channel: here.channel });
    await forgeCommand(there, 'nora', 'end', { channel: here.channel });
    await forgeCommand(there, 'nora', 'skip no reason', { channel: here.channel });
    await Promise.all([here.quiet(), there.quiet()]);
    expect(await here.state()).toEqual(before);
  });

  it('saves nothing with a form whose memory names our workshop', async () => {
    const before = await here.state();
    const { workshop } = before.workshops[0]!;
    await there.press('nora', 'Fill in', there.card('challenge'));
    const view = await there.seen(() => there.stage.openView(there.id('nora')), 'a form');
    const memory = { ...(JSON.parse(view.privateMetadata) as object), w: workshop.id };
    const answer = await there.control.sendRaw(forgedSubmission(there, 'nora', view, memory, { problemStatement: 'this is theirs now' }), {
      kind: 'interactive',
    });
    expect(answer.acknowledged).toBe(true);
    await Promise.all([here.quiet(), there.quiet()]);
    expect(await here.state()).toEqual(before);
  });

  it('is told nothing about a thread of ours in which they could not be', async () => {
    const card = here.card('challenge');
    const before = await here.state();
    await there.control.sendRaw(messageEvent(theirs, there.id('nora'), { channel: here.channel, threadTs: card.ts, text: 'let me in' }));
    await Promise.all([here.quiet(), there.quiet()]);
    expect(await here.state()).toEqual(before);
  });
});

describe('a text file', () => {
  let trap: Server;
  const reached: string[] = [];
  beforeAll(async () => {
    trap = createServer((request, response) => {
      reached.push(`${request.url} ${request.headers.authorization ?? ''}`);
      response.end('Problem: a file that is not of Slack');
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => trap.close(resolve)));

  it.each<[string, (port: number) => string]>([
    ['of this machine', (port) => `http://127.0.0.1:${port}/inside`],
    ['with another’s name for it', (port) => `http://localhost:${port}/inside`],
    ['of whoever calls themselves like Slack', (port) => `http://files.slack.com.localhost:${port}/inside`],
    ['with Slack’s name as a password', (port) => `http://files.slack.com@127.0.0.1:${port}/inside`],
    ['on the disk', () => 'file:///etc/passwd'],
    ['that is no address', () => 'files.slack.com/inside'],
  ])('at an address %s is not fetched; what was said with it is stored', async (_, address) => {
    const { port } = trap.address() as AddressInfo;
    const said = `Here is the file, at ${performance.now()}`;
    const file = { id: 'F1', name: 'notes.txt', mimetype: 'text/plain', size: 30, url_private: address(port) };
    const body = messageEvent(ours, here.id('tomas'), {
      channel: here.channel,
      threadTs: here.card('challenge').ts,
      text: said,
      files: [file],
    });
    expect(await scenario.practice.control.sendRaw(body)).toMatchObject({ status: 200 });
    const { contextId } = await here.step('challenge');
    await vi.waitFor(async () => {
      const messages = await here.deps.store.recentMessages(contextId, 3);
      expect(messages.map((message) => message.content)).toContain(said);
    });
    await here.quiet();
    expect(reached).toEqual([]);
  });
});

let events = 0;

/** A message as Slack would send it, from whatever workspace. */
function messageEvent(team: string, user: string, event: { channel: string; threadTs: string; text: string; files?: object[] }): string {
  events += 1;
  const { channel, threadTs, text, files } = event;
  const ts = `${Math.floor(scenario.clock.now().getTime() / 1_000)}.${String(events).padStart(6, '0')}`;
  return JSON.stringify({
    type: 'event_callback',
    team_id: team,
    event_id: `EvForged${events}`,
    event_time: Math.floor(Number(ts)),
    event: {
      type: 'message',
      ...(files ? { subtype: 'file_share', files } : {}),
      channel,
      user,
      text,
      ts,
      thread_ts: threadTs,
      event_ts: ts,
      channel_type: 'channel',
    },
  });
}
