import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIdeas } from '../support/dot-vote.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { activityCard, begin, skipTo, startTogether } from '../support/together.ts';

const asViewer = 'You are here as a viewer: you can read along, and the host can let you in with “/workshop people”.';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

/** Somebody who took part until the host let them read only, and a guest. */
async function openStakeholders(): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya', 'tomas', 'sam', 'nora']);
  await begin(room);
  await skipTo(room, 'stakeholder-mapping');
  await room.tell('tomas', '- Patients\n- Receptionists');
  await room.quiet();
  return room;
}

async function makeViewer(room: Room): Promise<void> {
  await room.type('maya', 'people viewer @sam');
  await room.quiet();
  for (const whisper of room.whispers()) await room.dismiss(whisper);
}

/** A form that was open before: its sender alone reads why it is not taken, and nothing changes. */
async function refusedForm(room: Room, fill: Record<string, string>): Promise<string[]> {
  const before = await room.state();
  const errors = await room.submit('sam', fill);
  expect(await room.state()).toEqual(before);
  expect(room.whispers()).toEqual([]);
  return Object.values(errors);
}

describe('a viewer is told so alone, in one sentence, and changes nothing', () => {
  it('by voting, also with a ballot of before', async () => {
    const room = await openIdeas(scenario, ['maya', 'tomas', 'sam', 'nora']);
    const card = await startTogether(room, 'ideation', 'Dot vote', { 'Dots for each': '2' });
    await room.openForm('sam', 'Vote', card);
    await makeViewer(room);
    expect(await refusedForm(room, { 'Dot 1': '1. Silent kiosk' })).toEqual([asViewer]);
    for (const name of ['sam', 'nora'] as const) expect(await room.refused(name, () => room.press(name, 'Vote', card))).toBe(asViewer);
    expect(room.read(activityCard(room, 'ideation', 'Dot vote'))).toContain('0 of 2');
  });

  it('by writing ideas, also on a sheet of before', async () => {
    const room = await openIdeas(scenario, ['maya', 'tomas', 'sam', 'nora']);
    const card = await startTogether(room, 'ideation', 'Brainwriting');
    const form = await room.openForm('sam', 'Write yours', card);
    const first = form.blocks.find((block) => block.type === 'input')?.label as { text: string };
    await makeViewer(room);
    expect(await refusedForm(room, { [first.text]: 'A secret door' })).toEqual([asViewer]);
    for (const name of ['sam', 'nora'] as const)
      expect(await room.refused(name, () => room.press(name, 'Write yours', card))).toBe(asViewer);
    await room.press('maya', 'Close and show all', activityCard(room, 'ideation', 'Brainwriting'));
    await room.quiet();
    expect(JSON.stringify(room.posts())).not.toContain('A secret door');
  });

  it('by rating, also with a form of before', async () => {
    const room = await openStakeholders();
    const card = await startTogether(room, 'stakeholder-mapping', 'Rate together');
    await room.openForm('sam', 'Rate', card);
    await makeViewer(room);
    expect(await refusedForm(room, { 'Patients: power': 'high' })).toEqual([asViewer]);
    for (const name of ['sam', 'nora'] as const) expect(await room.refused(name, () => room.press(name, 'Rate', card))).toBe(asViewer);
  });

  it('by signing off', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya', 'tomas', 'sam', 'nora']);
    await begin(room);
    await room.tell(
      'tomas',
      'Problem: everybody hears why you came\nUser: patients\nOutcome: they arrive unheard\nQuestion: How might we let patients arrive unheard?',
    );
    const readBack = await room.readBack('challenge');
    await makeViewer(room);
    for (const name of ['sam', 'nora'] as const)
      for (const card of [room.card('challenge'), readBack])
        expect(await room.refused(name, () => room.press(name, 'Sign off', card))).toBe(asViewer);
  });

  it('by being done', async () => {
    const room = await openStakeholders();
    await makeViewer(room);
    for (const name of ['sam', 'nora'] as const)
      expect(await room.refused(name, () => room.press(name, 'I’m done', room.card('stakeholder-mapping')))).toBe(asViewer);
    expect(room.read(room.card('stakeholder-mapping'))).not.toContain('done with this step');
  });
});
