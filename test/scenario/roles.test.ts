import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgedSubmission, forgePress } from '../support/forge.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = async (members?: Name[]) => {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
  await room.start();
  await room.quiet();
  return room;
};
const roles = async (room: Room) =>
  Object.fromEntries((await room.workshop()).members.map(({ userId, role }) => [room.control.person(userId).name, role]));
const host = async (room: Room) => room.control.person((await room.workshop()).workshop.ownerUserId).name;
/** What somebody is told by the way, once the bot has said it. */
const told = (room: Room, as: Name, words: RegExp) =>
  room.seen(() => room.whispers().find((one) => one.to === room.id(as) && words.test(room.read(one))), `${as} to be told ${words}`);

describe('the people of a workshop', () => {
  it('are shown with what they do; hosts alone see who was heard', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.say('aiko', 'Good morning');
    await room.quiet();
    const forHost = await room.type('maya', 'people');
    expect(forHost).toContain('• @maya, host\n• @tomas, participant\n• @aiko, participant');
    expect(forHost).toContain('Only you see this');
    expect(forHost).toContain('In Challenge we have heard from @tomas and @aiko.');
    expect(labelsOf(room.lastWhisper('maya'))).toEqual(['Change roles', 'Settings']);
    const forOthers = await room.type('tomas', 'people');
    expect(forOthers).toContain('• @maya, host');
    expect(forOthers).not.toMatch(/heard|quiet|Only you/);
    expect(labelsOf(room.lastWhisper('tomas'))).toEqual([]);
  });

  it('get another host by a word, who is told, and everybody sees it on the hub; nothing is posted', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.quiet();
    const posts = room.posts().length;
    expect(await room.type('maya', 'people host @tomas')).toBe('@tomas is the host now. You stay co-host.');
    await told(room, 'tomas', /@maya has handed “A better check-in for small clinics” over to you/);
    await room.quiet();
    expect(room.posts()).toHaveLength(posts);
    expect(room.read(room.hub())).toContain('Host: @tomas · Co-host: @maya');
    expect(await host(room)).toBe('tomas');
    expect(await roles(room)).toMatchObject({ maya: 'owner', tomas: 'owner' });
    expect(await room.type('tomas', 'pause')).toContain('Paused');
  });

  it('get another host by a mention in a thread, too', async () => {
    const room = await open();
    await room.say('maya', '@pilot people host @tomas');
    await told(room, 'maya', /@tomas is the host now/);
    expect(await host(room)).toBe('tomas');
    expect(await room.draft('challenge')).toEqual({});
  });

  it('share the lead: a co-host moves the workshop on, and goes back to taking part when they like', async () => {
    const room = await open();
    expect(await room.refused('aiko', () => room.type('aiko', 'skip we know it'))).toContain('That is for the host, @maya');
    expect(await room.type('maya', 'people cohost @aiko')).toBe('@aiko is co-host now.');
    await told(room, 'aiko', /@maya has made you co-host/);
    await room.type('aiko', 'skip we know it');
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(room.read(room.hub())).toContain('Host: @maya · Co-host: @aiko');
    expect(await room.type('aiko', 'people leave')).toBe('You are no longer co-host.');
    await room.quiet();
    expect(await room.refused('aiko', () => room.type('aiko', 'pause'))).toContain('That is for the host, @maya');
  });

  it('are changed in one form, all or nothing', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.type('maya', 'people');
    await room.openForm('maya', 'Change roles', room.lastWhisper('maya'));
    expect(await room.submit('maya', { 'Co-hosts': [room.id('tomas')], 'Taking part': [room.id('tomas')] })).toEqual({
      'Taking part': 'tomas can be only one of these.',
    });
    expect(
      await room.submit('maya', {
        Host: [room.id('tomas')],
        'Co-hosts': [room.id('maya')],
        'Taking part': [room.id('aiko')],
        'Reading along': [],
      }),
    ).toEqual({});
    expect(await roles(room)).toEqual({ maya: 'owner', tomas: 'owner', aiko: 'editor' });
    expect(await host(room)).toBe('tomas');
  });

  it('F-06: whom somebody else has given another role meanwhile are shown to the second one', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.type('maya', 'people');
    await room.openForm('maya', 'Change roles', room.lastWhisper('maya'));
    await room.type('maya', 'people viewer @tomas');
    const before = await roles(room);
    expect(await room.submit('maya', { 'Co-hosts': [room.id('tomas')], 'Taking part': [] })).toEqual({
      'Co-hosts': expect.stringContaining('Meanwhile tomas has become viewer'),
    });
    expect(await roles(room)).toEqual(before);
  });
});

describe('no role', () => {
  it.each([
    ['people host @nora', /@nora works at another company, and workshops are led by people of ours/],
    ['people cohost @nora', /@nora works at another company/],
    ['people host @workshop_pilot', /is a bot/],
    ['people host <@U0NOBODY0>', /Type @ and pick the name|Slack does not tell me who/],
    ['people host @nobody', /I can't see who that is/],
    ['people host', /I can't see who that is/],
    ['people host @tomas @aiko', /There is one host/],
    ['people viewer @maya', /You are the host, and there has to be one. Hand over first/],
    ['people participant me', /You are the host, and there has to be one/],
    ['people leave', /You are the host, and there has to be one/],
    ['people crown @tomas', /shows who does what. It also takes/],
  ])('is given by “%s”', async (typed, says) => {
    const room = await open(['maya', 'tomas', 'aiko', 'nora']);
    const words = typed.replace('@workshop_pilot', `@${room.control.bot().name}`);
    expect(await room.refused('maya', () => room.type('maya', words))).toMatch(says);
  });

  it('is given by a participant, by word, form or a forged press', async () => {
    const room = await open();
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.quiet();
    const { workshop } = await room.workshop();
    for (const typed of ['people host @tomas', 'people cohost @tomas', 'people viewer @aiko', 'people invite'])
      expect(await room.refused('tomas', () => room.type('tomas', typed))).toContain('That is for the host, @maya');
    const value = JSON.stringify({ w: workshop.id, s: 'challenge', e: 0, f: 'roles' });
    expect(await room.refused('tomas', () => forgePress(room, 'tomas', { action: 'form', value }))).toContain('That is for the host');
    await room.type('maya', 'people');
    const form = await room.openForm('maya', 'Change roles', room.lastWhisper('maya'));
    const before = await roles(room);
    const request = { workshopId: workshop.id, stepId: 'challenge', epoch: 0, formId: 'roles' };
    await room.control.sendRaw(forgedSubmission(room, 'tomas', form, { request, channelId: room.channel }, {}), { kind: 'interactive' });
    expect(await roles(room)).toEqual(before);
  });

  it('is handed on by a co-host: that is the host’s alone', async () => {
    const room = await open();
    await room.type('maya', 'people cohost @tomas');
    expect(await room.refused('tomas', () => room.type('tomas', 'people host @aiko'))).toContain(
      'Only the host hands over, and that is @maya',
    );
    expect(await room.refused('tomas', () => room.type('tomas', 'people viewer @maya'))).toContain(
      '@maya is the host, and there has to be one',
    );
  });

  it('F-19: is changed in another channel’s workshop', async () => {
    const room = await open();
    const other = await open();
    const value = JSON.stringify({ w: (await other.workshop()).workshop.id, s: 'challenge', e: 0, f: 'roles' });
    expect(await room.refused('maya', () => forgePress(room, 'maya', { action: 'form', value }))).toContain(
      "I can't find that workshop here",
    );
  });
});

describe('guests of another company', () => {
  const shared = () => open(['maya', 'sam', 'nora']);

  it('read along, whichever way they try, until the host admits them', async () => {
    const room = await shared();
    const card = room.card('challenge');
    const before = await room.draft('challenge');
    for (const label of ['Fill in', 'Next step', 'I’m done'])
      expect(await room.refused('nora', () => room.press('nora', label, card))).toContain('You are here as a viewer');
    const invitation = { action: 'invite-unheard', value: (await room.workshop()).workshop.id };
    const takeOver = { action: 'take-over', value: (await room.workshop()).workshop.id };
    for (const press of [invitation, takeOver])
      expect(await room.refused('nora', () => forgePress(room, 'nora', press, { team: 'TOUTSIDE01' }))).toContain(
        'You are here as a viewer',
      );
    const said = await room.say('nora', '@pilot Problem: nobody asks the patients');
    await told(room, 'nora', /You are here as a viewer/);
    const ts = await room.say('sam', 'Everybody hears why you came');
    await room.react('nora', ts);
    await room.quiet();
    expect(await room.draft('challenge')).toEqual(before);
    expect([said, ts].map((one) => room.isCaptured(one))).toEqual([false, false]);
    expect((await room.workshop()).messages.human).toBe(2);

    expect(await room.type('maya', 'people admit @nora')).toBe('@nora is in.');
    await told(room, 'nora', /@maya has let you into/);
    await room.unreact('nora', ts);
    await room.react('nora', ts);
    await room.captured(ts);
    await room.tell('nora', 'User: people with a delicate reason');
    await room.press('nora', 'I’m done', room.card('challenge'));
    await told(room, 'nora', /You are done with Challenge/);
    expect(await room.refused('nora', () => room.press('nora', 'Next step', card))).toContain('That is for the host, @maya');
  });

  it('who were admitted can be made viewers again', async () => {
    const room = await shared();
    await room.type('maya', 'people admit @nora');
    expect(await room.type('maya', 'people viewer @nora')).toBe('@nora is a viewer now.');
    expect(await room.type('maya', 'people')).toContain('• @nora, viewer');
    expect(await room.refused('nora', () => room.press('nora', 'Fill in', room.card('challenge')))).toContain('You are here as a viewer');
  });

  it('never lead, though a row says so: a request from outside is a viewer’s', async () => {
    const room = await shared();
    const { id } = (await room.workshop()).workshop;
    await room.deps.store.inWorkshop(id, (tx) => tx.setMember(room.id('nora'), 'owner', { force: true }));
    expect(await room.refused('nora', () => room.press('nora', 'Next step', room.card('challenge')))).toContain('You are here as a viewer');
  });
});

it('a press that comes twice hands over once', async () => {
  const room = await open();
  await room.type('maya', 'people');
  const panel = room.lastWhisper('maya');
  expect(buttonValue(panel, 'Change roles')).toContain('roles');
  await Promise.all([room.type('maya', 'people host @tomas'), room.type('maya', 'people host @aiko')]);
  await room.quiet();
  const { members, workshop } = await room.workshop();
  expect(members.filter((one) => one.userId === workshop.ownerUserId)).toEqual([{ userId: workshop.ownerUserId, role: 'owner' }]);
});
