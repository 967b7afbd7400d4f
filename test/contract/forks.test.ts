import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewFork } from '../../src/ports/fork-store.ts';
import { emptyDraft } from '../../src/workshop/draft.ts';
import type { WorkshopId } from '../../src/workshop/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

describe.each(databaseKinds)('forks in the store on %s', { timeout: 120_000 }, (kind) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => test.store.close());

  const newFork = (change: Partial<NewFork> = {}): NewFork => ({
    title: 'What if?',
    ownerUserId: 'UHOST',
    stepId: 'stakeholder-mapping',
    draft: emptyDraft(),
    now: test.clock.now(),
    ...change,
  });
  const forkOf = (id: WorkshopId, change: Partial<NewFork> = {}) =>
    test.store.inWorkshop(id, async (tx) => {
      const child = await tx.fork(newFork(change));
      const step = await child.step(change.stepId ?? 'stakeholder-mapping');
      await child.updateStep(step.id, { status: 'in_progress' });
      return child.workshop.id;
    });
  const write = (id: WorkshopId, stepId: string, words: string, as: { isFinal?: boolean } = {}) =>
    test.store.inWorkshop(id, async (tx) => {
      const step = await tx.step(stepId);
      const said = await say(tx, words, { stepId });
      await tx.saveArtifact(step, {
        expectedVersion: await tx.newestVersion(stepId),
        artifact: { words },
        provenance: { words: { messageIds: [said?.id ?? ''], userIds: ['UANNA'], origin: 'human' } },
        author: 'UANNA',
        origin: 'human',
        at: test.clock.now(),
        draft: { ...emptyDraft(), fields: { words: { value: words, sources: [], origin: 'human', seq: 1 } } },
      });
      await tx.saveSummary(step, { kind: 'deterministic', summary: `summary of ${words}`, artifactVersion: 1, at: test.clock.now() });
      await tx.updateStep(step.id, { status: as.isFinal === false ? 'in_progress' : 'complete' });
      return said?.id ?? '';
    });
  /** Everything that a workshop can read of its results, its talk and its past. */
  const readAll = async (id: WorkshopId) => {
    const { store } = test;
    const loaded = await store.loadWorkshop(id);
    const summaries = await store.inWorkshop(id, (tx) => tx.currentSummaries());
    const sources = await Promise.all(loaded.steps.map((step) => store.contextSources(step.contextId)));
    const windows = await Promise.all(loaded.steps.map((step) => store.contextWindow(step.contextId, 10_000)));
    const recalled = await Promise.all(
      loaded.steps.slice(0, 1).map(async (step) => {
        const scope = await store.recallScope(step.contextId, { earlierWorkshops: true });
        const logs = await scope.logs();
        return scope.messages(logs.map((log) => ({ contextId: log.contextId, from: 1, to: 1_000 })));
      }),
    );
    const past = await Promise.all(
      loaded.steps.map(async (step) => {
        const seen = await store.contextWindow(step.contextId, 10_000);
        return store.pastContext(step.contextId, Math.max(0, ...seen.messages.map((message) => message.version)));
      }),
    );
    const versions = await Promise.all(
      loaded.steps.map(async ({ stepId }) => {
        const lines = await store.listVersions(id, stepId, { limit: 50 });
        return Promise.all(lines.map((line) => store.artifactVersion(id, stepId, line.version)));
      }),
    );
    return JSON.stringify({
      artifacts: loaded.artifacts,
      drafts: loaded.steps.map((step) => step.draft),
      summaries,
      sources,
      windows,
      recalled,
      past,
      versions,
    });
  };

  it('copies nothing: results, summaries and drafts of before are read where they stand, version numbers and the clock go on', async () => {
    const parent = await startWorkshop(test.store);
    await write(parent.id, 'challenge', 'parent-1');
    await write(parent.id, 'stakeholder-mapping', 'parent-2');
    const child = await forkOf(parent.id);
    const [mine, theirs] = [await test.store.loadWorkshop(child), await test.store.loadWorkshop(parent.id)];
    expect(mine.artifacts.map((one) => one.id)).toEqual(theirs.artifacts.map((one) => one.id));
    expect(mine.workshop).toMatchObject({ forkSeq: theirs.workshop.latestSeq, latestSeq: theirs.workshop.latestSeq, forkDepth: 1 });
    expect(mine.steps[0]?.draft).toEqual({
      ...emptyDraft(),
      fields: { words: { value: 'parent-1', sources: [], origin: 'human', seq: 1 } },
    });
    const { rows } = await test.database.pool.query(
      'SELECT (SELECT count(*)::int FROM step_artifacts a JOIN workshop_steps s ON s.id = a.workshop_step_id WHERE s.workshop_id = $1) AS artifacts, (SELECT count(*)::int FROM messages m JOIN contexts c ON c.id = m.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id WHERE s.workshop_id = $1) AS messages',
      [child],
    );
    expect(rows[0]).toEqual({ artifacts: 0, messages: 0 });
    await write(child, 'stakeholder-mapping', 'child-3');
    expect((await test.store.loadWorkshop(child)).artifacts.map((one) => [one.stepId, one.version])).toEqual([
      ['challenge', 1],
      ['stakeholder-mapping', 3 - 1],
    ]);
  });

  it('F-41: whatever is written in one after the fork, however it goes on, never shows in the other', async () => {
    const steps = ['challenge', 'stakeholder-mapping', 'user-research'];
    const event = fc.record({
      where: fc.constantFrom('parent', 'child', 'grandchild'),
      stepId: fc.constantFrom(...steps),
      reset: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
        const parent = await startWorkshop(test.store);
        await write(parent.id, 'challenge', 'shared');
        await write(parent.id, 'stakeholder-mapping', 'shared too');
        const child = await forkOf(parent.id);
        const grandchild = await forkOf(child, { stepId: 'stakeholder-mapping' });
        const ids = { parent: parent.id, child, grandchild };
        for (const [index, { where, stepId, reset }] of events.entries()) {
          const id = ids[where as keyof typeof ids];
          await write(id, stepId, `only-${where}-${index}`, { isFinal: false });
          if (reset) await test.store.inWorkshop(id, async (tx) => tx.beginEpoch(await tx.step(stepId), test.clock.now()));
        }
        for (const [name, id] of Object.entries(ids)) {
          const all = await readAll(id);
          for (const other of Object.keys(ids)) if (other !== name) expect(all).not.toContain(`only-${other}-`);
        }
      }),
      { numRuns: kind === 'pglite' ? 12 : 6 },
    );
  });

  it('lets lines cite what was said before they parted, and nothing that was said in the parent later or elsewhere', async () => {
    const parent = await startWorkshop(test.store);
    const before = await write(parent.id, 'challenge', 'before');
    const child = await forkOf(parent.id, { stepId: 'challenge' });
    const after = await write(parent.id, 'challenge', 'after');
    const elsewhere = await write((await startWorkshop(test.store)).id, 'challenge', 'elsewhere');
    const own = await write(child, 'challenge', 'own');
    const ids = [before, after, elsewhere, own];
    const found = await test.store.messagesById(child, ids);
    expect(found.map((message) => message.content)).toEqual(['before', 'own']);
    const standing = await test.store.inWorkshop(child, (tx) => tx.standingMessages(ids));
    expect([...standing.keys()].sort()).toEqual([before, own].sort());
    expect((await test.store.messagesById(parent.id, ids)).map((message) => message.content)).toEqual(['before', 'after']);
  });

  it('a reset in a fork ends what it inherited there, and nowhere else', async () => {
    const parent = await startWorkshop(test.store);
    await write(parent.id, 'challenge', 'parent');
    const child = await forkOf(parent.id, { stepId: 'challenge' });
    await test.store.inWorkshop(child, async (tx) => tx.beginEpoch(await tx.step('challenge'), test.clock.now()));
    expect((await test.store.loadWorkshop(child)).artifacts).toEqual([]);
    expect((await test.store.loadWorkshop(parent.id)).artifacts).toHaveLength(1);
    expect(await test.store.inWorkshop(child, (tx) => tx.currentSummaries())).toEqual([]);
    await write(child, 'challenge', 'anew');
    const versions = await test.store.listVersions(child, 'challenge', { limit: 5 });
    expect(versions.map((one) => [one.version, one.epoch, one.isCurrent])).toEqual([
      [2, 1, true],
      [1, 0, false],
    ]);
  });

  it('looks back by the workshop’s clock: before a version there was none, after a reset there is none', async () => {
    const { id } = await startWorkshop(test.store);
    const start = (await test.store.loadWorkshop(id)).workshop.latestSeq;
    await write(id, 'challenge', 'one');
    const first = (await test.store.loadWorkshop(id)).workshop.latestSeq;
    await write(id, 'challenge', 'two');
    const second = (await test.store.loadWorkshop(id)).workshop.latestSeq;
    await test.store.inWorkshop(id, async (tx) => tx.beginEpoch(await tx.step('challenge'), test.clock.now()));
    const third = (await test.store.loadWorkshop(id)).workshop.latestSeq;
    const at = async (seq: number) => (await test.store.artifactAsOf(id, 'challenge', { seq }))?.version;
    expect([await at(start), await at(first), await at(second), await at(third)]).toEqual([undefined, 1, 2, undefined]);
  });

  it('tells what happened in a fork and before it parted, in one list that pages, and nothing that came later elsewhere', async () => {
    const note = (id: WorkshopId, title: string) => {
      test.clock.advance(1_000);
      return test.store.inWorkshop(id, (tx) => tx.audit({ action: 'keep', userId: 'UHOST', details: { title }, at: test.clock.now() }));
    };
    const parent = await startWorkshop(test.store);
    await write(parent.id, 'challenge', 'shared');
    await note(parent.id, 'one');
    test.clock.advance(1_000);
    const child = await forkOf(parent.id);
    await note(parent.id, 'only in the parent');
    await note(child, 'two');
    test.clock.advance(1_000);
    const grandchild = await forkOf(child);
    await note(child, 'only in the child');
    await note(grandchild, 'three');
    const page = { actions: ['keep'], limit: 2 };
    const newest = await test.store.history(grandchild, page);
    expect(newest.map((entry) => [entry.details.title, entry.isBeforeFork])).toEqual([
      ['three', false],
      ['two', true],
    ]);
    const { at, id } = newest[1]!;
    const older = await test.store.history(grandchild, { ...page, before: { at, id } });
    expect(older.map((entry) => [entry.details.title, entry.isBeforeFork])).toEqual([['one', true]]);
    expect(older[0]?.at).toBeInstanceOf(Date);
  });
});
