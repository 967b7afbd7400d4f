import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openForm } from '../../src/turns/forms.ts';
import { memoryFormId } from '../../src/turns/memory/memory-form-ids.ts';
import { carryConsent } from '../../src/turns/memory/memory-forms.ts';
import { RuleBreach } from '../../src/workshop/errors.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
/** What a prompt for the open step would know. */
const known = async (room: Room) => {
  const { contextId } = await room.step(await room.openStep());
  return (await scenario.app.deps.store.contextSources(contextId)).facts.map((fact) => String(fact.value));
};
const memoryOf = async (room: Room, as: Name) => {
  const said = await room.type(as, 'memory');
  return { said, reply: room.lastWhisper(as) };
};

describe('what is remembered', () => {
  it('comes from people, says who said it, and is corrected by a message that supersedes it', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'remember that the clinic closes at noon on Fridays');
    await room.quiet();
    expect(await room.draft('challenge')).toEqual({});
    const { said, reply } = await memoryOf(room, 'aiko');
    expect(said).toContain('In this workshop');
    expect(said).toMatch(/the clinic closes at noon on Fridays \(@tomas, \d+ \w+ \d{4}\)/);
    await room.openForm('aiko', 'Correct', reply);
    expect(await room.submit('aiko', { 'What is right?': 'The clinic closes at two on Fridays' })).toEqual({});
    await room.quiet();
    const now = (await memoryOf(room, 'maya')).said;
    expect(now).toContain('The clinic closes at two on Fridays (@aiko');
    expect(now).not.toContain('noon');
    expect(await known(room)).toEqual(['The clinic closes at two on Fridays']);
  });

  it('can be for one thread only, and is forgotten for good, earlier values too', async () => {
    const room = await open();
    await room.start();
    await room.openForm('sam', 'Remember something', (await memoryOf(room, 'sam')).reply);
    expect(
      await room.submit('sam', { 'What shall I remember?': 'We say patients', 'Where does it hold?': 'Only in the thread of Challenge' }),
    ).toEqual({});
    await room.quiet();
    const { said, reply } = await memoryOf(room, 'tomas');
    expect(said).toContain('Only in the thread of Challenge');
    await room.openForm('tomas', 'Correct', reply);
    await room.submit('tomas', { 'What is right?': 'We say guests' });
    await room.quiet();
    await room.openForm('tomas', 'Forget', (await memoryOf(room, 'tomas')).reply);
    expect(await room.submit('tomas', {})).toEqual({});
    await room.quiet();
    expect((await memoryOf(room, 'sam')).said).toContain("I don't remember anything here yet");
    expect(await known(room)).toEqual([]);
  });

  it('is nothing that viewers see or change', async () => {
    const room = await open(['maya', 'tomas', 'nora']);
    await room.start();
    await room.tell('tomas', 'remember that we have two desks');
    await room.quiet();
    const told = await room.heard('nora', () => room.say('nora', '@pilot memory'));
    expect(room.read(told)).toContain('You are here as a viewer');
    expect(room.read(told)).not.toContain('desks');
    const { workshop } = await room.workshop();
    const asker = { ...room.place, userId: room.id('nora'), isOutsider: true, key: 'viewer' };
    const request = { workshopId: workshop.id, stepId: 'challenge', epoch: 0, formId: memoryFormId.forget };
    await expect(openForm(scenario.app.deps, asker, request)).rejects.toThrow(RuleBreach);
    await expect(
      openForm(scenario.app.deps, { ...asker, userId: room.id('tomas'), isOutsider: false, channelId: 'C0' }, request),
    ).rejects.toThrow(RuleBreach);
  });
});

describe('what the team remembers', () => {
  it('is what a host let be carried on, never what was merely said; a later host can leave it out', async () => {
    const first = await open();
    await first.start('A better check-in');
    await first.tell('tomas', 'remember that we only work in German');
    await first.tell('aiko', 'remember that I am afraid of the audit');
    await first.quiet();
    const second = await open();
    await second.start('Another thing');
    expect(await known(second)).toEqual([]);

    const seenByTomas = await memoryOf(first, 'tomas');
    expect(labelsOf(seenByTomas.reply)).not.toContain('Carry into later workshops');
    await first.openForm('maya', 'Carry into later workshops', (await memoryOf(first, 'maya')).reply);
    expect(JSON.stringify(first.form('maya').blocks)).toContain('even if this one is private');
    expect(Object.keys(await first.submit('maya', { 'What do we take along?': ['we only work in German'] }))).toEqual([
      'Your consent, as the host',
    ]);
    expect(await known(second)).toEqual([]);
    expect(
      await first.submit('maya', { 'What do we take along?': ['we only work in German'], 'Your consent, as the host': [carryConsent] }),
    ).toEqual({});
    await first.quiet();

    expect(await known(second)).toEqual(['we only work in German']);
    const { said, reply } = await memoryOf(second, 'maya');
    expect(said).toContain('From earlier workshops of this team');
    expect(said).toContain('we only work in German (carried on by @maya');
    expect(said).not.toContain('A better check-in');
    expect(said).not.toContain('audit');
    await second.press('maya', 'Leave team memory out', reply);
    await second.quiet();
    expect(await known(second)).toEqual([]);
    expect(await known(first)).toHaveLength(3);

    // Who said it may forget it, wherever it went.
    await first.openForm('tomas', 'Forget', (await memoryOf(first, 'tomas')).reply);
    expect(await first.submit('tomas', { 'What shall I forget?': ['we only work in German'] })).toEqual({});
    await first.quiet();
    expect(await known(first)).toEqual(['I am afraid of the audit']);
  });

  it('is offered on the last card of a workshop, not in a post', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', 'remember that we never print anything');
    await room.type('maya', 'end');
    const finale = await room.finale();
    await room.quiet();
    expect(labelsOf(room.posts().find((post) => post.ts === finale.ts) ?? finale)).toContain('Carry into later workshops');
    expect(await room.refused('sam', () => room.press('sam', 'Carry into later workshops', finale))).toContain('That is for the host');
  });
});
