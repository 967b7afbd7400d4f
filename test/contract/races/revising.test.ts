import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { maxForks } from '../../../src/ports/fork-store.ts';
import { advanceStep } from '../../../src/turns/advance-step.ts';
import { completeStep } from '../../../src/turns/complete-step.ts';
import { forkWorkshop } from '../../../src/turns/forking/fork-workshop.ts';
import { inOpenStep } from '../../../src/turns/in-open-step.ts';
import { resetStep } from '../../../src/turns/revising/reset-step.ts';
import { restoreVersion } from '../../../src/turns/revising/restore-version.ts';
import { reviseStep } from '../../../src/turns/revising/revise-step.ts';
import { saveCapturedDraft } from '../../../src/turns/save-captured-draft.ts';
import type { Asker, Deps } from '../../../src/turns/use-case.ts';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';
import { say, startWorkshop, storeOn, type TestStore } from '../../support/open-test-store.ts';
import { attempts, fulfilled, poolOfRaces, race, refusals } from '../../support/race.ts';
import { someDeps } from '../../support/some-deps.ts';

describe.each(databaseKinds)('going back, many at once, on %s', { timeout: 180_000 }, (kind) => {
  let test: TestStore;
  let deps: Deps;
  let place: { id: string; orgId: string; channelId: string };

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind, { connections: poolOfRaces, waitMs: 60_000 }));
    const takeTurn = async () => undefined;
    deps = someDeps({ store: test.store, clock: test.clock, log: console, takeTurn });
  });
  afterAll(() => test.store.close());

  /** Challenge has a version, and Stakeholders is open. */
  beforeEach(async () => {
    place = await startWorkshop(test.store);
    await test.store.inWorkshop(place.id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateStep(step.id, { status: 'in_progress', startedAt: test.clock.now() });
      await put('How might we let patients arrive unheard?');
      await completeStep(tx, 'challenge', { by: 'UHOST', now: test.clock.now(), override: { reason: null } });

      async function put(value: string): Promise<void> {
        const said = await say(tx, value);
        const source = { messageId: said?.id ?? '', userId: 'UANNA' };
        const applied = applyOps(step.definition, step.draft, [{ op: 'set', field: 'hmwStatement', value }], {
          source,
          origin: 'human',
          seq: 1,
        });
        await tx.saveDraft(step, applied.draft);
      }
    });
  });

  let requests = 0;
  const asker = (userId = 'UHOST'): Asker => ({ ...place, userId, isOutsider: false, key: `request:${place.id}:${++requests}` });
  const lock = (id = place.id) => ({ sql: 'SELECT id FROM workshops WHERE id = $1 FOR UPDATE', values: [id] });
  const target = (epoch = 0) => ({ workshopId: place.id, stepId: 'challenge', epoch });
  const step = (stepId = 'challenge') => test.store.inWorkshop(place.id, (tx) => tx.step(stepId));
  const versions = () => test.store.listVersions(place.id, 'challenge', { limit: 100 });
  const many = <T>(start: (index: number) => Promise<T>) => Array.from({ length: attempts }, (_, index) => () => start(index));

  it('F-09: opens and finishes a step in turns, each version once, whoever comes first', async () => {
    // Each of twenty does it ten times, in turns: whatever one has opened another finishes meanwhile.
    const openOrFinish = (opens: boolean) =>
      opens ? reviseStep(deps, asker(), target()) : advanceStep(deps, asker(), { ...target(), override: { reason: null } });
    const inTurns = (person: number) => async () => {
      const done: { opens: boolean; settled: PromiseSettledResult<unknown> }[] = [];
      for (let turn = 0; turn < attempts / poolOfRaces; turn++) {
        const opens = (person + turn) % 2 === 0;
        const [settled] = await Promise.allSettled([openOrFinish(opens)]);
        done.push({ opens, settled });
      }
      return done;
    };
    const people = Array.from({ length: poolOfRaces }, (_, person) => inTurns(person));
    const done = fulfilled(await race(test.database, lock(), people)).flat();
    expect(done).toHaveLength(attempts);
    const settled = done.map((one) => one.settled);
    const opened = fulfilled(done.filter((one) => one.opens).map((one) => one.settled)).length;
    const finished = fulfilled(done.filter((one) => !one.opens).map((one) => one.settled)).length;
    for (const says of refusals(settled)) expect(says).toMatch(/is open already|is finished already/);
    expect(finished).toBeGreaterThan(1);
    expect([0, 1]).toContain(opened - finished);
    expect((await step()).status).toBe(opened > finished ? 'in_progress' : 'complete');
    expect((await versions()).map((one) => one.version)).toEqual(
      Array.from({ length: Math.min(100, finished + 1) }, (_, index) => finished + 1 - index),
    );
    expect((await versions()).filter((one) => one.isCurrent)).toHaveLength(1);
    const { rows } = await test.database.pool.query(
      "SELECT count(*)::int AS n FROM audit_log WHERE workshop_id = $1 AND action = 'revise'",
      [place.id],
    );
    expect(rows[0]?.n).toBe(opened);
  });

  it('F-25: starts a step over once, however many do it at once', async () => {
    const settled = await race(
      test.database,
      lock(),
      many(() => resetStep(deps, asker(), target())),
    );
    expect(fulfilled(settled)).toHaveLength(1);
    for (const says of refusals(settled)) expect(says).toContain('was started over a moment ago already');
    expect((await step()).epoch).toBe(1);
    expect((await step('stakeholder-mapping')).status).toBe('needs_regeneration');
    expect((await versions()).filter((one) => one.isCurrent)).toEqual([]);
  });

  it('F-25: lets nothing of before into a step that is started over', async () => {
    await reviseStep(deps, asker(), target());
    const save = (index: number) =>
      inOpenStep(deps, asker(`UP${index}`), target(), async (tx, open) => {
        const said = await say(tx, `Problem ${index}`);
        const source = { messageId: said?.id ?? '', userId: `UP${index}` };
        const ops = [{ op: 'set' as const, field: 'problemStatement', value: `Problem ${index}, which hurts` }];
        const { draft } = applyOps(open.definition, open.draft, ops, { source, origin: 'human', seq: said?.seq ?? 0 });
        await saveCapturedDraft(tx, open, draft);
        return undefined;
      });
    const starts: (() => Promise<unknown>)[] = many(save);
    // Whoever resets looks first, as whoever saves does: some are in the queue before it, and some after.
    starts.splice(attempts / 10, 0, async () => {
      await test.store.findWorkshop({ ...place, workshopId: place.id });
      return resetStep(deps, asker(), target());
    });
    const settled = await race(test.database, lock(), starts);
    for (const says of refusals(settled)) expect(says).toContain('was started over meanwhile');
    expect(refusals(settled).length).toBeGreaterThan(0);
    expect(fulfilled(settled).length).toBeGreaterThan(1);
    const after = await step();
    expect([after.epoch, after.draft.fields, after.draft.captures]).toEqual([1, {}, []]);
    expect(await test.store.recentMessages(after.contextId, 10)).toEqual([]);
  });

  it('F-06: brings a version back once; the others are told by whom', async () => {
    await reviseStep(deps, asker(), target());
    await advanceStep(deps, asker(), { ...target(), override: { reason: null } });
    const settled = await race(
      test.database,
      lock(),
      many(() => restoreVersion(deps, asker(), { ...target(), version: 1, newest: 2 })),
    );
    expect(fulfilled(settled)).toHaveLength(1);
    for (const says of refusals(settled)) expect(says).toContain('was faster: Challenge has version 3 now, which brings version 1 back');
    expect((await versions()).map((one) => [one.version, one.restoredFrom, one.isCurrent])).toEqual([
      [3, 1, true],
      [2, null, false],
      [1, null, false],
    ]);
  });

  it('forks as often as there is room for, and never deeper than two', async () => {
    const fork = (workshopId: string) => forkWorkshop(deps, asker(), { workshopId, stepId: 'stakeholder-mapping' });
    const settled = await race(
      test.database,
      lock(),
      many(() => fork(place.id)),
    );
    expect(fulfilled(settled)).toHaveLength(maxForks);
    for (const says of refusals(settled)) expect(says).toContain(`has ${maxForks} what-ifs`);
    const children = await test.store.forksOf(place.id);
    expect(children.map((child) => [child.forkDepth, child.parentId])).toEqual(children.map(() => [1, place.id]));
    const child = children[0]?.id ?? '';
    await fork(child);
    const grandchild = (await test.store.forksOf(child))[0];
    expect(grandchild?.forkDepth).toBe(2);
    const tooDeep = await race(
      test.database,
      lock(grandchild?.id),
      many(() => fork(grandchild?.id ?? '')),
    );
    expect(refusals(tooDeep)).toHaveLength(attempts);
    for (const says of refusals(tooDeep)) expect(says).toContain('is a what-if of a what-if already');
  });
});
