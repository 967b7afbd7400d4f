import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openPractice, rehearsalPatience } from '../../scripts/rehearsal/open-house.ts';
import { startApp } from '../../src/app.ts';
import { readEnvironment, toConfig } from '../../src/config.ts';
import type { Message } from '../../src/practice/protocol.ts';
import { pressButton } from '../../src/turns/press-button.ts';
import { movableClock, openScenario, passTime, type Scenario } from '../support/open-scenario.ts';
import { createTestDatabase } from '../support/open-test-database.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { begin } from '../support/together.ts';

const day = 24 * 3_600_000;

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });

/** The id of a workshop that was ended after somebody had said something, erased after a week where `isKept` does not say otherwise. */
async function over(room: Room, { isKept = false } = {}): Promise<string> {
  await begin(room);
  await room.tell('tomas', 'Problem: people hear why you came');
  if (!isKept) {
    await room.formAfter('maya', () => room.type('maya', 'settings'));
    expect(await room.submit('maya', { 'After the end': 'Erase it after 7 days' })).toEqual({});
  }
  await room.type('maya', 'end');
  await room.finale();
  await room.quiet();
  return (await room.workshop()).workshop.id;
}

/** What this person was told in direct messages about this workshop that goes. */
const toldTo = (room: Room, name: Name, workshopId: string): Message[] =>
  room.control
    .snapshot(room.id(name))
    .channels.filter((channel) => channel.isDirect)
    .flatMap((channel) => room.control.messages(channel.id))
    .filter((message) => labelsOf(message).includes('Keep it') && buttonValue(message, 'Keep it') === workshopId);

const gone = (room: Room) => vi.waitFor(async () => expect(await room.workshops()).toEqual([]), { timeout: 20_000, interval: 20 });

describe('a workshop that is to be erased some days after its end', () => {
  it('is erased then, its host is told before, once, and nothing else is touched', async () => {
    const room = await open();
    const other = await open();
    const id = await over(room);
    await over(other, { isKept: true });
    const before = await other.state();
    await scenario.pass(3.9 * day);
    await room.quiet();
    expect(toldTo(room, 'maya', id)).toEqual([]);
    await scenario.pass(0.2 * day);
    const told = await room.seen(() => toldTo(room, 'maya', id)[0], 'a word to the host');
    expect(room.read(told)).toContain('“A better check-in for small clinics” is erased for good on');
    expect(toldTo(room, 'tomas', id)).toEqual([]);
    await scenario.pass(2.8 * day);
    await room.quiet();
    expect(await room.workshops()).toHaveLength(1);
    await scenario.pass(0.2 * day);
    await gone(room);
    await room.seen(() => room.posts().every((post) => /erased/i.test(room.read(post))), 'all posts to say so');
    expect(toldTo(room, 'maya', id)).toHaveLength(1);
    expect(await other.state()).toEqual(before);
    const { store } = scenario.app.deps;
    expect(await store.findWorkshop({ ...room.place, workshopId: id })).toBeUndefined();
  });

  it('is kept after all when a host says so; nobody else can', async () => {
    const room = await open();
    const id = await over(room);
    await scenario.pass(4.5 * day);
    const told = await room.seen(() => toldTo(room, 'maya', id)[0], 'a word to the host');
    const press = (name: Name) => {
      const asker = { ...room.place, channelId: 'D1', userId: room.id(name), isOutsider: false, key: `keep:${name}` };
      return pressButton(scenario.app.deps, asker, 'keep-workshop', buttonValue(told, 'Keep it'));
    };
    // Whoever takes over from a host who is away may say so then.
    await expect(press('tomas')).rejects.toThrow('Take over?');
    await expect(press('sam')).rejects.toThrow('older card');
    expect(await press('maya')).toMatchObject({ text: expect.anything() });
    await scenario.pass(30 * day);
    await room.quiet();
    expect(await room.workshops()).toHaveLength(1);
  });

  it('waits for its what-if', async () => {
    const room = await open();
    await begin(room);
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.formAfter('maya', () => room.type('maya', 'settings'));
    await room.submit('maya', { 'After the end': 'Erase it after 1 day' });
    await room.say('maya', '@pilot fork');
    await vi.waitFor(async () => expect(await room.workshops()).toHaveLength(2), { timeout: 20_000 });
    await room.quiet();
    const parent = (await room.workshops()).at(-1);
    const threadTs = parent?.steps.find((step) => step.stepId === 'challenge')?.threadTs ?? '';
    await room.stage.say(room.id('maya'), '@pilot end the workshop', threadTs);
    await room.quiet();
    await scenario.pass(3 * day);
    await room.quiet();
    expect((await room.workshops()).map(({ workshop }) => workshop.id)).toContain(parent?.workshop.id);
  });
});

describe('a bot that was away when the time came', () => {
  it('says so first and then erases, with the time to say no that was promised', async () => {
    const { url, drop } = await createTestDatabase();
    const { practice, slack } = await openPractice('socket');
    const env = readEnvironment({ ...rehearsalPatience, LOG_LEVEL: 'fatal', DATABASE_URL: url });
    const clock = movableClock();
    const start = () => startApp(toConfig(env), slack, pino({ level: 'fatal' }), { clock });
    let app = await start();
    try {
      const before = await openRoom({ control: practice.control, deps: app.deps });
      const id = await over(before);
      await app.stop();
      clock.advance(20 * day);
      app = await start();
      const room = before.under(app.deps);
      await passTime(app, clock, 0);
      await room.seen(() => toldTo(room, 'maya', id)[0], 'a word to the host');
      await room.quiet();
      expect(await room.workshops()).toHaveLength(1);
      await app.stop();
      app = await start();
      const later = before.under(app.deps);
      await passTime(app, clock, 3.1 * day);
      await gone(later);
    } finally {
      await app.stop();
      await practice.close();
      await drop();
    }
  });
});
