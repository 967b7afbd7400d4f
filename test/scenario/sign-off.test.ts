import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';
import { begin } from '../support/together.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

async function openWhole(members?: Name[]): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await begin(room);
  await room.tell(
    'tomas',
    'Problem: everybody hears why you came\nUser: patients\nOutcome: they arrive unheard\nQuestion: How might we let patients arrive unheard?',
  );
  await room.readBack('challenge');
  await room.quiet();
  return room;
}

const says = (room: Room, words: string) =>
  room.seen(() => room.read(room.card('challenge')).includes(words), `“${words}” on the step card`);

describe('signing off the challenge', () => {
  it('is offered once there is something to agree on', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    expect(labelsOf(room.card('challenge'))).not.toContain('Sign off');
    const value = buttonValue(room.card('challenge'), 'Next step');
    await room.quiet();
    expect(await room.refused('sam', () => forgePress(room, 'sam', { action: 'sign-off', value }))).toContain('Still missing: Problem');
  });

  it('is each person’s own, counted on both cards, and taken back by whoever gave it', async () => {
    const room = await openWhole();
    await room.press('tomas', 'Sign off', room.card('challenge'));
    await says(room, '1 of 2 has signed off');
    await room.press('maya', 'Sign off', await room.readBack('challenge'));
    await says(room, '2 of 2 have signed off');
    await room.quiet();
    expect(room.read(await room.readBack('challenge'))).toContain('2 of 2 have signed off');
    expect(await room.ask('tomas', 'Sign off', room.card('challenge'))).toContain('You have signed this off already');
    expect(await room.ask('tomas', 'Take it back', room.lastWhisper('tomas'))).toContain('Taken back');
    await says(room, '1 of 2 has signed off');
    expect(room.read(room.card('challenge'))).not.toMatch(/signed off.*@|@.*signed off/);
  });

  it('starts over when the words change', async () => {
    const room = await openWhole();
    await room.press('tomas', 'Sign off', room.card('challenge'));
    await room.press('maya', 'Sign off', room.card('challenge'));
    await says(room, '2 of 2');
    await room.tell('aiko', 'Problem: the whole waiting room hears why you came');
    await says(room, '0 of 3 have signed off. The words changed: the 2 sign-offs from before start over');
    await room.press('tomas', 'Sign off', room.card('challenge'));
    await says(room, '1 of 3 has signed off. The words changed: the sign-off from before starts over');
  });

  it('never stands in the way: the host moves on and is told, once, who had not', async () => {
    const room = await openWhole();
    await room.tell('sam', 'Width: specific');
    await room.press('tomas', 'Sign off', room.card('challenge'));
    await says(room, '1 of 3');
    const told = await room.heard('maya', () => room.press('maya', 'Next step', room.card('challenge')));
    expect(room.read(told)).toBe(
      'On we go. 1 of 3 had signed off Challenge; @maya and @sam had not. It is noted with the result, and only you see this.',
    );
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(
      await room.refused('sam', () => forgePress(room, 'sam', { action: 'sign-off', value: told ? buttonValueOf(room) : '' })),
    ).toContain('finished');
  });

  it('bothers nobody in a team that does not use it', async () => {
    const room = await openWhole();
    await room.press('maya', 'Next step', room.card('challenge'));
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(room.whispers()).toEqual([]);
  });

  it('is nothing for viewers', async () => {
    const room = await openWhole(['maya', 'tomas', 'nora']);
    expect(await room.refused('nora', () => room.press('nora', 'Sign off', room.card('challenge')))).toContain('You are here as a viewer');
  });
});

/** What the button on the first card carried. */
function buttonValueOf(room: Room): string {
  const hub = room.posts().find((post) => post.text.startsWith('Workshop “'));
  const { w } = JSON.parse(buttonValue(hub ?? (room.posts()[0] as never), 'Where we are')) as { w: string };
  return JSON.stringify({ w, s: 'challenge', e: 0 });
}
