import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { fourStakeholders, hasStatuses, playTo, wholeChallenge } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });
const box = 'This cannot be undone';

/** Asks for it in the channel and confirms with the box ticked. */
async function reset(room: Room, stepId: string, name: string): Promise<void> {
  await room.type('maya', `reset ${stepId}`);
  await room.openForm('maya', 'Confirm', room.lastWhisper('maya'));
  expect(await room.submit('maya', { [box]: [`Yes, throw away what ${name} holds now`] })).toEqual({});
  await room.seen(() => room.thread(stepId).some((post) => room.read(post).includes(`has started *${name}* over`)), 'the reset');
  await room.quiet();
}

describe('starting a step over', () => {
  it('is asked for first, needs the box, and then empties the step in place; what rests on it waits', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    const told = await room.type('maya', 'reset stakeholder-mapping');
    expect(told).toMatch(/Stakeholders starts over: all 4 lines.* go out of it/);
    expect(told).toContain('Research will wait and be looked at again.');
    expect(labelsOf(room.lastWhisper('maya'))).toEqual(['Confirm', 'Leave it']);
    expect((await room.step('stakeholder-mapping')).epoch).toBe(0);
    await room.openForm('maya', 'Confirm', room.lastWhisper('maya'));
    expect(Object.values(await room.submit('maya', {})).join()).toContain('required');
    expect((await room.step('stakeholder-mapping')).epoch).toBe(0);
    const card = room.card('stakeholder-mapping').ts;
    expect(await room.submit('maya', { [box]: ['Yes, throw away what Stakeholders holds now'] })).toEqual({});
    await room.quiet();
    const { steps, artifacts } = await room.workshop();
    expect(hasStatuses(steps)).toEqual(['complete', 'in_progress', 'needs_regeneration']);
    expect(await room.draft('stakeholder-mapping')).toEqual({});
    expect(artifacts.map((one) => one.stepId)).toEqual(['challenge']);
    expect(room.card('stakeholder-mapping').ts).toBe(card);
    const post = room.thread('stakeholder-mapping').find((one) => room.read(one).includes('over.'));
    expect(room.read(post)).toContain('@maya has started *Stakeholders* over.');
  });

  it('F-25: what was under way from before is refused: a form, a button, and nothing is lost that was typed', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    await room.tell('tomas', fourStakeholders);
    const readBack = await room.readBack('stakeholder-mapping');
    await room.openForm('tomas', 'Fix', readBack);
    await reset(room, 'stakeholder-mapping', 'Stakeholders');
    const errors = Object.values(await room.submit('tomas', { 'Which line?': 'Stakeholders: Patients' })).join();
    expect(errors).toContain('was started over meanwhile');
    expect(await room.draft('stakeholder-mapping')).toEqual({});
  });

  it('F-21: old talk does not come back, and the step can be filled and finished anew, as version 2', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    const old = await room.tell('tomas', fourStakeholders);
    await room.type('maya', 'next');
    await room.opened('user-research');
    await reset(room, 'stakeholder-mapping', 'Stakeholders');
    const { context, contextTokens } = { context: scenario.app.deps.context, contextTokens: 8_000 };
    const built = await context.build({ contextId: (await room.step('stakeholder-mapping')).contextId, budgetTokens: contextTokens });
    expect(JSON.stringify(built)).not.toContain('Receptionists');
    const told = await room.heard('sam', () => room.react('sam', old));
    expect(room.read(told)).toContain('from before');
    await room.tell('aiko', fourStakeholders.replace('Clinic owner', 'Nurses'), 'stakeholder-mapping');
    await room.type('maya', 'next');
    await room.quiet();
    const { artifacts, steps } = await room.workshop();
    expect(artifacts.map((one) => [one.stepId, one.version])).toEqual([
      ['challenge', 1],
      ['stakeholder-mapping', 2],
    ]);
    expect(hasStatuses(steps)).toEqual(['complete', 'complete', 'in_progress']);
  });

  it('is for the host, for a step that has begun and holds something', async () => {
    const room = await open();
    await room.start();
    expect(await room.refused('maya', () => room.type('maya', 'reset challenge'))).toContain('There is nothing in Challenge yet');
    await room.tell('tomas', wholeChallenge);
    expect(await room.refused('tomas', () => room.type('tomas', 'reset challenge'))).toContain('That is for the host, @maya.');
    expect(await room.refused('maya', () => room.type('maya', 'reset persona'))).toContain('has not begun yet');
    expect(await room.refused('maya', () => room.type('maya', 'reset'))).toContain('Which step?');
  });
});
