import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });
/** Everything that a form says, hints and all. */
const formSays = (room: Room, as: 'maya' | 'tomas' | 'aiko') => JSON.stringify(room.form(as).blocks);
const question = 'Our question';

async function openQuestion(room: Room): Promise<void> {
  await room.start().catch(() => room.opened('challenge'));
  await room.tell('tomas', wholeChallenge);
  for (const name of ['tomas', 'aiko'] as const) {
    await room.openForm(name, 'Fix', await room.readBack('challenge'));
    await room.submit(name, { 'Which line?': `${question}: How might we let patients arrive unheard?` });
  }
}

describe('two people change the same (F-06)', () => {
  it('the second is shown both and loses nothing; sent again, theirs takes the other’s place', async () => {
    const room = await open();
    await openQuestion(room);
    expect(await room.submit('tomas', { [question]: 'How might we let patients whisper?' })).toEqual({});
    expect(await room.submit('aiko', { [question]: 'How might we let patients write?' })).toEqual({});
    // Still open, with both.
    expect(formSays(room, 'aiko')).toContain('How might we let patients write?');
    expect(formSays(room, 'aiko')).toMatch(/Tomas[^"]* changed this to “How might we let patients whisper\?” while your form was open/i);
    expect((await room.draft('challenge')).hmwStatement).toBe('How might we let patients whisper?');
    expect(await room.submit('aiko', {})).toEqual({});
    expect((await room.draft('challenge')).hmwStatement).toBe('How might we let patients write?');
  });

  it('and when somebody is faster once more, they are shown that too', async () => {
    const room = await open();
    await openQuestion(room);
    await room.submit('tomas', { [question]: 'How might we let patients whisper?' });
    await room.submit('aiko', { [question]: 'How might we let patients write?' });
    await room.tell('sam', 'Question: How might we let patients sing?');
    await room.submit('aiko', {});
    expect(formSays(room, 'aiko')).toContain('How might we let patients sing?');
    expect((await room.draft('challenge')).hmwStatement).toBe('How might we let patients sing?');
    await room.submit('aiko', {});
    expect((await room.draft('challenge')).hmwStatement).toBe('How might we let patients write?');
  });

  it('so are two hosts who set the same', async () => {
    const room = await open();
    await room.start().catch(() => room.opened('challenge'));
    const { workshop } = await room.workshop();
    await scenario.app.deps.store.inWorkshop(workshop.id, (tx) => tx.setMember(room.id('tomas'), 'owner', { force: true }));
    await room.formAfter('maya', () => room.type('maya', 'settings'));
    await room.formAfter('tomas', () => room.type('tomas', 'settings'));
    expect(await room.submit('tomas', { Title: 'Check-in, quietly' })).toEqual({});
    expect(await room.submit('maya', { Title: 'Check-in at last' })).toEqual({});
    expect(formSays(room, 'maya')).toContain('set this to “Check-in, quietly” meanwhile');
    expect((await room.workshop()).workshop.title).toBe('Check-in, quietly');
    expect(await room.submit('maya', {})).toEqual({});
    expect((await room.workshop()).workshop.title).toBe('Check-in at last');
    expect(labelsOf(room.hub())).toContain('Settings');
  });
});
