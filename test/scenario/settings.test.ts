import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = async () => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
  await room.quiet();
  return room;
};
const settings = async (room: Room) => (await room.workshop()).workshop.settings;
const openSettings = (room: Room, as: 'maya' | 'tomas' = 'maya') => room.formAfter(as, () => room.type(as, 'settings'));
const inputsOf = (room: Room) =>
  room.form('maya').blocks.flatMap((block) => (block.type === 'input' ? [(block.label as { text: string }).text] : []));

describe('the settings of a workshop', () => {
  it('ask for what means something at its pace only, in a humane order', async () => {
    const room = await open();
    await openSettings(room);
    const live = inputsOf(room);
    expect(live.slice(0, 3)).toEqual(['Title', 'Pace', 'Who asks and answers']);
    expect(live).toContain('Live: time for each step');
    expect(live).not.toContain('Direct messages');
    expect(await room.submit('maya', { Pace: 'Over days: everybody when they can' })).toEqual({});
    await openSettings(room);
    expect(inputsOf(room)).toEqual(expect.arrayContaining(['Over days: time for each step', 'Direct messages']));
    expect(inputsOf(room)).not.toContain('Live: time for each step');
    expect(await room.submit('maya', {})).toEqual({});
  });

  it('are kept, each for itself', async () => {
    const room = await open();
    await openSettings(room);
    expect(
      await room.submit('maya', {
        'Dots in a vote': '5 dots each',
        'A step is done when': '3 people are done',
        'When no host is here, others may take over': 'After 30 minutes',
        'After the end': 'Erase it after 30 days',
      }),
    ).toEqual({});
    expect(await settings(room)).toMatchObject({
      votes: { budget: 5, isAnonymous: true },
      quorum: { rule: 'count', count: 3 },
      awayMinutes: 30,
      retentionDays: 30,
    });
    await openSettings(room);
    await room.submit('maya', { 'Votes begin as': 'Named: afterwards all see who chose what', 'After the end': 'Keep it' });
    expect(await settings(room)).toMatchObject({ votes: { budget: 5, isAnonymous: false }, awayMinutes: 30 });
    expect(await settings(room)).not.toHaveProperty('retentionDays');
  });

  it('F-06: changed by two at once show the second one both values, and nothing is overwritten', async () => {
    const room = await open();
    await room.type('maya', 'people cohost @tomas');
    await openSettings(room);
    await openSettings(room, 'tomas');
    expect(await room.submit('tomas', { 'How much I talk': 'Quiet', Title: 'Tomás was here' })).toEqual({});
    const before = (await room.workshop()).workshop;
    const wanted = { 'How much I talk': 'Lively', 'Dots in a vote': '8 dots each' };
    expect(await room.submit('maya', wanted)).toEqual({});
    const shown = JSON.stringify(room.form('maya').blocks);
    expect(shown).toMatch(/set this to “Quiet: [^”]*” meanwhile; you wanted “Lively: /);
    expect((await room.workshop()).workshop).toEqual(before);
    expect(await room.submit('maya')).toEqual({});
    expect(await settings(room)).toMatchObject({ talk: 'lively', votes: { budget: 8 } });
  });

  it('that somebody else did not touch are saved beside what they changed', async () => {
    const room = await open();
    await room.type('maya', 'people cohost @tomas');
    await openSettings(room);
    await openSettings(room, 'tomas');
    await room.submit('tomas', { Title: 'Tomás was here' });
    expect(await room.submit('maya', { 'Dots in a vote': '8 dots each' })).toEqual({});
    expect((await room.workshop()).workshop).toMatchObject({ title: 'Tomás was here', settings: { votes: { budget: 8 } } });
  });

  it('make the facilitator quiet: it asks once where it asked three times', async () => {
    const room = await open();
    await openSettings(room);
    await room.submit('maya', { 'How much I talk': 'Quiet' });
    const posts = room.posts().length;
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.seen(() => room.posts().length === posts + 1, 'the one follow-up');
    await room.tell('tomas', 'User: patients with a delicate reason');
    await room.quiet();
    const asked = room
      .posts()
      .slice(posts)
      .filter((post) => post.text.startsWith('Thanks'));
    expect(asked).toHaveLength(1);
    expect((await room.step('challenge')).followUps).toBe(1);
  });
});
