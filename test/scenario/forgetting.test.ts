import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, type Name, openRoom } from '../support/room.ts';
import { wholeChallenge } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const sure = (words: string) => ({ 'This cannot be undone': [`${words} I know that it cannot be undone.`] });

describe('forgetting a workshop', () => {
  it('asks with a box, and erases everything: what is stored, and what stands on the posts', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.tell('aiko', 'remember that the clinic closes at noon');
    await room.quiet();
    const told = await room.type('maya', 'forget');
    expect(told).toContain('is erased for good');
    expect(told).toContain('2 messages by 2 people');
    const { workshop } = await room.workshop();
    await room.quiet();
    const card = await room.seen(() => room.thread('challenge').find((post) => labelsOf(post).includes('Leave it')), 'the request');
    await room.openForm('maya', 'Confirm', card);
    expect(await room.submit('maya', sure('Yes, erase all of it.'))).toEqual({});
    await room.seen(() => room.posts().every((post) => /erased/i.test(room.read(post))), 'all posts to say so');
    expect(await room.workshops()).toEqual([]);
    expect(await scenario.app.deps.store.findAction(workshop.id, 'x')).toBeUndefined();
    expect(await room.type('maya', 'status')).toContain('No workshop is under way');
  });

  it('F-40: is refused while there is a what-if that reads on from it', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('maya', '@pilot fork');
    await vi.waitFor(async () => expect(await room.workshops()).toHaveLength(2), { timeout: 20_000 });
    const parent = (await room.workshops()).at(-1);
    const { threadTs } = parent?.steps.find((step) => step.stepId === 'challenge') ?? {};
    await room.quiet();
    const told = await room.heard('maya', () => room.stage.say(room.id('maya'), '@pilot forget', threadTs ?? ''));
    expect(room.read(told)).toContain('has a what-if that reads on from it');
    expect(await room.workshops()).toHaveLength(2);
  });

  it('is for the host', async () => {
    const room = await open();
    await room.start();
    expect(await room.refused('tomas', () => room.type('tomas', 'forget'))).toContain('That is for the host');
  });
});

describe('forgetting one person', () => {
  it('takes their words out of what is open, and their name off what is finished; nobody else is told', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.type('maya', 'next');
    await room.opened('stakeholder-mapping');
    await room.tell('tomas', '- Patients, core, low, high', 'stakeholder-mapping');
    await room.tell('aiko', '- Receptionists, core, medium, high', 'stakeholder-mapping');
    await room.tell('tomas', 'remember that I am afraid of clinics');
    await room.quiet();
    const posts = room.posts().length;
    const told = await room.type('tomas', 'forget me');
    expect(told).toContain('3 messages');
    await room.openForm('tomas', 'Confirm', room.lastWhisper('tomas'));
    expect(await room.submit('tomas', sure('Yes, erase my words.'))).toEqual({});
    await room.quiet();
    expect(room.posts()).toHaveLength(posts);
    expect(await room.draft('stakeholder-mapping')).toMatchObject({ stakeholders: ['Receptionists'] });
    expect(JSON.stringify(await room.workshops())).not.toContain(room.id('tomas'));
    expect(await room.type('aiko', 'memory')).not.toContain('afraid');
    expect(room.read(room.card('challenge'))).not.toContain('@tomas');
    expect(room.read(room.card('challenge'))).toContain('arrive unheard');
  });
});
