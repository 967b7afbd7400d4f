import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredTimer } from '../../../src/ports/time-store.ts';
import { steerTimer, timerButtonHandlers } from '../../../src/turns/time/steer-timer.ts';
import { writeTimerTarget } from '../../../src/turns/time/timer-target.ts';
import { startTimer } from '../../../src/turns/time/timers.ts';
import { wakeDigests } from '../../../src/turns/time/wake-digests.ts';
import { wakeTimers } from '../../../src/turns/time/wake-timers.ts';
import type { Asker, Deps } from '../../../src/turns/use-case.ts';
import { databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';
import { startWorkshop, storeOn, type TestStore } from '../../support/open-test-store.ts';
import { attempts, fulfilled, race, refusals } from '../../support/race.ts';
import { someDeps } from '../../support/some-deps.ts';

const minute = 60_000;

describe.each(databaseKinds)('time on %s', (kind) => {
  let test: TestStore;
  let deps: Deps;
  let place: { id: string; orgId: string; channelId: string };

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind, { connections: 20 }));
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
    // What is raced here asks its surroundings only where people are.
    deps = someDeps({
      store: test.store,
      clock: test.clock,
      log,
      people: { timeZoneOf: async () => 'Europe/Stockholm' },
      channels: { botName: 'pilot', hasBot: async () => true, hasPerson: async () => true },
    });
  });
  afterAll(() => test.store.close());

  beforeEach(async () => {
    place = await startWorkshop(test.store, { now: test.clock.now() });
    await test.store.inWorkshop(place.id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateStep(step.id, { status: 'in_progress', startedAt: test.clock.now() });
    });
  });

  let requests = 0;
  const host = (): Asker => ({
    orgId: place.orgId,
    channelId: place.channelId,
    userId: 'UHOST',
    isOutsider: false,
    key: `time:${place.id}:${++requests}`,
  });
  const workshopLock = () => ({ sql: 'SELECT id FROM workshops WHERE id = $1 FOR UPDATE', values: [place.id] });
  const many = <T>(start: (index: number) => Promise<T>) => Array.from({ length: attempts }, (_, index) => () => start(index));
  const timers = () => test.database.prisma.timer.findMany({ where: { workshopId: place.id } });
  const posts = async (kindOfPost: string) => {
    const rows = await test.database.prisma.outboxRow.findMany({ where: { workshopId: place.id }, select: { content: true } });
    return rows.filter((row) => (row.content as { kind: string }).kind === kindOfPost);
  };
  const start = () =>
    test.store.inWorkshop(place.id, async (tx) =>
      startTimer(tx, await tx.step('challenge'), { minutes: 5, by: 'UHOST', now: test.clock.now() }),
    );
  const extend = ({ id }: StoredTimer, asker = host()) =>
    timerButtonHandlers['timer-add']!(deps, asker, writeTimerTarget({ workshopId: place.id, timerId: id, minutes: 1 }));

  it('F-28: of two hundred starts at once one timer comes, and the others hear that it runs', async () => {
    const workshop = (await test.store.findWorkshop({ ...place, workshopId: place.id }))!;
    const settled = await race(
      test.database,
      workshopLock(),
      many(() => steerTimer(deps, host(), { workshop, stepId: 'challenge', rest: '5' })),
    );
    expect(fulfilled(settled)).toHaveLength(1);
    expect(refusals(settled)).toHaveLength(attempts - 1);
    expect(await timers()).toHaveLength(1);
    expect(await posts('card')).toHaveLength(1);
  });

  it('F-28: a timer that many processes look at ends once, with one closing post', async () => {
    await start();
    test.clock.advance(5 * minute);
    const settled = await race(
      test.database,
      workshopLock(),
      many(() => wakeTimers(deps, place.id)),
    );
    expect(fulfilled(settled)).toHaveLength(attempts);
    expect((await timers()).map((timer) => timer.status)).toEqual(['ended']);
    expect(await posts('say')).toHaveLength(1);
  });

  it('extending and ending never both happen: at its end every extension is refused', async () => {
    const timer = await start();
    test.clock.advance(5 * minute);
    const settled = await race(
      test.database,
      workshopLock(),
      many(async (index) =>
        index % 2 === 0 ? extend(timer).then(() => 'extended' as const) : wakeTimers(deps, place.id).then(() => 'looked' as const),
      ),
    );
    expect(fulfilled(settled).filter((outcome) => outcome === 'extended')).toEqual([]);
    expect((await timers()).map(({ status, lengthMs }) => [status, lengthMs])).toEqual([['ended', 5 * minute]]);
    expect(await posts('say')).toHaveLength(1);
  });

  it('each extension counts once, the same press delivered often too, and never beyond an hour', async () => {
    const timer = await start();
    const once = host();
    const settled = await race(
      test.database,
      workshopLock(),
      many((index) => extend(timer, index < 11 ? once : host())),
    );
    const [after] = await timers();
    expect(after?.lengthMs).toBe(60 * minute);
    // Ten repetitions of one press do nothing and are no error; 55 minutes were free.
    expect(fulfilled(settled)).toHaveLength(55 + 10);
    expect(refusals(settled)).toHaveLength(attempts - 65);
  });

  it('a person gets one daily message, however many look at their morning at once', async () => {
    await test.store.inWorkshop(place.id, async (tx) => {
      await tx.updateWorkshop({ settings: { pace: 'async' } });
      await tx.setNextDigest('UHOST', test.clock.now());
    });
    // A Saturday on the fixed clock: on to the Monday after it, half past nine in Stockholm.
    const monday = new Date('2026-11-23T08:30:00Z');
    test.clock.advance(Math.max(0, monday.getTime() - test.clock.now().getTime()));
    while (test.clock.now().getUTCDay() !== 1 || test.clock.now().getUTCHours() !== 8) test.clock.advance(30 * minute);
    await test.store.inWorkshop(place.id, (tx) => tx.setNextDigest('UHOST', new Date(test.clock.now().getTime() - minute)));
    const settled = await race(
      test.database,
      workshopLock(),
      many(() => wakeDigests(deps, place.id)),
    );
    expect(fulfilled(settled)).toHaveLength(attempts);
    expect(await posts('direct')).toHaveLength(1);
    expect(await test.database.prisma.nudge.count({ where: { workshopId: place.id } })).toBe(1);
  });
});
