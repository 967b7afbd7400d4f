import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom } from '../support/room.ts';
import { playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });

describe('the history of a workshop', () => {
  it('is what happened, newest first, a page at a time', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    for (let again = 0; again < 6; again++) {
      await room.type('maya', 'revise challenge');
      await room.type('maya', 'next');
    }
    const page = await room.type('sam', 'history');
    const lines = page.split('\n').filter((line) => line.startsWith('•'));
    expect(lines).toHaveLength(12);
    expect(lines[0]).toMatch(/@maya finished \*Challenge\*: version 7$/);
    expect(lines[1]).toContain('@maya opened *Challenge* again');
    const older = await room.ask('sam', 'Older', room.lastWhisper('sam'));
    expect(older).toContain('@maya started the workshop');
    expect(labelsOf(room.lastWhisper('sam'))).not.toContain('Older');
  });

  it('goes back to any moment: another step, a version, a place on the clock, a time', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    const { workshop } = await room.workshop();
    await room.type('maya', 'revise challenge');
    await room.tell('tomas', 'Question: How might we let patients be heard before they arrive?', 'challenge');
    await room.type('maya', 'next');
    await room.quiet();
    expect(await room.type('sam', 'show challenge as of v1')).toContain('arrive unheard?');
    expect(await room.type('sam', `show challenge as of #${workshop.latestSeq}`)).toContain('arrive unheard?');
    expect(await room.type('sam', 'show challenge as of challenge')).toContain('be heard before they arrive?');
    expect(await room.type('sam', 'show challenge as of now')).toContain('be heard before they arrive?');
    expect(await room.type('sam', 'show challenge as of yesterday')).toContain('*Challenge* had no result by');
    expect(await room.type('sam', 'show stakeholder-mapping as of now')).toContain('It has no version yet');
  });

  it('says what it can’t look at', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    const ask = (point: string) => room.refused('sam', () => room.type('sam', `show challenge as of ${point}`));
    expect(await ask('persona')).toBe('Persona was never finished, so there is no such moment yet.');
    expect(await ask('v9')).toContain('Challenge has no version 9; the newest is 1.');
    for (const none of ['-1', '0', 'v-1', 'v0', '−2'])
      expect(await ask(none)).toContain(`Challenge has no version ${none.replace('v', '').replace('−', '-')}; the newest is 1.`);
    expect(await ask('99999')).toContain('The clock of this workshop stands at');
    expect(await ask('2999-01-01')).toContain('That has not come yet');
    expect(await ask('the good old days')).toContain("I can't tell when “the good old days” was.");
    expect(await ask('31 Feb')).toContain("I can't tell when");
  });
});
