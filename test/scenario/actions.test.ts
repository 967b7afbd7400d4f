import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { buttonValue, labelsOf, type Name, openRoom, type Room } from '../support/room.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = (members?: Name[]) => openRoom({ control: scenario.control, deps: scenario.app.deps }, members);
const wholeChallenge = [
  'Problem: people hear why you came',
  'User: patients of small clinics',
  'Outcome: they arrive unheard',
  'Question: How might we let patients arrive unheard?',
].join('\n');

/** The request card in a thread, once it is there. */
const requestIn = (room: Room, stepId = 'challenge') =>
  room.seen(() => room.thread(stepId).findLast((post) => labelsOf(post).includes('Leave it')), 'the request');
const cardSays = (room: Room, words: string, stepId = 'challenge') =>
  room.seen(() => room.thread(stepId).find((post) => room.read(post).includes(words)), `a card that says ${words}`);

describe('a request', () => {
  it('stands in the thread, is confirmed once by the host, shows what came of it, and is kept as messages', async () => {
    const room = await open();
    await room.start();
    await room.tell('tomas', wholeChallenge);
    await room.say('tomas', '@pilot we are done here, can you move on please?');
    const card = await requestIn(room);
    expect(room.read(card)).toContain('Challenge ends here, and Stakeholders begins.');
    expect(room.read(card)).toContain('asked by @tomas');
    expect((await room.workshop()).steps.filter((step) => step.status !== 'not_started')).toHaveLength(1);
    await room.press('maya', 'Confirm', card);
    await room.opened('stakeholder-mapping');
    await room.quiet();
    expect(room.read(room.thread('challenge').find((post) => post.ts === card.ts))).toContain('confirmed by @maya');
    expect(room.thread('challenge').filter((post) => room.read(post).includes('Move on'))).toHaveLength(1);
  });
});
