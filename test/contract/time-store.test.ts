import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkshopId } from '../../src/workshop/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const minute = 60_000;

describe.each(databaseKinds)('time in the store on %s', (kind) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => test.store.close());

  /** A workshop over days with its first step open, and Anna in it. */
  async function overDays(orgId = 'T1', more: { directMessages?: boolean } = {}): Promise<{ id: WorkshopId }> {
    const { id } = await startWorkshop(test.store, { orgId, pace: 'async' });
    await test.store.inWorkshop(id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateWorkshop({ settings: { pace: 'async', ...more } });
      await tx.updateStep(step.id, { status: 'in_progress', startedAt: test.clock.now() });
      await tx.setMember('UANNA', 'editor');
    });
    return { id };
  }
  const startTimer = (id: WorkshopId) =>
    test.store.inWorkshop(id, async (tx) =>
      tx.addTimer({
        workshopStepId: (await tx.step('challenge')).id,
        activityId: null,
        label: 'Sketching',
        startedBy: 'UHOST',
        startedAt: test.clock.now(),
        lengthMs: 5 * minute,
      }),
    );

  it('a step has one timer that runs or is on hold, and the database sees to it (F-28)', async () => {
    const { id } = await startWorkshop(test.store);
    const timer = await startTimer(id);
    expect(timer).toMatchObject({ stepId: 'challenge', status: 'running', lengthMs: 5 * minute, shown: 'whole', heldBy: null, seq: 1 });
    expect(timer.endsAt).toEqual(new Date(test.clock.now().getTime() + 5 * minute));
    await expect(startTimer(id)).rejects.toThrow();
    await test.store.inWorkshop(id, (tx) => tx.changeTimer(timer.id, { status: 'paused', remainingMs: 1_000, heldBy: 'person' }));
    await expect(startTimer(id)).rejects.toThrow();
    await test.store.inWorkshop(id, (tx) => tx.changeTimer(timer.id, { status: 'cancelled', remainingMs: null, heldBy: null }));
    await startTimer(id);
    expect(await test.store.inWorkshop(id, (tx) => tx.openTimers())).toHaveLength(1);
  });

  it('F-19: a timer of another workshop does not exist', async () => {
    const one = await startWorkshop(test.store);
    const other = await startWorkshop(test.store);
    const timer = await startTimer(one.id);
    expect(await test.store.findTimer({ workshopId: other.id, timerId: timer.id })).toBeUndefined();
    expect(await test.store.inWorkshop(other.id, (tx) => tx.timer(timer.id))).toBeUndefined();
    await test.store.inWorkshop(other.id, (tx) => tx.changeTimer(timer.id, { status: 'ended' }));
    expect((await test.store.findTimer({ workshopId: one.id, timerId: timer.id }))?.status).toBe('running');
  });

  it('what waits for somebody is of their team only, of workshops over days that are active and may write to people', async () => {
    const person = { orgId: 'TDAYS', userId: 'UANNA' };
    const mine = await overDays('TDAYS');
    await overDays('TOTHER');
    await overDays('TDAYS', { directMessages: false });
    const paused = await overDays('TDAYS');
    await test.store.inWorkshop(paused.id, (tx) => tx.updateWorkshop({ status: 'paused' }));
    const viewed = await overDays('TDAYS');
    await test.store.inWorkshop(viewed.id, (tx) => tx.setMember('UANNA', 'viewer', { force: true }));
    const [waiting, ...others] = await test.store.waitingFor(person);
    expect(others).toEqual([]);
    expect(waiting).toMatchObject({
      workshopId: mine.id,
      role: 'editor',
      hasSpoken: false,
      isDone: false,
      openTogether: [],
      isAskedFor: false,
    });
    await test.store.inWorkshop(mine.id, async (tx) => {
      await say(tx, 'people hear why you came', { userId: 'UANNA', slackTs: null });
      await tx.toggleDone(await tx.step('challenge'), 'UANNA');
      await tx.askFor('UANNA');
    });
    expect(await test.store.waitingFor(person)).toMatchObject([{ hasSpoken: true, isDone: true, isAskedFor: true }]);
    await test.store.inWorkshop(mine.id, (tx) => tx.forgetAsking('UANNA'));
    expect(await test.store.waitingFor(person)).toMatchObject([{ isAskedFor: false }]);
  });

  it('how often somebody wants to hear counts for their whole team, and for no other', async () => {
    await overDays('TWISH');
    const here = { orgId: 'TWISH', userId: 'UANNA' };
    await test.store.setDigestWish(here, 'urgent');
    await overDays('TWISH');
    await overDays('TELSE');
    expect(await test.store.digestWish(here)).toBe('urgent');
    expect(await test.store.digestWish({ orgId: 'TELSE', userId: 'UANNA' })).toBe('daily');
    await test.store.setDigestWish(here, 'daily');
    expect(await test.store.digestWish(here)).toBe('daily');
  });

  it('F-17: one unasked direct message per person and day, whichever workshop asks', async () => {
    const one = await overDays('TCAP');
    const other = await overDays('TCAP');
    const claim = (id: WorkshopId, localDay: string) =>
      test.store.inWorkshop(id, (tx) => tx.claimNudge({ userId: 'UANNA', localDay, kind: 'digest' }));
    expect(await claim(one.id, '2026-11-26')).toBe(true);
    expect(await claim(other.id, '2026-11-26')).toBe(false);
    expect(await claim(other.id, '2026-11-27')).toBe(true);
  });
});
