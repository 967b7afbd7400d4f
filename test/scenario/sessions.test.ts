import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom } from '../support/room.ts';

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

describe('a session', () => {
  it('opens with the first thing anybody does and closes when nobody does anything for half an hour', async () => {
    const room = await open();
    const { id } = (await room.workshop()).workshop;
    const { store } = scenario.app.deps;
    await scenario.pass(20 * minute);
    await room.tell('tomas', 'Problem: people hear why you came');
    await scenario.pass(31 * minute);
    await room.quiet();
    const first = await store.workedOn(id);
    expect(first.sessions).toBe(1);
    expect(Math.round(first.ms / minute)).toBe(20);
    await scenario.pass(60 * minute);
    await room.say('sam', 'back again');
    await room.quiet();
    expect((await store.workedOn(id)).sessions).toBe(2);
    expect(await room.type('aiko', 'status')).toContain('You have worked on it for 20 minutes, in 2 stretches.');
  });

  it('goes on with a press as with a word, is not opened by looking, and ends with the workshop', async () => {
    const room = await open();
    const { id } = (await room.workshop()).workshop;
    const { store } = scenario.app.deps;
    await scenario.pass(25 * minute);
    await room.type('maya', 'timer 5');
    await scenario.pass(25 * minute);
    await room.type('maya', 'status');
    await room.quiet();
    const running = await store.workedOn(id);
    expect([running.sessions, Math.round(running.ms / minute)]).toEqual([1, 25]);
    await room.type('maya', 'end');
    await room.finale();
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the canvas');
    const done = await store.workedOn(id);
    expect([done.sessions, Math.round(done.ms / minute)]).toEqual([1, 50]);
    await scenario.pass(60 * minute);
    await room.say('tomas', 'nice', 'challenge');
    await room.quiet();
    expect((await store.workedOn(id)).sessions).toBe(1);
  });
});
