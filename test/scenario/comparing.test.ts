import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });

async function withThreeVersions(room: Room): Promise<void> {
  await playTo(room, 'user-research');
  await room.type('maya', 'revise stakeholder-mapping');
  await room.tell('aiko', '- Relatives, direct, low, high', 'stakeholder-mapping');
  await room.type('maya', 'next');
  await room.quiet();
  await room.type('maya', 'revise stakeholder-mapping');
  await room.tell('tomas', '- Receptionists, core, high, high', 'stakeholder-mapping');
  await room.type('maya', 'next');
  await room.quiet();
}

describe('comparing versions', () => {
  it('tells what came, went and changed, and who did it', async () => {
    const room = await open();
    await withThreeVersions(room);
    expect(await room.type('sam', 'compare stakeholder-mapping')).toBe(
      '*Stakeholders*, version 2 → version 3 (what it has now)\n• *Stakeholders*, “Receptionists”: power: “medium” → “high” — @tomas',
    );
    expect(await room.type('sam', 'compare stakeholder-mapping 1 3')).toBe(
      '*Stakeholders*, version 1 → version 3 (what it has now)\n• *Stakeholders*, “Receptionists”: power: “medium” → “high” — @tomas\n• *Stakeholders*, new: “Relatives” — @aiko',
    );
    expect(await room.type('sam', 'compare stakeholder-mapping 2 1')).toContain('version 1 → version 2');
  });

  it('is posted in the thread for all when somebody wants that, once', async () => {
    const room = await open();
    await withThreeVersions(room);
    await room.type('sam', 'compare stakeholder-mapping 1 3');
    const answer = room.lastWhisper('sam');
    expect(labelsOf(answer)).toEqual(['Post it in the thread']);
    expect(await room.ask('sam', 'Post it in the thread', answer)).toBe('It is in the thread of Stakeholders.');
    await room.seen(
      () => room.thread('stakeholder-mapping').find((post) => room.read(post).includes('version 1 → version 3')),
      'the comparison',
    );
    await room.type('aiko', 'compare stakeholder-mapping 1 3');
    expect(await room.ask('aiko', 'Post it in the thread', room.lastWhisper('aiko'))).toContain('already');
  });

  it('says what it can’t compare', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    const ask = (words: string) => room.refused('sam', () => room.type('sam', `compare ${words}`));
    expect(await ask('challenge')).toContain('Challenge has one version so far');
    expect(await ask('persona')).toContain('Persona has no version yet');
    expect(await ask('challenge 1 9')).toContain('Challenge has no version 9; the newest is 1.');
    expect(await ask('challenge 0 1')).toContain('Challenge has no version 0; the newest is 1.');
    expect(await ask('challenge -1')).toContain('Challenge has no version -1; the newest is 1.');
    expect(await ask('challenge one')).toContain("I can't tell which version of Challenge “one” is.");
    expect(await ask('challenge 1 2 3')).toContain("I can't tell which version of Challenge “1 2 3” is.");
    expect(await ask('persona 0 2')).toContain('Persona has no version yet');
    expect(await ask('lunch')).toContain('Which step?');
    expect(await ask('lunch 2')).toContain('Which step?');
  });
});
