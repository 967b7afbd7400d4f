import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { hasStatuses, playTo } from '../support/whole-answers.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario();
});
afterAll(() => scenario.close());

const open = () => openRoom({ control: scenario.control, deps: scenario.app.deps });
const title = 'What if? A better check-in for small clinics';

/** Both of the room's workshops: the fork, then what it came from. */
const both = async (room: Room) => {
  const [fork, parent] = await room.workshops();
  if (!fork || !parent) throw new Error('there are no two workshops');
  return { fork, parent };
};
/** The posts of a thread, by its root. */
const threadOf = (room: Room, ts: string | null | undefined) => room.posts().filter((post) => post.threadTs === ts && ts);
const stepOf = (workshop: Awaited<ReturnType<typeof both>>['fork'], stepId: string) =>
  workshop.steps.find((step) => step.stepId === stepId)!;

/** Forks and waits until the what-if's own step is open in a thread. */
async function fork(room: Room, typed = 'fork'): Promise<Awaited<ReturnType<typeof both>>> {
  const before = (await room.workshops()).length;
  await room.type('maya', typed);
  await room.quiet();
  expect(await room.workshops()).toHaveLength(before + 1);
  return both(room);
}

/** Writes in the thread of a step of one of the two. */
const sayIn = async (room: Room, threadTs: string | null, as: 'tomas' | 'aiko', text: string) => {
  const answer = await scenario.control.postMessage({
    as: room.id(as),
    channel: room.channel,
    threadTs: threadTs ?? '',
    text: text.replaceAll('@pilot', `@${scenario.control.bot().name}`),
  });
  if (!answer.ok) throw new Error(answer.error);
  await room.captured(answer.ts);
};

describe('a what-if', () => {
  it('is a workshop of its own from a step on: what came before is pointed to, its thread and cards are its own', async () => {
    const room = await open();
    await playTo(room, 'sense-making');
    const { fork: child, parent } = await fork(room, 'fork user-research');
    expect(child.workshop).toMatchObject({ title, parentId: parent.workshop.id, forkDepth: 1, status: 'active' });
    expect(child.workshop.forkSeq).toBeLessThanOrEqual(parent.workshop.latestSeq);
    expect(child.workshop.template).toBe(parent.workshop.template);
    expect(hasStatuses(child.steps)).toEqual(['complete', 'complete', 'in_progress']);
    expect(hasStatuses(parent.steps)).toEqual(['complete', 'complete', 'complete', 'in_progress']);
    // Nothing is copied: the very same rows.
    expect(child.artifacts.map((one) => one.id)).toEqual(parent.artifacts.slice(0, 3).map((one) => one.id));
    expect(stepOf(child, 'user-research').draft).toEqual(stepOf(parent, 'user-research').draft);
    expect(stepOf(child, 'challenge').draft).toEqual(stepOf(parent, 'challenge').draft);
    const thread = threadOf(room, stepOf(child, 'user-research').threadTs);
    expect(room.read(thread[0])).toContain('*Research* goes its own way');
    const hubs = room.posts().filter((post) => post.text.startsWith('Workshop “'));
    expect(hubs).toHaveLength(2);
    expect(room.read(hubs[1])).toContain('What if … – a fork of “A better check-in for small clinics”, from *Research* on');
    expect(room.read(hubs[0])).toContain(`Forked from this: “${title}”`);
  });

  it('F-41: nothing that is written in one afterwards shows in the other, and version numbers go on', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    const { fork: child, parent } = await fork(room, 'fork stakeholder-mapping');
    await sayIn(room, stepOf(child, 'stakeholder-mapping').threadTs, 'tomas', '- Relatives, direct, low, high');
    await sayIn(room, stepOf(parent, 'user-research').threadTs, 'aiko', '- They whisper at the desk');
    await room.quiet();
    const { store, context } = scenario.app.deps;
    const seen = async (one: typeof child, stepId: string) =>
      JSON.stringify(await context.build({ contextId: stepOf(one, stepId).contextId, budgetTokens: 8_000 }));
    expect(await seen(parent, 'stakeholder-mapping')).not.toContain('Relatives');
    expect(await seen(child, 'stakeholder-mapping')).toContain('Relatives');
    expect(await seen(child, 'stakeholder-mapping')).toContain('Receptionists');
    expect(await seen(child, 'user-research')).not.toContain('They whisper at the desk');

    const asker = { ...room.place, userId: room.id('maya'), isOutsider: false, key: 'next-in-the-fork' };
    const { advanceStep } = await import('../../src/turns/advance-step.ts');
    await advanceStep(scenario.app.deps, asker, { workshopId: child.workshop.id });
    await room.quiet();
    const after = await both(room);
    expect(after.fork.artifacts.map((one) => [one.stepId, one.version])).toEqual([
      ['challenge', 1],
      ['stakeholder-mapping', 2],
    ]);
    expect(after.parent.artifacts.map((one) => [one.stepId, one.version])).toEqual([
      ['challenge', 1],
      ['stakeholder-mapping', 1],
    ]);
    const versions = await store.listVersions(child.workshop.id, 'stakeholder-mapping', { limit: 10 });
    expect(versions.map((one) => [one.version, one.workshopId === child.workshop.id, one.isCurrent])).toEqual([
      [2, true, true],
      [1, false, false],
    ]);
    expect(stepOf(after.fork, 'user-research').status).toBe('in_progress');
  });

  it('commands ask which one is meant until somebody has said it, and start still asks first', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    await fork(room);
    const original = 'A better check-in for small clinics';
    expect(await room.type('sam', 'status')).toContain('Which one do you mean?');
    const buttons = labelsOf(room.lastWhisper('sam'));
    expect(buttons).toEqual([title, original]);
    expect(await room.ask('sam', title, room.lastWhisper('sam'))).toContain('step 2 of 10, Stakeholders');
    expect(await room.type('maya', 'start Something else')).toContain('under way in this channel');

    // Sam has answered: from now on it is that one, and each answer says so and leads to the other.
    expect(await room.type('sam', 'status')).toMatch(new RegExp(`^In “${title.replaceAll('?', '\\?')}”:\n.*step 2 of 10`));
    expect(labelsOf(room.lastWhisper('sam'))).toContain(`Rather “${original}”`);
    expect(await room.ask('sam', `Rather “${original}”`, room.lastWhisper('sam'))).toContain('step 2 of 10, Stakeholders');
    expect(await room.type('sam', 'steps')).toContain(`In “${original}”:`);
    // Nobody else has.
    expect(await room.type('aiko', 'status')).toContain('Which one do you mean?');
  });

  it('commands are about the one in whose thread somebody wrote last, for some hours, and the answer says which', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    const { fork: child, parent } = await fork(room);
    const threads = [stepOf(child, 'stakeholder-mapping').threadTs, stepOf(parent, 'stakeholder-mapping').threadTs];
    // What Tomas said before they parted says nothing about which of them he means.
    expect(await room.type('tomas', 'show')).toContain('Which one do you mean?');
    await sayIn(room, threads[1] ?? null, 'tomas', '- Patients, core, low, high');
    await sayIn(room, threads[0] ?? null, 'tomas', '- Parents, direct, low, high');
    await room.quiet();
    const told = await room.type('tomas', 'show stakeholders');
    expect(told).toContain(`In “${title}”:`);
    expect(told).toContain('Parents');
    expect(await room.refused('tomas', () => room.type('tomas', 'show lunch'))).toMatch(/^In “What if\?.*”:\nWhich step\?/);
    expect(await room.refused('tomas', () => room.type('tomas', 'next'))).toContain(`In “${title}”:\nThat is for the host`);
    await scenario.pass(9 * 3_600_000);
    expect(await room.type('tomas', 'status')).toContain('Which one do you mean?');
  });

  it('a command that changes something says where; what throws away asks all the same', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    const { fork: child, parent } = await fork(room);
    await room.type('maya', 'status');
    await room.ask('maya', title, room.lastWhisper('maya'));
    expect(await room.type('maya', 'pause')).toContain(`In “${title}”:`);
    await room.quiet();
    expect((await both(room)).fork.workshop.status).toBe('paused');
    expect((await both(room)).parent.workshop.status).toBe('active');
    expect(await room.type('maya', 'resume')).toContain(`In “${title}”:`);
    // A form is opened by a press, so that the answer can be read first.
    expect(await room.type('maya', 'settings')).toContain(`In “${title}”:`);
    expect(room.stage.openView(room.id('maya'))).toBeUndefined();
    for (const typed of [
      'end',
      'cancel',
      'skip no time',
      'reset challenge',
      'restore challenge 1',
      'forget',
      'people host @tomas',
      'vote cancel',
    ]) {
      const asked = await room.refused('maya', () => room.type('maya', typed));
      expect(asked, typed).toContain('Which one do you mean?');
    }
    expect((await both(room)).fork.workshop.id).toBe(child.workshop.id);
    expect((await both(room)).parent.workshop.latestSeq).toBe(parent.workshop.latestSeq);
  });

  it('is compared with what it came from, and one of both is kept; the other says so and can be taken up again', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    const { fork: child } = await fork(room, 'fork stakeholder-mapping: What if it were children?');
    expect(child.workshop.title).toBe('What if it were children?');
    await sayIn(room, stepOf(child, 'stakeholder-mapping').threadTs, 'tomas', '- Parents, direct, low, high');
    const told = await room.type('maya', 'compare');
    expect(told).toContain('“A better check-in for small clinics” → “What if it were children?”');
    expect(told).toContain('*Stakeholders*\n• *Stakeholders*, new: “Parents” — @tomas');
    const card = await room.seen(
      () => threadOf(room, stepOf(child, 'stakeholder-mapping').threadTs).find((post) => room.read(post).includes('What is different')),
      'the comparison',
    );
    expect(labelsOf(card)).toEqual(['Keep this one: A better check-in for small clinics', 'Keep this one: What if it were children?']);
    expect(await room.ask('tomas', 'Keep this one: What if it were children?', card)).toContain('That is for the host, @maya.');
    expect(await room.ask('maya', 'Keep this one: What if it were children?', card)).toContain('is put away');
    await room.quiet();
    const after = await both(room);
    expect([after.fork.workshop.status, after.parent.workshop.status]).toEqual(['active', 'completed']);
    expect(after.parent.workshop.settings.archived).toMatchObject({ from: 'active', keptTitle: 'What if it were children?' });
    expect(room.read(room.hub())).toContain('*Put away*: the team kept “What if it were children?”.');
    // A late word in its thread.
    const late = await room.heard('aiko', () =>
      scenario.control.postMessage({
        as: room.id('aiko'),
        channel: room.channel,
        threadTs: stepOf(after.parent, 'user-research').threadTs ?? '',
        text: `@${scenario.control.bot().name} - They whisper`,
      }),
    );
    expect(room.read(late)).toContain('was put away: the team kept “What if it were children?”');
    expect(await room.ask('maya', 'Take it up again', room.hub())).toContain('goes on where it was');
    await room.quiet();
    expect((await both(room)).parent.workshop.status).toBe('active');
  });

  it('a fork of a fork of a fork is one too many, and there must be something to fork from', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    expect(await room.refused('maya', () => room.type('maya', 'fork persona'))).toContain('Persona has not begun yet');
    expect(await room.refused('tomas', () => room.type('tomas', 'fork'))).toContain('That is for the host, @maya.');
    expect(await room.refused('maya', () => room.type('maya', 'fork lunch'))).toContain('Which step?');
    await fork(room);
    await room.type('maya', 'fork');
    await room.press('maya', title, room.lastWhisper('maya'));
    await room.quiet();
    expect(await room.workshops()).toHaveLength(3);
    const deepest = (await room.workshops())[0]!;
    expect(deepest.workshop.forkDepth).toBe(2);
    await room.type('maya', 'fork');
    const told = await room.ask('maya', deepest.workshop.title, room.lastWhisper('maya'));
    expect(told).toContain('is a what-if of a what-if already');
    expect(await room.workshops()).toHaveLength(3);
  });

  it('what it inherited can be revised in it, with a thread of its own', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    const { fork: child } = await fork(room);
    const { reviseStep } = await import('../../src/turns/revising/revise-step.ts');
    const asker = { ...room.place, userId: room.id('maya'), isOutsider: false, key: 'revise-in-the-fork' };
    await reviseStep(scenario.app.deps, asker, { workshopId: child.workshop.id, stepId: 'challenge' });
    await room.quiet();
    const after = await both(room);
    expect(hasStatuses(after.fork.steps)).toEqual(['in_progress', 'needs_regeneration', 'needs_regeneration']);
    expect(hasStatuses(after.parent.steps)).toEqual(['complete', 'complete', 'in_progress']);
    const challenge = stepOf(after.fork, 'challenge');
    expect(challenge.draft).toEqual(stepOf(after.parent, 'challenge').draft);
    expect(room.read(threadOf(room, challenge.threadTs)[0])).toContain('has opened *Challenge* again');
    // Steps that never were opened here got no card of their own.
    expect(stepOf(after.fork, 'stakeholder-mapping').threadTs).toBeNull();
  });

  it('remembers what happened before it parted, a page at a time, and nothing that happens in the other one later', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    for (let again = 0; again < 5; again++) {
      await room.type('maya', 'revise challenge');
      await room.type('maya', 'next');
    }
    const { fork: child } = await fork(room);
    const original = 'A better check-in for small clinics';
    await room.type('maya', 'pause');
    await room.ask('maya', original, room.lastWhisper('maya'));
    await room.type('sam', 'history');
    const page = (await room.ask('sam', child.workshop.title, room.lastWhisper('sam'))).split('\n').filter((line) => line.startsWith('•'));
    expect(page).toHaveLength(12);
    expect(page[0]).toMatch(/@maya began this what-if of “A better check-in for small clinics”, from \*Stakeholders\* on$/);
    expect(page[1]).toMatch(/@maya finished \*Challenge\*: version 6 _\(before the fork\)_$/);
    expect(page.slice(1).every((line) => line.endsWith('_(before the fork)_'))).toBe(true);
    expect(page.join()).not.toContain('paused');
    const older = await room.ask('sam', 'Older', room.lastWhisper('sam'));
    expect(older).toMatch(/@maya started the workshop _\(before the fork\)_/);
    expect(labelsOf(room.lastWhisper('sam'))).not.toContain('Older');
    expect(older).not.toContain('forked a what-if');
  });

  it('links the threads of the steps that it inherited on its card', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    const { parent } = await fork(room);
    const hub = room.read(room.posts().filter((post) => post.text.startsWith('Workshop “'))[1]);
    for (const stepId of ['challenge', 'stakeholder-mapping']) {
      const ts = stepOf(parent, stepId).threadTs ?? 'none';
      const { name } = stepOf(parent, stepId).definition;
      expect(hub).toMatch(new RegExp(`/archives/${room.channel}/p${ts.replace('.', '')}[^|]*\\|\\d\\. ${name}>`));
    }
    // A what-if of the what-if finds them where they came about.
    await room.type('maya', 'fork');
    await room.ask('maya', title, room.lastWhisper('maya'));
    await room.quiet();
    const [deepest] = await room.workshops();
    const card = await room.seen(() => room.posts().filter((post) => post.text.startsWith('Workshop “'))[2], 'its card');
    expect(deepest?.workshop.forkDepth).toBe(2);
    expect(room.read(card)).toContain(`/p${(stepOf(parent, 'challenge').threadTs ?? 'none').replace('.', '')}`);
  });

  it('is compared with what it came from by a plain “compare” in its thread', async () => {
    const room = await open();
    await playTo(room, 'user-research');
    const { fork: child } = await fork(room, 'fork stakeholder-mapping');
    const { threadTs } = stepOf(child, 'stakeholder-mapping');
    await sayIn(room, threadTs, 'tomas', '- Parents, direct, low, high');
    const compare = (text: string) =>
      room.heard('aiko', () =>
        scenario.control.postMessage({
          as: room.id('aiko'),
          channel: room.channel,
          threadTs: threadTs ?? '',
          text: `@${scenario.control.bot().name} ${text}`,
        }),
      );
    expect(room.read(await compare('compare'))).toContain(`“A better check-in for small clinics” → “${title}”`);
    expect(room.read(await compare('compare stakeholders'))).toContain('Stakeholders has one version so far');
  });

  it('compare without a what-if says what there is instead', async () => {
    const room = await open();
    await playTo(room, 'stakeholder-mapping');
    expect(await room.refused('sam', () => room.type('sam', 'compare'))).toContain('has no what-if to compare with');
    expect(await room.refused('sam', () => room.type('sam', 'compare challenge'))).toContain('has one version so far');
  });
});
