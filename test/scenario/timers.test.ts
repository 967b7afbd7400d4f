import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/practice/protocol.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';

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

/** The card of the newest timer in the first step's thread. */
const timerCard = (room: Room): Message | undefined => room.thread('challenge').findLast((post) => isTimer(post));
const isTimer = (post: Message) => /stopwatch|checkered_flag|double_vertical_bar/.test(post.text);
const shows = (room: Room, words: string) => room.seen(() => room.read(timerCard(room)).includes(words), `a timer that says “${words}”`);
const closings = (room: Room) => room.thread('challenge').filter((post) => post.text.includes('alarm_clock'));

describe('a timer', () => {
  it('counts down on one card, with few edits, and says once that time is up', async () => {
    const room = await open();
    expect(await room.type('maya', 'timer 5')).toBe('');
    const card = await room.seen(() => timerCard(room), 'the card');
    expect(room.read(card)).toMatch(/\*5 minutes\*, until <!date\^\d+\^{time}\|\d\d:\d\d UTC>/);
    expect(labelsOf(card)).toEqual(['+1 min', '+5 min', 'Pause', 'Stop']);
    await scenario.pass(3 * minute);
    await shows(room, 'Half-time');
    await scenario.pass(1.5 * minute);
    await shows(room, 'The last minute');
    await scenario.pass(0.6 * minute);
    await shows(room, 'Time is up');
    await room.quiet();
    expect(closings(room)).toHaveLength(1);
    expect(closings(room)[0]!.text).not.toContain('<@');
    expect(room.thread('challenge').filter(isTimer)).toHaveLength(1);
    expect(labelsOf(timerCard(room)!)).toEqual([]);
  });
});
