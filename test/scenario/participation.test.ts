import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workdayAt } from '../../src/workshop/local-time.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { type Name, openRoom, type Room } from '../support/room.ts';

const minute = 60_000;
let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
  // By day for everybody, from Lagos to Tokyo.
  const now = scenario.clock.now();
  scenario.clock.advance(workdayAt(now, 'Africa/Lagos', 9).getTime() - now.getTime() + minute);
});
afterAll(() => scenario.close());

const open = async (members?: Name[]) => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await room.start();
  await room.quiet();
  return room;
};
/** Everybody has said hello in the first step; the second, in which Tomás alone has spoken, is open. */
const openSecond = async () => {
  const room = await open();
  for (const name of ['tomas', 'aiko', 'sam'] as const) await room.say(name, 'Hello there');
  await room.type('maya', 'skip we know our question');
  await room.opened('stakeholder-mapping');
  await room.say('tomas', 'Well, the patients, I suppose');
  await room.quiet();
  return room;
};
const whispersTo = (room: Room, as: Name) =>
  room
    .whispers()
    .filter((one) => one.to === room.id(as))
    .map((one) => room.read(one));
/** What the bot wrote to somebody directly. */
const directs = (room: Room, as: Name) => {
  const { control } = room;
  const direct = control.snapshot(room.id(as)).channels.find((one) => one.isDirect);
  return direct
    ? control
        .messages(direct.id)
        .filter((one) => one.user === control.bot().id)
        .map((one) => room.read(one))
    : [];
};

describe('who takes part', () => {
  it('is counted as it is said, by messages and forms, and a deleted message does not count', async () => {
    const room = await open();
    await room.openForm('sam', 'Fill in', room.card('challenge'));
    await room.submit('sam', { Problem: 'Everybody hears why you came' });
    await room.say('tomas', 'Hello');
    const gone = await room.say('aiko', 'Wrong thread');
    await room.quiet();
    expect((await room.workshop()).contributors).toEqual(['sam', 'tomas', 'aiko'].map((name) => room.id(name as Name)));
    await room.control.deleteMessage({ as: room.id('aiko'), channel: room.channel, ts: gone });
    await room.quiet();
    expect((await room.workshop()).contributors).toEqual(['sam', 'tomas'].map((name) => room.id(name as Name)));
    expect(await room.type('maya', 'people')).toContain('In Challenge we have heard from @sam and @tomas.\nNot yet from @maya and @aiko.');
  });
});

describe('those who have not been heard', () => {
  it('are seen by the host alone, and invited: together in public without a name, by name only in private', async () => {
    const room = await openSecond();
    expect(await room.type('maya', 'people')).toContain('Not yet from @maya, @aiko and @sam.\nQuiet since the step before: @maya.');
    const posts = room.posts().length;
    expect(await room.ask('maya', 'Invite those we have not heard', room.lastWhisper('maya'))).toBe(
      'I have quietly asked 2 people, and said to all that there is room for more voices. No names, of course.',
    );
    await room.quiet();
    const invitation = room.read(room.thread('stakeholder-mapping').at(-1));
    expect(room.posts()).toHaveLength(posts + 1);
    expect(invitation).toMatch(/^There is room for more voices here/);
    expect(invitation).not.toMatch(/@|aiko|sam|quiet/i);
    expect((await room.step('stakeholder-mapping')).followUps).toBe(1);
    for (const name of ['aiko', 'sam'] as const)
      expect(whispersTo(room, name).at(-1)).toMatch(new RegExp(`^@${name}, we would love to hear from you: `));
    expect(whispersTo(room, 'tomas')).toEqual([]);
    // Nobody else's log tells who was asked.
    expect((await room.workshop()).workshop.settings.invited).toEqual({ stepId: 'stakeholder-mapping', at: expect.any(String) });
    expect(await room.type('tomas', 'people')).not.toMatch(/Not yet|Quiet/);
  });

  it('are not asked again at once; later only in private, once the thread has had its share', async () => {
    const room = await openSecond();
    await room.type('maya', 'people invite');
    await room.quiet();
    const posts = room.posts().length;
    expect(await room.refused('maya', () => room.type('maya', 'people invite'))).toMatch(
      /They were asked just now\. Give them \d+ minutes before you ask again/,
    );
    await scenario.pass(11 * minute);
    expect(await room.type('maya', 'people invite')).toBe(
      'I have quietly asked 2 people. In the thread I have asked enough, so I say nothing there.',
    );
    await room.quiet();
    expect(room.posts()).toHaveLength(posts);
  });

  it('get a direct message in a workshop over days, at most one a day, and none if they want none', async () => {
    const room = await openSecond();
    await room.openForm('maya', 'Settings', room.hub());
    await room.submit('maya', { Pace: 'Over days: everybody when they can' });
    const before = directs(room, 'aiko').length;
    await room.deps.store.setMuted({ orgId: room.place.orgId, userId: room.id('sam') }, true, scenario.clock.now());
    expect(await room.type('maya', 'people invite')).toContain(
      'I have written privately to one person; one person will read it in their next message of the day, unless they want none, and said to all',
    );
    await room.quiet();
    expect(directs(room, 'aiko').slice(before)).toEqual([
      expect.stringMatching(/^@aiko, we would love to hear from you: .* A word or two in the thread is enough\./s),
    ]);
    expect(directs(room, 'sam')).toEqual([]);
    expect(whispersTo(room, 'aiko')).toEqual([]);
    await scenario.pass(11 * minute);
    const other = await openSecond();
    await other.openForm('maya', 'Settings', other.hub());
    await other.submit('maya', { Pace: 'Over days: everybody when they can' });
    expect(await other.type('maya', 'people invite')).toContain(
      'I have written privately to nobody yet; 2 people will read it in their next message of the day',
    );
    await other.quiet();
    expect(directs(room, 'aiko')).toHaveLength(before + 1);
  });

  it('are nobody, when everybody has spoken', async () => {
    const room = await open(['maya', 'tomas']);
    await room.say('tomas', 'Hello');
    await room.quiet();
    expect(await room.refused('maya', () => room.type('maya', 'people invite'))).toBe('We have heard from everybody in Challenge.');
  });
});
