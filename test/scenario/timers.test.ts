import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPractice, rehearsalPatience } from '../../scripts/rehearsal/open-house.ts';
import { startApp } from '../../src/app.ts';
import { readEnvironment, toConfig } from '../../src/config.ts';
import type { Message } from '../../src/practice/protocol.ts';
import { movableClock, openScenario, passTime, type Scenario } from '../support/open-scenario.ts';
import { createTestDatabase } from '../support/open-test-database.ts';
import { buttonValue, labelsOf, openRoom, type Room } from '../support/room.ts';

const minute = 60_000;
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = async () => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
  return room;
};

const isTimer = (post: Message) => /:(?:stopwatch|checkered_flag|double_vertical_bar):/.test(post.text);
/** The card of the newest timer in the first step's thread. */
const timerCard = (room: Room): Message | undefined => room.thread('challenge').findLast((post) => isTimer(post));
const shows = (room: Room, words: string) =>
  room.seen(() => room.read(timerCard(room)).includes(words) && timerCard(room), `a timer that says “${words}”`);
const closings = (room: Room) => room.thread('challenge').filter((post) => post.text.includes(':alarm_clock:'));
/** Edits of this card so far. */
const editsOf = (room: Room, card: Message) =>
  room.control.calls('chat.update').filter((call) => call.args.ts === card.ts && call.args.channel === room.channel).length;

describe('a timer', () => {
  it('counts down on one card, with few edits, and says once that time is up', async () => {
    const room = await open();
    expect(await room.type('maya', 'timer 5')).toBe('');
    const card = await shows(room, '*5 minutes*, until <!date^');
    expect(room.read(card)).toMatch(/<!date\^\d+\^{time}\|\d\d:\d\d UTC>/);
    expect(labelsOf(card)).toEqual(['+1 min', '+5 min', 'Pause', 'Stop']);
    await scenario.pass(1 * minute);
    await scenario.pass(2 * minute);
    await shows(room, 'Half-time');
    await scenario.pass(1.5 * minute);
    await shows(room, 'The last minute');
    await scenario.pass(0.6 * minute);
    await shows(room, 'Time is up');
    await room.quiet();
    expect(closings(room).map((post) => room.read(post))).toEqual([':alarm_clock: Time is up: those were 5 minutes.']);
    expect(room.thread('challenge').filter(isTimer)).toHaveLength(1);
    expect(editsOf(room, card)).toBe(3);
    expect(labelsOf(timerCard(room)!)).toEqual([]);
  });

  it('is steered by its card, by command and by mention, all the same', async () => {
    const room = await open();
    await room.say('maya', '@pilot timer 10 min');
    const card = await shows(room, '*10 minutes*');
    await room.press('maya', '+5 min', card);
    await shows(room, '*15 minutes*');
    await room.type('maya', 'timer extend 3');
    await shows(room, '*18 minutes*');
    await room.say('maya', '@pilot timer pause');
    await shows(room, '*On hold*, with 18 minutes left');
    await scenario.pass(40 * minute);
    await room.press('maya', 'Resume', await shows(room, '*On hold*'));
    await shows(room, '*18 minutes*, until');
    await room.type('maya', 'timer cancel');
    await shows(room, 'was stopped');
    await room.quiet();
    expect(closings(room)).toEqual([]);
    expect(room.whispers()).toEqual([]);
  });

  it('can be had from the panel, for any length and with what it is for', async () => {
    const room = await open();
    const panel = await room.heard('maya', () => room.type('maya', 'timer'));
    expect(labelsOf(panel)).toEqual(['1 min', '3 min', '5 min', '10 min', 'Other…']);
    await room.openForm('maya', 'Other…', panel);
    expect(await room.submit('maya', { Minutes: '90' })).toEqual({ Minutes: expect.stringContaining('whole minutes from 1 to 60') });
    expect(await room.submit('maya', { Minutes: '7', 'What for': 'Sketching <!channel>' })).toEqual({});
    const card = await shows(room, '*7 minutes* for Sketching');
    expect(card.text).not.toContain('<!channel>');
    expect(await room.type('tomas', 'timer')).toMatch(/runs until .*: 7 minutes left/);
    await scenario.pass(7 * minute);
    await room.seen(() => closings(room).length === 1, 'the end');
    expect(room.read(closings(room)[0])).toContain('Time is up for Sketching');
    await room.press('maya', '3 min', await room.heard('maya', () => room.type('maya', 'timer')));
    await shows(room, '*3 minutes*');
  });

  it('stands still while the workshop is on hold, and goes on with what was left', async () => {
    const room = await open();
    await room.type('maya', 'timer 5');
    await shows(room, '*5 minutes*');
    await scenario.pass(1 * minute);
    await room.type('maya', 'pause');
    await shows(room, 'It goes on with the workshop');
    await scenario.pass(30 * minute);
    await room.quiet();
    expect(closings(room)).toEqual([]);
    await room.type('maya', 'resume');
    await shows(room, '*5 minutes*, until');
    await scenario.pass(3 * minute);
    expect(closings(room)).toEqual([]);
    await scenario.pass(1.1 * minute);
    await room.seen(() => closings(room).length === 1, 'the end');
  });

  it('ends with its step, without a word', async () => {
    const room = await open();
    await room.type('maya', 'timer 5');
    await shows(room, '*5 minutes*');
    await room.type('maya', 'skip we did that last week');
    await room.opened('stakeholder-mapping');
    await shows(room, 'was stopped');
    await scenario.pass(6 * minute);
    await room.quiet();
    expect(closings(room)).toEqual([]);
  });
});

describe('a timer that can’t be', () => {
  it.each(['0', '10,000', '10000', 'five', '2.5', '-3', '61', 'five minutes please'])(
    '“timer %s” is one clear sentence to whoever typed it',
    async (typed) => {
      const room = await open();
      expect(await room.refused('maya', () => room.type('maya', `timer ${typed}`))).toMatch(/whole minutes from 1 to 60/);
      expect(await room.refused('maya', () => room.type('maya', 'timer extend 3'))).toContain('No timer runs in this step');
    },
  );

  it('a second one, one by a participant, one of a forged card, one that has run out', async () => {
    const room = await open();
    expect(await room.refused('tomas', () => room.type('tomas', 'timer 5'))).toContain('That is for the host');
    await room.type('maya', 'timer 5');
    const card = await shows(room, '*5 minutes*');
    expect(await room.refused('maya', () => room.type('maya', 'timer 3'))).toContain('A timer runs here already');
    expect(await room.refused('tomas', () => room.press('tomas', '+1 min', card))).toContain('That is for the host');
    expect(await room.refused('maya', () => room.type('maya', 'timer extend 58'))).toContain('At most 55 more fit in');
    expect(await room.refused('maya', () => room.type('maya', 'timer resume'))).toContain('It runs already');
    await scenario.pass(5.1 * minute);
    await shows(room, 'Time is up');
    expect(await room.refused('maya', () => room.type('maya', 'timer extend 3'))).toContain('No timer runs in this step');
    expect(buttonValue(card, '+1 min')).toContain('"t":"tmr_');
  });

  it('F-19: the card of another channel’s timer does nothing here', async () => {
    const room = await open();
    const other = await open();
    await room.type('maya', 'timer 5');
    const card = await shows(room, '*5 minutes*');
    const { deps } = scenario.app;
    const { pressButton } = await import('../../src/turns/press-button.ts');
    const asker = { ...other.place, userId: other.id('maya'), isOutsider: false, key: 'forged' };
    await expect(pressButton(deps, asker, 'timer-stop', buttonValue(card, 'Stop'))).rejects.toThrow('gone');
    expect(labelsOf((await shows(room, '*5 minutes*'))!)).toContain('Stop');
  });
});

describe('F-28: a timer lives in the database', () => {
  it('a bot that was away when time was up says so late, honestly and once', async () => {
    const { url, drop } = await createTestDatabase();
    const { practice, slack } = await openPractice('socket');
    const env = readEnvironment({ ...rehearsalPatience, LOG_LEVEL: 'fatal', DATABASE_URL: url });
    const clock = movableClock();
    const start = () => startApp(toConfig(env), slack, pino({ level: 'fatal' }), { clock });
    let app = await start();
    try {
      const before = await openRoom({ control: practice.control, deps: app.deps });
      await before.start();
      await before.type('maya', 'timer 5');
      await shows(before, '*5 minutes*');
      await before.quiet();
      await app.stop();
      clock.advance(12 * minute);
      app = await start();
      const room = before.under(app.deps);
      await room.seen(() => closings(room).length > 0, 'the end');
      await passTime(app, clock, 5 * minute);
      await room.quiet();
      expect(closings(room)).toHaveLength(1);
      expect(room.read(closings(room)[0])).toMatch(/Time was up at <!date.*I was away then/);
      expect(room.read(timerCard(room))).toContain('Time is up');
    } finally {
      await app.stop();
      await practice.close();
      await drop();
    }
  });
});
