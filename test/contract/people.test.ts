import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { nextTs, say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const minute = 60_000;

describe.each(databaseKinds)('people in the store on %s', (kind) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => test.store.close());

  const inside = <T>(id: string, work: Parameters<TestStore['store']['inWorkshop']>[1]) => test.store.inWorkshop(id, work) as Promise<T>;
  const lastSeen = (id: string, userId: string) =>
    inside<Date | null | undefined>(id, async (tx) => (await tx.presence()).find((one) => one.userId === userId)?.lastSeenAt);

  it('who is here is written at most once a minute, and in what is under way in the channel only', async () => {
    const place = await startWorkshop(test.store);
    const elsewhere = await startWorkshop(test.store);
    const first = test.clock.now();
    expect(await test.store.noteSeenIn(place, 'UHOST', first)).toEqual([]);
    await test.store.noteSeenIn(place, 'UHOST', new Date(first.getTime() + minute / 2));
    expect(await lastSeen(place.id, 'UHOST')).toEqual(first);
    const later = new Date(first.getTime() + 2 * minute);
    await test.store.noteSeenIn(place, 'UHOST', later);
    expect(await lastSeen(place.id, 'UHOST')).toEqual(later);
    await test.store.noteSeenIn(place, 'USTRANGER', later);
    await test.store.noteSeenIn({ ...place, orgId: 'T2' }, 'UHOST', new Date(later.getTime() + 9 * minute));
    expect(await lastSeen(place.id, 'UHOST')).toEqual(later);
    expect(await lastSeen(elsewhere.id, 'UHOST')).toBeNull();
    await inside(place.id, (tx) => tx.updateWorkshop({ status: 'completed' }));
    await test.store.noteSeenIn(place, 'UHOST', new Date(later.getTime() + 9 * minute));
    expect(await lastSeen(place.id, 'UHOST')).toEqual(later);
  });

  it('tells whose lead somebody has taken meanwhile', async () => {
    const place = await startWorkshop(test.store);
    const at = test.clock.now();
    await inside(place.id, (tx) =>
      tx.updateWorkshop({ settings: { pace: 'live', standIn: { by: 'UB', for: 'UHOST', at: at.toISOString() } } }),
    );
    expect(await test.store.noteSeenIn(place, 'UHOST', new Date(at.getTime() + 5 * minute))).toEqual([place.id]);
  });

  it('who takes part is counted with their words, and not with what they deleted', async () => {
    const { id } = await startWorkshop(test.store);
    const gone = nextTs();
    await inside(id, async (tx) => {
      await say(tx, 'one', { userId: 'UB' });
      await say(tx, 'two', { userId: 'UA', slackTs: gone });
      await say(tx, 'two', { userId: 'UA', slackTs: gone });
      await say(tx, 'three', { userId: 'UB' });
      const step = await tx.step('challenge');
      expect(await tx.participation(step.id)).toMatchObject([
        { userId: 'UB', messages: 2 },
        { userId: 'UA', messages: 1 },
      ]);
      const message = await tx.messageByTs(gone);
      await tx.markMessageDeleted(message?.id ?? '', test.clock.now());
      await tx.markMessageDeleted(message?.id ?? '', test.clock.now());
      expect((await tx.participation(step.id)).map((one) => one.userId)).toEqual(['UB']);
      await say(tx, 'four', { userId: 'UA' });
    });
    expect((await test.store.loadWorkshop(id)).contributors).toEqual(['UB', 'UA']);
  });

  it('“I’m done” is of one epoch and of the time since the step was opened', async () => {
    const { id } = await startWorkshop(test.store);
    const done = () => inside<string[]>(id, async (tx) => (await tx.stepPresence((await tx.step('challenge')).id)).done);
    const toggle = (epoch: number) =>
      inside<boolean>(id, async (tx) => tx.toggleDone({ id: (await tx.step('challenge')).id, epoch }, 'UA'));
    expect(await toggle(0)).toBe(true);
    expect(await done()).toEqual(['UA']);
    expect(await toggle(0)).toBe(false);
    expect(await done()).toEqual([]);
    expect(await toggle(0)).toBe(true);
    test.clock.advance(minute);
    await inside(id, async (tx) => tx.updateStep((await tx.step('challenge')).id, { startedAt: test.clock.now() }));
    expect(await done()).toEqual([]);
    expect(await toggle(0)).toBe(true);
    expect(await done()).toEqual(['UA']);
    await inside(id, async (tx) => tx.clearDone((await tx.step('challenge')).id));
    expect(await done()).toEqual([]);
  });

  it('an unasked direct message is one per person, day and team; none for those who want none', async () => {
    const one = await startWorkshop(test.store);
    const two = await startWorkshop(test.store);
    const other = await startWorkshop(test.store, { orgId: 'T2' });
    const claim = (id: string, localDay = '2026-11-26', userId = 'UNUDGED') =>
      inside<boolean>(id, (tx) => tx.claimNudge({ userId, localDay, kind: 'nudge' }));
    expect([await claim(one.id), await claim(one.id), await claim(two.id), await claim(other.id)]).toEqual([true, false, false, true]);
    expect(await claim(two.id, '2026-11-27')).toBe(true);
    await inside(one.id, (tx) => tx.setMember('UNUDGED', 'editor'));
    await test.store.setMuted({ orgId: 'T1', userId: 'UNUDGED' }, true, test.clock.now());
    expect([
      await test.store.isMuted({ orgId: 'T1', userId: 'UNUDGED' }),
      await test.store.isMuted({ orgId: 'T2', userId: 'UNUDGED' }),
    ]).toEqual([true, false]);
    expect(await claim(two.id, '2026-11-28')).toBe(false);
    await test.store.setMuted({ orgId: 'T1', userId: 'UNUDGED' }, false, test.clock.now());
    expect(await claim(two.id, '2026-11-28')).toBe(true);
  });

  it('F-19: a home shows what somebody is a member of in this team, what is under way first', async () => {
    const mine = await startWorkshop(test.store, { orgId: 'T7', title: 'Mine' });
    const over = await startWorkshop(test.store, { orgId: 'T7', title: 'Over' });
    await startWorkshop(test.store, { orgId: 'T7', title: 'Somebody else’s', ownerUserId: 'UOTHER' });
    await startWorkshop(test.store, { orgId: 'T8', title: 'Of another team' });
    const cancelled = await startWorkshop(test.store, { orgId: 'T7', title: 'Taken back' });
    await inside(over.id, (tx) => tx.updateWorkshop({ status: 'completed' }));
    await inside(cancelled.id, (tx) => tx.updateWorkshop({ status: 'completed', settings: { pace: 'live', cancelled: true } }));
    await inside(mine.id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateStep(step.id, { status: 'in_progress', startedAt: test.clock.now() });
      await say(tx, 'Hello', { userId: 'UHOST' });
    });
    const rows = await test.store.homeOf({ orgId: 'T7', userId: 'UHOST' }, 20, test.clock.now());
    expect(rows.map((row) => [row.workshop.title, row.role, row.open?.hasSpoken])).toEqual([
      ['Mine', 'owner', true],
      ['Over', 'owner', undefined],
    ]);
    expect(await test.store.homeOf({ orgId: 'T7', userId: 'UHOST' }, 1, test.clock.now())).toHaveLength(1);
    expect(await test.store.findMembership({ orgId: 'T7', userId: 'UHOST', workshopId: mine.id })).toMatchObject({ title: 'Mine' });
    expect(await test.store.findMembership({ orgId: 'T8', userId: 'UHOST', workshopId: mine.id })).toBeUndefined();
    expect(await test.store.findMembership({ orgId: 'T7', userId: 'UOTHER', workshopId: mine.id })).toBeUndefined();
  });

  it('the health of a workshop counts what is late, and the database knows what it lacks', async () => {
    const { id } = await startWorkshop(test.store);
    const now = test.clock.now();
    expect(await test.store.workshopHealth(id, now)).toMatchObject({ waiting: 0, failed: 0, overdueTurns: 0, lastHeardAt: null });
    await inside(id, async (tx) => {
      await tx.post({ kind: 'whisper', userId: 'UHOST', stepId: null, text: [{ ours: 'Hello' }] });
      await tx.scheduleTurn((await tx.step('challenge')).contextId, now);
      await say(tx, 'Hello');
    });
    const later = new Date(now.getTime() + 5 * minute);
    expect(await test.store.workshopHealth(id, later)).toMatchObject({ waiting: 1, failed: 0, overdueTurns: 1, overdueSince: now });
    expect((await test.store.workshopHealth(id, later)).lastHeardAt).not.toBeNull();
    const health = await test.store.databaseHealth();
    expect(health).toMatchObject({ server: expect.stringMatching(/PostgreSQL \d/), missing: [] });
    expect(health.migrations).toBeGreaterThan(5);
  });
});
