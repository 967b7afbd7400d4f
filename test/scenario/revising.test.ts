import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { fourStakeholders, hasStatuses, playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });
const summariesOf = async (room: Room) => {
  const { workshop } = await room.workshop();
  return scenario.app.deps.store.inWorkshop(workshop.id, (tx) => tx.currentSummaries());
};
/** The last thing that the bot posted in a step's thread and that is no card. */
const lastSaid = async (room: Room, stepId: string, wanted: string) =>
  room.seen(() => room.thread(stepId).findLast((post) => room.read(post).includes(wanted)), `“${wanted}” in ${stepId}`);

describe('revising a step', () => {
  it('F-09: opens it again with all that is in it, and what rests on it waits, keeps what it has and says so everywhere', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    await room.tell('aiko', '- They whisper');
    const before = await room.step('stakeholder-mapping');
    const told = await room.type('maya', 'revise challenge');
    expect(told).toBe('Challenge is open again, in its thread. Stakeholders and Research wait for it, and keep what they have.');
    const { steps } = await room.workshop();
    expect(hasStatuses(steps)).toEqual(['in_progress', 'needs_regeneration', 'needs_regeneration']);
    expect(steps.slice(0, 3).map((step) => [step.arcPhase, step.staleSince !== null])).toEqual([
      ['orient', false],
      ['complete', true],
      [expect.any(String), true],
    ]);
    expect((await room.step('stakeholder-mapping')).draft).toEqual(before.draft);
    expect((await room.draft('challenge')).targetUser).toBe('patients of small clinics');
    await room.quiet();
    const post = await lastSaid(room, 'challenge', 'has opened');
    expect(room.read(post)).toContain('@maya has opened *Challenge* again.');
    expect(room.read(room.hub())).toContain('_out of date_');
    expect(room.read(room.card('stakeholder-mapping'))).toContain('Out of date');
    expect(await room.type('sam', 'show stakeholder-mapping')).toContain('out of date');
    expect(await room.type('sam', 'steps')).toContain('*Stakeholders* _8 min_ _(out of date)_');
  });

  it('F-01, F-02: finishing it again writes version 2 with a summary of its own, says what changed, and goes on to what waited', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    await room.type('maya', 'revise challenge');
    await room.tell('tomas', 'Question: How might we let patients be heard before they arrive?', 'challenge');
    await room.type('maya', 'next');
    const news = await lastSaid(room, 'challenge', 'version 2');
    expect(room.read(news)).toContain(
      'Against version 1:\n• *Our question*: “How might we let patients arrive unheard?” → “How might we let patients be heard before they arrive?” — @tomas',
    );
    const reopened = await lastSaid(room, 'stakeholder-mapping', 'back to');
    expect(room.read(reopened)).toContain('*Is it still right?*');
    expect(labelsOf(reopened)).toContain('Still right');
    const { artifacts, steps } = await room.workshop();
    expect(artifacts.map((one) => [one.stepId, one.version])).toEqual([
      ['challenge', 2],
      ['stakeholder-mapping', 1],
    ]);
    expect(hasStatuses(steps)).toEqual(['complete', 'in_progress', 'needs_regeneration']);
    expect((await summariesOf(room)).find((one) => one.stepId === 'challenge')).toMatchObject({ version: 2 });

    await room.press('maya', 'Still right', reopened);
    await room.seen(() => room.thread('user-research').some((post) => room.read(post).includes('back to')), 'research again');
    const after = await room.workshop();
    expect(after.artifacts.map((one) => [one.stepId, one.version])).toEqual([
      ['challenge', 2],
      ['stakeholder-mapping', 1],
    ]);
    expect(hasStatuses(after.steps)).toEqual(['complete', 'complete', 'in_progress']);
    expect(after.steps[1]?.staleSince).toBeNull();
  });

  it('offers what a later step once took from it, and sorting stays', async () => {
    const room = await open();
    await playTo(room, 'persona');
    await room.type('maya', 'revise user-research');
    await room.tell('aiko', '- Insight: They ask a friend first', 'user-research');
    await room.type('maya', 'next');
    const reopened = await lastSaid(room, 'sense-making', 'back to');
    expect(room.read(reopened)).toContain('1 new');
    await room.press('maya', 'Take over: insights', reopened);
    await room.seen(() => room.whispers().some((one) => room.read(one).includes('Taken over')), 'taken over');
    const { items } = (await room.step('sense-making')).draft;
    expect(items.insights).toHaveLength(6);
    expect(items.insights?.filter((item) => item.values.theme)).toHaveLength(5);
    expect(await room.ask('maya', 'Take over: insights', reopened)).toContain('taken over already');
  });

  it('works with several steps open: skip, pause, end', async () => {
    const room = await open();
    await playTo(room, 'sense-making');
    await room.type('maya', 'revise challenge');
    await room.type('maya', 'revise stakeholder-mapping');
    expect(hasStatuses((await room.workshop()).steps)).toEqual(['in_progress', 'in_progress', 'needs_regeneration', 'needs_regeneration']);
    await room.type('maya', 'pause');
    await room.type('maya', 'resume');
    await room.type('maya', 'skip enough of this');
    expect(hasStatuses((await room.workshop()).steps)).toEqual(['complete', 'in_progress', 'needs_regeneration', 'needs_regeneration']);
    await room.type('maya', 'end');
    await room.finale();
    expect(hasStatuses((await room.workshop()).steps)).toEqual(['complete', 'complete', 'needs_regeneration', 'needs_regeneration']);
  });

  it('refuses what can’t be revised, and those who may not', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    expect(await room.refused('maya', () => room.type('maya', 'revise persona'))).toBe(
      'Persona has not begun yet, so there is nothing to revise. We get there step by step.',
    );
    expect(await room.refused('maya', () => room.type('maya', 'revise stakeholder-mapping'))).toContain('is open already');
    expect(await room.refused('tomas', () => room.type('tomas', 'revise challenge'))).toContain('That is for the host, @maya.');
    expect(await room.refused('maya', () => room.type('maya', 'revise'))).toContain('Which step?');
    expect(await room.refused('maya', () => room.type('maya', 'revise lunch'))).toContain('Which step?');
  });

  it('a word in a waiting thread is stored and answered with when it counts again', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    await room.type('maya', 'revise challenge');
    await room.quiet();
    const told = await room.heard('sam', () => room.say('sam', '@pilot Nurses, core, low, high', 'stakeholder-mapping'));
    expect(room.read(told)).toContain('waits, because something it rests on was reopened');
  });

  it('by mention in its thread', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    await room.say('maya', '@pilot revise challenge', 'stakeholder-mapping');
    await lastSaid(room, 'challenge', 'has opened');
    expect((await room.step('challenge')).status).toBe('in_progress');
    await room.say('maya', '@pilot next', 'challenge');
    await lastSaid(room, 'stakeholder-mapping', 'back to');
    expect(await room.draft('stakeholder-mapping')).toEqual({});
    await room.tell('tomas', fourStakeholders);
    expect((await room.step('stakeholder-mapping')).draft.items.stakeholders).toHaveLength(4);
  });
});
