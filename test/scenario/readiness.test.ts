import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

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
const done = (room: Room, as: Name) => room.ask(as, 'I’m done', room.card('challenge'));
const toHost = (room: Room) => room.whispers().filter((one) => one.to === room.id('maya') && /Shall we move on/.test(room.read(one)));

describe('“I’m done”', () => {
  it('is counted on the cards and names nobody; pressed again it is taken back', async () => {
    const room = await open();
    for (const name of ['tomas', 'aiko', 'sam'] as const) await room.say(name, 'Let me think about that');
    await room.quiet();
    expect(await done(room, 'tomas')).toMatch(/^You are done with Challenge\. One more, and the host hears that we could move on\./);
    await room.quiet();
    expect(room.read(room.card('challenge'))).toContain(':raised_hand: 1 of 3 is done with this step');
    expect(await done(room, 'tomas')).toBe('Taken back: you are still at it.');
    await room.quiet();
    expect(room.read(room.card('challenge'))).not.toContain('raised_hand');
    expect((await room.workshop()).messages.human).toBe(3);
  });

  it('of more than half of those who take part tells the host, once, with the way on', async () => {
    const room = await open();
    for (const name of ['tomas', 'aiko', 'sam'] as const) await room.say(name, 'Let me think about that');
    await room.quiet();
    const posts = room.posts().length;
    await done(room, 'tomas');
    await room.quiet();
    expect(toHost(room)).toEqual([]);
    expect(await done(room, 'aiko')).toContain('That is enough for the host to move us on.');
    await room.quiet();
    expect(toHost(room).map((one) => room.read(one))).toEqual([
      '2 of 3 are done with Challenge, and you wanted more than half. Shall we move on?',
    ]);
    expect(labelsOf(toHost(room)[0]!)).toEqual(['Next step', 'Keep going']);
    await done(room, 'aiko');
    await done(room, 'aiko');
    await done(room, 'sam');
    await room.quiet();
    expect(toHost(room)).toHaveLength(1);
    expect(room.posts()).toHaveLength(posts);
    expect(await room.openStep()).toBe('challenge');
  });

  it('stays when the same person adds something afterwards', async () => {
    const room = await open();
    await done(room, 'tomas');
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.quiet();
    expect(room.read(room.card('challenge'))).toContain('1 of 2 is done');
  });

  it('stands on the read-back as well', async () => {
    const room = await open();
    await room.tell(
      'tomas',
      'Problem: people hear why you came\nUser: patients\nOutcome: they arrive unheard\nQuestion: How might we let patients arrive unheard?',
    );
    await room.press('tomas', 'I’m done', await room.readBack('challenge'));
    await room.quiet();
    expect(room.read(await room.readBack('challenge'))).toContain('1 of 2 is done');
  });

  it('of one who is alone is enough', async () => {
    const room = await open(['maya']);
    expect(await done(room, 'maya')).toContain('That is enough for the host to move us on.');
    await room.quiet();
    expect(toHost(room)).toHaveLength(1);
  });

  it('goes by the rule that the host sets', async () => {
    const room = await open();
    await room.openForm('maya', 'Settings', room.hub());
    expect(await room.submit('maya', { 'A step is done when': 'Everybody who takes part in it is done' })).toEqual({});
    for (const name of ['tomas', 'aiko', 'sam'] as const) await room.say(name, 'Let me think about that');
    await room.quiet();
    await done(room, 'tomas');
    await done(room, 'aiko');
    await room.quiet();
    expect(toHost(room)).toEqual([]);
    await done(room, 'sam');
    await room.quiet();
    expect(toHost(room).map((one) => room.read(one))).toEqual([
      '3 of 3 are done with Challenge, and you wanted everybody. Shall we move on?',
    ]);
  });

  it('in a step that is finished, or on hold, is refused with a sentence', async () => {
    const room = await open();
    const card = room.card('challenge');
    await room.type('maya', 'pause');
    await room.quiet();
    const { control, channel } = room;
    const button = { action: 'done', value: JSON.stringify({ w: (await room.workshop()).workshop.id, s: 'challenge', e: 0 }) };
    const press = async (epoch: number) => {
      const value = JSON.stringify({ ...JSON.parse(button.value), e: epoch });
      const { forgePress } = await import('../support/forge.ts');
      return forgePress(room, 'tomas', { action: 'done', value });
    };
    expect(await room.refused('tomas', () => press(0))).toContain('is paused');
    await room.type('maya', 'resume');
    expect(await room.refused('tomas', () => press(1))).toMatch(/Challenge (was started over|is finished)/);
    await room.type('maya', 'skip we know it');
    await room.opened('stakeholder-mapping');
    expect(await room.refused('tomas', () => press(0))).toContain('Challenge is finished');
    expect(control.messages(channel).some((one) => one.ts === card.ts)).toBe(true);
  });
});

describe('a step that is opened again', () => {
  it('has nobody who is done with it, and tells the host anew', async () => {
    const room = await open(['maya', 'tomas']);
    await room.say('tomas', 'Let me think about that');
    await room.quiet();
    await done(room, 'tomas');
    await done(room, 'maya');
    await room.quiet();
    expect(toHost(room)).toHaveLength(1);
    await room.type('maya', 'skip we know it');
    await room.opened('stakeholder-mapping');
    await room.type('maya', 'revise challenge');
    await room.quiet();
    expect(room.read(room.card('challenge'))).not.toContain('done with this step');
    await done(room, 'tomas');
    await done(room, 'maya');
    await room.quiet();
    expect(toHost(room)).toHaveLength(2);
  });
});
