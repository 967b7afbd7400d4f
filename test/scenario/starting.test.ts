import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const statuses = async (room: Room) => (await room.workshops()).map(({ workshop }) => [workshop.title, workshop.status]);

describe('a start', () => {
  it('posts the hub, the first step’s card and, in its thread, one question that calls nobody', async () => {
    const room = await open();
    const told = await room.type('maya', 'start “A better check-in for small clinics”');
    expect(told).toContain('Here we go');
    await room.opened('challenge');
    await room.quiet();
    expect(room.posts().map((post) => [Boolean(post.threadTs), room.read(post)])).toEqual([
      [false, expect.stringMatching(/^🧭 A better check-in for small clinics\n/)],
      [false, expect.stringMatching(/^Step 1 of 10: Challenge\n/)],
      [true, expect.stringMatching(/^[^@]*\*What goes wrong today\?\*[^@]*$/)],
    ]);
    expect(room.read(room.hub())).toContain('Messages in these threads are stored');
    expect(room.whispers()).toHaveLength(1);
  });

  it('works by mention in the channel as well', async () => {
    const room = await open();
    const typed = `@${room.control.bot().name} start A calmer Monday`;
    await room.control.postMessage({ as: room.id('tomas'), channel: room.channel, text: typed });
    await room.opened('challenge');
    expect((await room.workshop()).workshop).toMatchObject({ title: 'A calmer Monday', ownerUserId: room.id('tomas') });
  });

  it('taken back at once leaves nothing to do, and the next one begins afresh', async () => {
    const room = await open();
    await room.start('The wrong idea');
    expect(await room.type('maya', 'cancel')).toContain('Taken back');
    await room.quiet();
    expect(
      room
        .posts()
        .map((post) => room.read(post))
        .slice(0, 2),
    ).toEqual(['“The wrong idea” was taken back before it began.', '~1. Challenge~ taken back']);
    expect(room.posts().slice(0, 2).flatMap(labelsOf)).toEqual([]);
    expect(await room.refused('maya', () => room.type('maya', 'status'))).toContain('No workshop is under way');
    await room.type('maya', 'start The right idea');
    await room.seen(() => room.posts().some((post) => post.text.includes('The right idea')), 'the new hub');
    expect(await statuses(room)).toEqual([['The right idea', 'active']]);
  });

  it('is not taken back once somebody has put something in; “end” is the way out', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'Problem: everybody hears everything');
    expect(await room.refused('maya', () => room.type('maya', 'cancel'))).toContain('“/workshop end” finishes with what there is');
    await room.type('maya', 'end');
    await room.finale();
    expect(await room.refused('maya', () => room.type('maya', 'cancel'))).toContain('No workshop is under way');
  });
});

describe('a start while another workshop is under way', () => {
  const begun = async () => {
    const room = await open();
    await room.start('The first idea');
    expect(await room.refused('maya', () => room.type('maya', 'start The second idea'))).toContain(
      '“The first idea” is under way in this channel. What would you like?',
    );
    expect(labelsOf(room.lastWhisper('maya'))).toEqual(['Go on with it', 'End it, start new', 'Run both']);
    return room;
  };

  it('can go on with that one', async () => {
    const room = await begun();
    const before = await room.state();
    expect(await room.ask('maya', 'Go on with it', room.lastWhisper('maya'))).toContain('*The first idea*: step 1 of 10');
    expect(await room.state()).toEqual(before);
  });

  it('can end it, pack and all, and begin the new one', async () => {
    const room = await begun();
    await room.press('maya', 'End it, start new', room.lastWhisper('maya'));
    await room.seen(() => room.posts().some((post) => post.text.startsWith('Workshop “The second idea”')), 'the new hub');
    await room.quiet();
    expect(await statuses(room)).toEqual([
      ['The second idea', 'active'],
      ['The first idea', 'completed'],
    ]);
    expect((await room.finale()).text).toContain('The first idea');
    expect(room.whispers()).toEqual([]);
  });

  it('leaves the ending to its host', async () => {
    const room = await open();
    await room.start('The first idea');
    await room.type('tomas', 'start The second idea');
    expect(await room.refusedOn('tomas', 'End it, start new')).toContain('That is for the host, @maya');
    expect(await statuses(room)).toEqual([['The first idea', 'active']]);
  });

  it('can run both, once however often it is pressed; then every command asks which is meant', async () => {
    const room = await begun();
    const offer = room.lastWhisper('maya');
    await Promise.all([room.press('maya', 'Run both', offer), room.press('maya', 'Run both', offer)]);
    await room.seen(() => room.posts().some((post) => post.text.startsWith('Workshop “The second idea”')), 'the new hub');
    await room.quiet();
    expect(await statuses(room)).toEqual([
      ['The second idea', 'active'],
      ['The first idea', 'active'],
    ]);
    for (const verb of ['status', 'next', 'skip we know it', 'pause', 'end', 'export'])
      expect(await room.refused('maya', () => room.type('maya', verb))).toContain('Which one do you mean?');
    expect(labelsOf(room.lastWhisper('maya'))).toEqual(['The second idea', 'The first idea']);

    await room.type('maya', 'skip we know it');
    await room.press('maya', 'The first idea', room.lastWhisper('maya'));
    await room.opened('stakeholder-mapping');
    const [second, first] = await room.workshops();
    expect(first?.steps[0]).toMatchObject({ status: 'complete', skipReason: 'we know it' });
    expect(second?.steps[0]).toMatchObject({ status: 'in_progress' });
  });
});

describe('the settings', () => {
  it('change title and pace, which the hub shows', async () => {
    const room = await open();
    await room.start('A beter chekin');
    await room.openForm('maya', 'Settings', room.hub());
    const errors = await room.submit('maya', { Title: 'A better check-in', Pace: 'Over days: everybody when they can' });
    expect(errors).toEqual({});
    await room.quiet();
    expect((await room.workshop()).workshop).toMatchObject({ title: 'A better check-in', settings: { pace: 'async' } });
    expect(room.read(room.hub())).toContain('🧭 A better check-in\nIt began as: A beter chekin');
    expect(room.read(room.hub())).toContain('over days');
  });

  it('refuse a title that is none, under its input', async () => {
    const room = await open();
    await room.start();
    await room.formAfter('maya', () => room.type('maya', 'settings'));
    const before = await room.state();
    expect(await room.submit('maya', { Title: '\u200b \u202e' })).toEqual({ Title: expect.stringContaining('A title is one line') });
    expect(await room.state()).toEqual(before);
  });

  it('let a guest of another company in, whose words then count', async () => {
    const room = await open(['maya', 'sam', 'nora']);
    await room.start();
    const before = await room.say('nora', '@pilot Problem: nobody asks the patients');
    await room.seen(() => room.whispers().length === 1, 'the word to the viewer');
    await room.openForm('maya', 'Settings', room.hub());
    expect(await room.submit('maya', { 'Who takes part': [room.id('nora')] })).toEqual({});
    expect(await room.type('maya', 'people')).toContain('• @nora, participant');
    await room.tell('nora', 'Problem: nobody asks the patients');
    expect(await room.draft('challenge')).toEqual({ problemStatement: 'nobody asks the patients' });
    expect(room.isCaptured(before)).toBe(false);
  });
});
