import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { hasStatuses, playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });
const first = 'How might we let patients arrive unheard?';
const second = 'How might we let patients be heard before they arrive?';

/** Challenge has two versions, and Stakeholders is open. */
async function withTwoVersions(room: Room): Promise<void> {
  await playTo(room, 'stakeholder-mapping');
  await room.type('maya', 'revise challenge');
  await room.tell('tomas', `Question: ${second}`, 'challenge');
  await room.type('maya', 'next');
  await room.quiet();
}

describe('versions of a step', () => {
  it('are listed with who and when, each to be shown, compared and brought back', async () => {
    const room = await open();
    await withTwoVersions(room);
    const listed = await room.type('sam', 'history challenge');
    expect(listed).toMatch(/version 2, by @maya, .*what it has now.*\n• version 1, by @maya/);
    const list = room.lastWhisper('sam');
    expect(labelsOf(list)).toEqual(['Show 2', 'Show 1', 'Compare 1 with now', 'Restore 1']);
    expect(await room.ask('sam', 'Show 1', list)).toContain(first);
  });

  it('bringing one back writes a new version; a finished step stays finished and what rests on it waits', async () => {
    const room = await open();
    await withTwoVersions(room);
    await room.type('maya', 'history challenge');
    expect(await room.ask('maya', 'Restore 1', room.lastWhisper('maya'))).toBe(
      'Version 1 of Challenge is back, as version 3. Stakeholders waits for it, and keeps what it has.',
    );
    await room.quiet();
    const { artifacts, steps } = await room.workshop();
    expect(artifacts[0]).toMatchObject({ version: 3, artifact: { hmwStatement: first } });
    expect(hasStatuses(steps)).toEqual(['complete', 'needs_regeneration']);
    expect((await room.draft('challenge')).hmwStatement).toBe(first);
    expect(await room.type('sam', 'show challenge')).toContain(first);
    expect(await room.type('sam', 'show challenge as of v2')).toContain(second);
    expect(await room.type('sam', 'history challenge')).toContain('version 3, by @maya');
    expect(await room.type('sam', 'history challenge')).toContain('which brought version 1 back');
  });

  it('F-06: of two who bring something back at once the second is told by whom and what', async () => {
    const room = await open();
    await withTwoVersions(room);
    await room.type('maya', 'history challenge');
    const list = room.lastWhisper('maya');
    await room.type('maya', 'restore challenge 1');
    const told = await room.ask('maya', 'Restore 1', list);
    expect(told).toContain('@maya was faster: Challenge has version 3 now, which brings version 1 back.');
    expect((await room.workshop()).artifacts[0]?.version).toBe(3);
  });

  it('an open step goes on from it', async () => {
    const room = await open();
    await withTwoVersions(room);
    await room.type('maya', 'revise challenge');
    await room.type('maya', 'restore challenge 1');
    expect((await room.draft('challenge')).hmwStatement).toBe(first);
    expect((await room.step('challenge')).status).toBe('in_progress');
  });

  it('refuses one from before a reset, one that is there already, one that is none, and a participant', async () => {
    const room = await open();
    await withTwoVersions(room);
    expect(await room.refused('maya', () => room.type('maya', 'restore challenge 2'))).toBe('Version 2 is what Challenge has now.');
    expect(await room.refused('maya', () => room.type('maya', 'restore challenge 7'))).toContain('Challenge has no version 7.');
    expect(await room.refused('maya', () => room.type('maya', 'restore challenge'))).toContain('Which version?');
    expect(await room.refused('tomas', () => room.type('tomas', 'restore challenge 1'))).toContain('That is for the host, @maya.');
    const restoring = (version: string) => room.refused('maya', () => room.type('maya', `restore challenge ${version}`));
    const lists = '“/workshop history challenge” lists those there are.';
    for (const none of ['-1', '0', '99']) expect(await restoring(none)).toBe(`Challenge has no version ${none}. ${lists}`);
    expect(await restoring('abc')).toBe(`I can't tell which version of Challenge “abc” is. ${lists}`);
    expect(await restoring('1.5')).toBe(`I can't tell which version of Challenge “1.5” is. ${lists}`);
    expect(await restoring('1 2')).toBe(`One version can be brought back, and “1 2” are two. ${lists}`);
    await room.type('maya', 'reset challenge');
    await room.openForm('maya', 'Confirm', room.lastWhisper('maya'));
    await room.submit('maya', { 'This cannot be undone': ['Yes, throw away what Challenge holds now'] });
    await room.quiet();
    expect(await room.refused('maya', () => room.type('maya', 'restore challenge 1'))).toBe(
      "Version 1 is from before Challenge was started over, so it can't be brought back as a whole. “/workshop show challenge as of v1” shows it, and you can say again what you want to keep.",
    );
    expect(await room.type('maya', 'show challenge as of v1')).toContain(first);
  });
});
