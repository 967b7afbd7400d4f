import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredAction } from '../../../src/ports/action-store.ts';
import { confirmAction, leaveAction } from '../../../src/turns/actions/confirm-action.ts';
import { offerAction } from '../../../src/turns/actions/offer-action.ts';
import { wakeActions } from '../../../src/turns/actions/wake-actions.ts';
import type { Asker, Deps } from '../../../src/turns/use-case.ts';
import { RuleBreach } from '../../../src/workshop/errors.ts';
import { databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';
import { startWorkshop, storeOn, type TestStore } from '../../support/open-test-store.ts';
import { attempts, fulfilled, race, refusals } from '../../support/race.ts';
import { someDeps } from '../../support/some-deps.ts';

const minute = 60_000;
/** On a busy machine some of two hundred wait for a connection in vain: nothing has happened then, and they come again. */
const patiently =
  <T>(start: () => Promise<T>, left = 8) =>
  async (): Promise<T> => {
    try {
      return await start();
    } catch (error) {
      if (left > 0 && error instanceof Error && /timeout exceeded when trying to connect|Unable to start a transaction/.test(error.message))
        return patiently(start, left - 1)();
      throw error;
    }
  };

describe.each(databaseKinds)('a request for an action on %s', (kind) => {
  let test: TestStore;
  let deps: Deps;
  let place: { id: string; orgId: string; channelId: string };
  let action: StoredAction;

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind, { connections: 20 }));
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
    // A pause touches nothing else of a use case's surroundings.
    deps = someDeps({ store: test.store, clock: test.clock, log });
  });
  afterAll(() => test.store.close());

  beforeEach(async () => {
    place = await startWorkshop(test.store, { now: test.clock.now() });
    action = await test.store.inWorkshop(place.id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateStep(step.id, { status: 'in_progress', startedAt: test.clock.now() });
      return offerAction(tx, { action: 'pause', requestedBy: 'UANNA', now: test.clock.now() });
    });
  });

  let requests = 0;
  const host = (): Asker => ({ ...place, userId: 'UHOST', isOutsider: false, key: `request:${place.id}:${++requests}` });
  const workshopLock = () => ({ sql: 'SELECT id FROM workshops WHERE id = $1 FOR UPDATE', values: [place.id] });
  const run = <T>(starts: readonly (() => Promise<T>)[]) =>
    race(
      test.database,
      workshopLock(),
      starts.map((start) => patiently(start)),
    );
  const confirm = (asker = host()) => confirmAction(deps, asker, { workshopId: place.id, actionId: action.id, isTicked: false });
  const leave = () => leaveAction(deps, host(), { workshopId: place.id, actionId: action.id });
  const stored = async () => (await test.store.findAction(place.id, action.id)) as StoredAction;
  const paused = () => test.database.prisma.auditEntry.count({ where: { workshopId: place.id, action: 'pause' } });

  it('is carried out once, however many say yes at once (F-33)', async () => {
    const settled = await run(Array.from({ length: attempts }, () => () => confirm()));
    expect(fulfilled(settled).map((outcome) => outcome.kind)).toEqual(['done']);
    expect(refusals(settled)).toHaveLength(attempts - 1);
    expect(await paused()).toBe(1);
    expect((await stored()).status).toBe('done');
    const { messages } = await test.database.prisma.context.findFirstOrThrow({
      where: { workshopStep: { workshopId: place.id, stepId: 'challenge' } },
      select: { messages: { select: { messageType: true }, orderBy: { version: 'asc' } } },
    });
    expect(messages.map((one) => one.messageType)).toEqual(['agent_request', 'agent_progress', 'agent_result']);
  });

  it('delivered many times is one', async () => {
    const once = host();
    const settled = await run(Array.from({ length: attempts }, () => () => confirm(once)));
    expect(fulfilled(settled)).toHaveLength(attempts);
    expect(fulfilled(settled).filter((outcome) => outcome.kind === 'done')).toHaveLength(1);
    expect(await paused()).toBe(1);
  });

  it('is either confirmed or left, never both', async () => {
    const starts = Array.from({ length: attempts }, (_, index) => async () => (index % 2 === 0 ? (await confirm()).kind : leave()));
    const settled = await run(starts);
    expect(fulfilled(settled)).toHaveLength(1);
    const { status } = await stored();
    expect(await paused()).toBe(status === 'done' ? 1 : 0);
    expect(['done', 'cancelled']).toContain(status);
  });

  it('expires or is confirmed, never both', async () => {
    test.clock.advance(15 * minute);
    const starts = Array.from(
      { length: attempts },
      (_, index) => async () => (index % 2 === 0 ? (await confirm()).kind : wakeActions(deps, place.id)),
    );
    const settled = await run(starts);
    expect(fulfilled(settled).filter((outcome) => outcome === 'done')).toEqual([]);
    expect((await stored()).status).toBe('expired');
    expect(await paused()).toBe(0);
  });

  it('that a crash left half done is brought to its end, and nothing is done twice (F-35)', async () => {
    const { prisma } = test.database;
    const half = {
      status: 'running',
      decidedBy: 'UHOST',
      decidedAt: test.clock.now(),
      leasedUntil: new Date(test.clock.now().getTime() + minute),
    };
    await prisma.actionRequest.update({ where: { id: action.id }, data: half });
    await wakeActions(deps, place.id);
    expect((await stored()).status).toBe('running');
    test.clock.advance(2 * minute);
    await run(Array.from({ length: 20 }, () => () => wakeActions(deps, place.id)));
    expect((await stored()).status).toBe('done');
    expect(await paused()).toBe(1);
    await prisma.actionRequest.update({ where: { id: action.id }, data: { ...half, result: undefined as never } });
    await wakeActions(deps, place.id);
    expect(await paused()).toBe(1);
    expect((await stored()).status).toBe('done');
  });

  it('is refused for the wrong person, a forged id, another channel; nothing has changed', async () => {
    const before = await stored();
    const wrong: Partial<Asker>[] = [{ userId: 'UANNA' }, { userId: 'UHOST', isOutsider: true }, { orgId: 'T9' }, { channelId: 'C9' }];
    for (const change of wrong) await expect(confirm({ ...host(), ...change })).rejects.toThrow(RuleBreach);
    await expect(confirmAction(deps, host(), { workshopId: place.id, actionId: 'act_forged', isTicked: true })).rejects.toThrow(RuleBreach);
    expect(await stored()).toEqual(before);
  });
});
