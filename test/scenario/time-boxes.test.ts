import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { designThinking } from '../../src/workshop/steps.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

const minute = 60_000;
const planned = designThinking.step('challenge').minutes;

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

async function boxTime(room: Room): Promise<void> {
  await room.formAfter('maya', () => room.type('maya', 'settings'));
  expect(await room.submit('maya', { 'Live: time for each step': 'The minutes on the agenda' })).toEqual({});
  await room.seen(() => room.read(room.card('challenge')).includes('Until <!date'), 'the time on the card');
}

describe('a live step with its minutes', () => {
  it('tells the host alone when time is almost up and when it is up, and moves nobody on', async () => {
    const room = await open();
    await boxTime(room);
    const before = room.posts().length;
    const soon = await room.heard('maya', () => scenario.pass((planned - 2) * minute));
    expect(room.read(soon)).toBe('2 minutes left of Challenge. Next, or 5 more?');
    expect(labelsOf(soon)).toEqual(['Next step', '5 more minutes']);
    const over = await room.heard('maya', () => scenario.pass(2 * minute));
    expect(room.read(over)).toBe('The time for Challenge is up. Next, or 5 more?');
    await room.seen(() => room.read(room.card('challenge')).includes('Its time was up'), 'the card to say so');
    await room.quiet();
    expect(room.posts()).toHaveLength(before);
    expect(room.whispers().filter((one) => one.to !== room.id('maya'))).toEqual([]);
    expect(await room.openStep()).toBe('challenge');
  });

  it('has five more minutes at a press, by a host only, and says how the plan stands', async () => {
    const room = await open();
    await boxTime(room);
    const over = await room.heard('maya', () => scenario.pass((planned + 3) * minute));
    expect(await room.type('tomas', 'status')).toContain('By the plan we are 3 minutes over.');
    expect(await room.ask('maya', '5 more minutes', over)).toBe('5 more minutes it is.');
    await room.seen(() => room.read(room.card('challenge')).includes('Until <!date'), 'the new time');
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.seen(() => room.read(room.hub()).includes('By the plan we are 3 minutes over.'), 'the hub to be honest');
    expect(room.read(room.card('stakeholder-mapping'))).toContain('Until <!date');
  });

  it('stands still while the workshop is on hold, and goes on with what was left', async () => {
    const room = await open();
    await boxTime(room);
    const before = (await room.step('challenge')).deadlineAt!;
    await room.type('maya', 'pause');
    await scenario.pass((planned + 30) * minute);
    await room.quiet();
    expect(
      room
        .whispers()
        .map((one) => room.read(one))
        .filter((words) => words.includes('Challenge')),
    ).toEqual([]);
    await room.type('maya', 'resume');
    const after = (await room.step('challenge')).deadlineAt!;
    expect(Math.round((after.getTime() - before.getTime()) / minute)).toBe(planned + 30);
  });

  it('is off unless somebody asks for it', async () => {
    const room = await open();
    await scenario.pass((planned + 1) * minute);
    await room.quiet();
    expect((await room.step('challenge')).deadlineAt).toBeNull();
    expect(room.read(room.card('challenge'))).not.toContain('date^');
  });
});
