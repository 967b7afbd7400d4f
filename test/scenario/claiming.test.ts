import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

const minute = 60_000;
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
const told = (room: Room, as: Name, words: RegExp) =>
  room.seen(() => room.whispers().findLast((one) => one.to === room.id(as) && words.test(room.read(one))), `${as} to be told ${words}`);
const hostOf = async (room: Room) => room.control.person((await room.workshop()).workshop.ownerUserId).name;
const roleOf = async (room: Room, as: Name) => (await room.workshop()).members.find((one) => one.userId === room.id(as))?.role;

describe('when the host has been away for longer than the workshop allows', () => {
  it('a participant who wants to move on is offered the lead, takes it with one press, and everybody sees it', async () => {
    const room = await open();
    await scenario.pass(9 * minute);
    expect(await room.refused('tomas', () => room.type('tomas', 'next'))).toContain('That is for the host, @maya');
    await scenario.pass(3 * minute);
    const posts = room.posts().length;
    expect(await room.refused('tomas', () => room.type('tomas', 'next'))).toBe('The host, @maya, has been away for 12 minutes. Take over?');
    expect(labelsOf(room.lastWhisper('tomas'))).toEqual(['Take over', 'Wait']);
    await room.press('tomas', 'Take over', room.lastWhisper('tomas'));
    await told(room, 'tomas', /You lead now, until @maya is back/);
    await room.quiet();
    expect(room.posts()).toHaveLength(posts);
    expect(room.read(room.hub())).toContain('Host: @maya · Co-host: @tomas (leads while the host is away)');
    expect(room.read(room.card('challenge'))).toContain('@tomas leads while @maya is away');
    expect([await hostOf(room), await roleOf(room, 'tomas')]).toEqual(['maya', 'owner']);
    await room.press('tomas', 'Next step', room.lastWhisper('tomas'));
    await told(room, 'tomas', /Challenge is not quite there/);
  });

  it('buttons on cards and mentions in the thread offer the same', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    expect(await room.refused('aiko', () => room.press('aiko', 'Next step', room.card('challenge')))).toContain('Take over?');
    await room.say('sam', '@pilot next');
    const offer = await told(room, 'sam', /Take over\?/);
    expect(labelsOf(offer)).toEqual(['Take over', 'Wait']);
  });

  it('the host who comes back takes the lead again with one press', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    await room.type('tomas', 'next');
    await room.press('tomas', 'Take over', room.lastWhisper('tomas'));
    await room.quiet();
    for (const whisper of room.whispers().filter((one) => one.to === room.id('maya'))) await room.dismiss(whisper);
    await scenario.pass(2 * minute);
    await room.say('maya', 'Sorry, the train was late');
    const back = await told(room, 'maya', /@tomas leads “A better check-in for small clinics” while you are away\. Are you back\?/);
    expect(labelsOf(back)).toEqual(['Take it back', 'Lead together']);
    await room.press('maya', 'Take it back', back);
    await told(room, 'tomas', /@maya is back and leads again/);
    await room.quiet();
    expect([await hostOf(room), await roleOf(room, 'tomas')]).toEqual(['maya', 'editor']);
    expect(room.read(room.hub())).not.toContain('away');
    expect(await room.refused('tomas', () => room.type('tomas', 'pause'))).toContain('That is for the host, @maya');
  });

  it('or shares it', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    await room.type('tomas', 'next');
    await room.press('tomas', 'Take over', room.lastWhisper('tomas'));
    await room.press('maya', 'Lead together', await told(room, 'maya', /Are you back/));
    await told(room, 'tomas', /You stay co-host/);
    await room.quiet();
    expect(room.read(room.hub())).toContain('Host: @maya · Co-host: @tomas ·');
  });

  it('whoever stands in becomes the host when the old one stays away as long again', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    await room.type('tomas', 'next');
    await room.press('tomas', 'Take over', room.lastWhisper('tomas'));
    await scenario.pass(9 * minute);
    expect(await hostOf(room)).toBe('maya');
    await scenario.pass(2 * minute);
    await told(room, 'tomas', /@maya has not come back, so you are the host now/);
    await room.quiet();
    expect(await hostOf(room)).toBe('tomas');
    expect(room.read(room.hub())).toContain('Host: @tomas · Co-host: @maya');
  });

  it('two who press at once: one leads, the other hears who', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    for (const name of ['tomas', 'aiko'] as const) await room.type(name, 'next');
    await Promise.all((['tomas', 'aiko'] as const).map((name) => room.press(name, 'Take over', room.lastWhisper(name))));
    await room.quiet();
    const leads = await Promise.all((['tomas', 'aiko'] as const).map((name) => roleOf(room, name)));
    expect(leads.filter((role) => role === 'owner')).toHaveLength(1);
    const words = room.whispers().map((one) => room.read(one));
    expect(words.filter((one) => /is here and leads/.test(one))).toHaveLength(1);
    expect(words.filter((one) => /You lead now/.test(one))).toHaveLength(1);
  });
});

describe('a workshop that its host put on hold and never came back to', () => {
  it('is claimed as any other, and goes on', async () => {
    const room = await open();
    await scenario.pass(5 * minute);
    await room.type('maya', 'pause');
    await scenario.pass(9 * minute);
    expect(await room.refused('tomas', () => room.type('tomas', 'resume'))).toContain('That is for the host, @maya');
    await scenario.pass(2 * minute);
    expect(await room.refused('tomas', () => room.type('tomas', 'resume'))).toBe(
      'The host, @maya, has been away for 11 minutes. Take over?',
    );
    await room.press('tomas', 'Take over', room.lastWhisper('tomas'));
    await told(room, 'tomas', /You lead now, until @maya is back/);
    await room.quiet();
    expect((await room.workshop()).workshop.status).toBe('paused');
    await room.type('tomas', 'resume');
    await room.quiet();
    expect((await room.workshop()).workshop.status).toBe('active');
  });

  it('belongs to whoever claimed it once the host has stayed away as long again', async () => {
    const room = await open();
    await room.type('maya', 'pause');
    await scenario.pass(11 * minute);
    await room.type('tomas', 'resume');
    await room.press('tomas', 'Take over', room.lastWhisper('tomas'));
    await told(room, 'tomas', /You lead now/);
    await scenario.pass(11 * minute);
    await told(room, 'tomas', /@maya has not come back, so you are the host now/);
    await room.quiet();
    expect(await hostOf(room)).toBe('tomas');
  });
});

describe('nobody takes over', () => {
  it('while a host or a co-host does anything at all: writes, presses, sends a form', async () => {
    const room = await open();
    await room.type('maya', 'people cohost @aiko');
    await scenario.pass(8 * minute);
    await room.say('aiko', 'Let me think');
    await room.quiet();
    await scenario.pass(8 * minute);
    await room.ask('aiko', 'I’m done', room.card('challenge'));
    await scenario.pass(8 * minute);
    await room.openForm('aiko', 'Fill in', room.card('challenge'));
    await scenario.pass(8 * minute);
    await room.submit('aiko', {});
    await scenario.pass(8 * minute);
    await room.type('maya', 'status');
    await scenario.pass(8 * minute);
    expect(await room.refused('tomas', () => room.type('tomas', 'next'))).toContain('That is for the host, @maya');
  });

  it('with an offer of before: the host is back', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    await room.type('tomas', 'next');
    await room.type('maya', 'status');
    expect(await room.refusedOn('tomas', 'Take over')).toContain('@maya is here and leads');
  });

  it('of a workshop that is over', async () => {
    const room = await open();
    await scenario.pass(11 * minute);
    await room.type('tomas', 'next');
    const offer = room.lastWhisper('tomas');
    await room.type('maya', 'end');
    await room.finale();
    await room.seen(() => room.read(room.stage.finale()).includes('is a canvas'), 'the canvas');
    expect(await room.ask('tomas', 'Take over', offer)).toContain('is over, so there is nothing to take over');
  });
});
