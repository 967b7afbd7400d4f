import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../../../src/practice/protocol.ts';
import { writeTarget } from '../../../src/turns/button-target.ts';
import { changeRoles } from '../../../src/turns/people/change-roles.ts';
import { nudge } from '../../../src/turns/people/nudge.ts';
import { readinessButtons } from '../../../src/turns/people/readiness.ts';
import { standInButtons } from '../../../src/turns/people/stand-in.ts';
import type { Asker, Deps } from '../../../src/turns/use-case.ts';
import { localDay } from '../../../src/workshop/local-time.ts';
import { phrase, phraseToText } from '../../../src/workshop/phrase.ts';
import { databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';
import { say, startWorkshop, storeOn, type TestStore } from '../../support/open-test-store.ts';
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

describe.each(databaseKinds)('the people of a workshop on %s', { timeout: 120_000 }, (kind) => {
  let test: TestStore;
  let deps: Deps;
  let place: { id: string; orgId: string; channelId: string };

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind, { connections: 20 }));
    const people = { standingOf: async () => ({ isBot: false, isGone: false, isOutsider: false }) } satisfies Partial<Deps['people']>;
    // Nothing else of a use case's surroundings is touched by roles.
    deps = someDeps({ store: test.store, clock: test.clock, log: console, people });
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
  const asker = (userId: Person['id'], key = `request:${place.id}:${++requests}`): Asker => ({ ...place, userId, isOutsider: false, key });
  const runRace = <T>(lock: Parameters<typeof race>[1], starts: readonly (() => Promise<T>)[]) =>
    race(
      test.database,
      lock,
      starts.map((start) => patiently(start)),
    );
  const workshopLock = () => ({ sql: 'SELECT id FROM workshops WHERE id = $1 FOR UPDATE', values: [place.id] });
  const press = (buttons: typeof standInButtons, action: string, who: Asker, value: string) =>
    buttons[action]?.(deps, who, value) ?? Promise.reject(new Error(action));
  const members = async () => (await test.store.loadWorkshop(place.id)).members;
  const hosts = async () => (await members()).filter((one) => one.role === 'owner').map((one) => one.userId);

  it('take over once, however many press when no host has been here for long', async () => {
    test.clock.advance(11 * minute);
    const starts = Array.from({ length: attempts }, (_, index) => () => press(standInButtons, 'take-over', asker(`UP${index}`), place.id));
    const settled = await runRace(workshopLock(), starts);
    expect(fulfilled(settled).map((reply) => phraseToText(reply?.text ?? []))).toEqual([expect.stringContaining('You lead now')]);
    expect(refusals(settled)).toHaveLength(attempts - 1);
    for (const says of refusals(settled)) expect(says).toContain('is here and leads');
    const [, winner] = await hosts();
    expect(await hosts()).toEqual(['UHOST', winner]);
    expect((await test.store.loadWorkshop(place.id)).workshop.settings.standIn).toMatchObject({ by: winner, for: 'UHOST' });
  });

  it('take over or not, but never half, when the host comes back at the same moment', async () => {
    test.clock.advance(11 * minute);
    const starts: (() => Promise<unknown>)[] = Array.from(
      { length: attempts },
      (_, index) => () => press(standInButtons, 'take-over', asker(`UP${index}`), place.id),
    );
    starts.splice(attempts / 10, 0, () => test.store.noteSeenIn(place, 'UHOST', test.clock.now()));
    await runRace(workshopLock(), starts);
    const { workshop } = await test.store.loadWorkshop(place.id);
    expect((await hosts()).length).toBeLessThanOrEqual(2);
    expect((await hosts()).filter((userId) => userId !== 'UHOST')).toEqual(workshop.settings.standIn ? [workshop.settings.standIn.by] : []);
  });

  it('have exactly one host after two hundred hand-overs at once, by one host to many', async () => {
    const starts = Array.from(
      { length: attempts },
      (_, index) => () => changeRoles(deps, asker('UHOST'), place.id, [{ userId: `UP${index}`, seat: 'host' }]),
    );
    const settled = await runRace(workshopLock(), starts);
    expect(fulfilled(settled)).toHaveLength(1);
    for (const says of refusals(settled)) expect(says).toContain('Only the host hands over');
    const { workshop } = await test.store.loadWorkshop(place.id);
    expect(await hosts()).toEqual(expect.arrayContaining(['UHOST', workshop.ownerUserId]));
    expect(await hosts()).toHaveLength(2);
  });

  it('count each “I’m done” once, whoever presses what at the same moment, and the host hears once that it is enough', async () => {
    const team = Array.from({ length: 20 }, (_, index) => `UT${String(index).padStart(2, '0')}`);
    await test.store.inWorkshop(place.id, async (tx) => {
      for (const userId of team) {
        await tx.setMember(userId, 'editor');
        await say(tx, 'Hello', { userId });
      }
    });
    const value = writeTarget({ workshopId: place.id, stepId: 'challenge', epoch: 0 });
    // Ten presses of each, except that the first ten press once more: done in the end.
    const presses = [...team.flatMap((userId) => Array.from({ length: 10 }, () => userId)), ...team.slice(0, 10)];
    const starts = presses.map((userId) => () => press(readinessButtons, 'done', asker(userId), value));
    const settled = await runRace(workshopLock(), starts);
    expect(refusals(settled)).toEqual([]);
    const { steps } = await test.store.loadWorkshop(place.id);
    const presence = await test.store.stepPresenceOf(steps[0]?.id ?? '');
    expect([...presence.done].sort()).toEqual(team.slice(0, 10));
    expect(presence.takePart).toEqual(team);
    const { rows } = await test.database.pool.query<{ whispers: number }>(
      "SELECT count(*)::int AS whispers FROM outbox WHERE workshop_id = $1 AND content->>'kind' = 'whisper'",
      [place.id],
    );
    expect(rows[0]?.whispers).toBeLessThanOrEqual(1);
  });

  it('F-18: carry out a press that is delivered two hundred times once', async () => {
    const value = writeTarget({ workshopId: place.id, stepId: 'challenge', epoch: 0 });
    const starts = Array.from({ length: attempts }, () => () => press(readinessButtons, 'done', asker('UANNA', 'action:the-same'), value));
    const settled = await runRace(workshopLock(), starts);
    expect(fulfilled(settled).filter(Boolean)).toHaveLength(1);
    const { steps } = await test.store.loadWorkshop(place.id);
    expect((await test.store.stepPresenceOf(steps[0]?.id ?? '')).done).toEqual(['UANNA']);
  });

  it('get one unasked direct message a day, from however many workshops', async () => {
    const others = await Promise.all(Array.from({ length: 19 }, () => startWorkshop(test.store)));
    const ids = [place.id, ...others.map((one) => one.id)];
    const day = localDay(test.clock.now(), 'Asia/Tokyo');
    const userId = `U${place.id.toUpperCase().slice(-8)}`;
    const starts = Array.from(
      { length: attempts },
      (_, index) => () =>
        test.store.inWorkshop(ids[index % ids.length] ?? place.id, (tx) =>
          nudge(tx, { userId, kind: 'nudge', localDay: day, text: phrase`Hello` }),
        ),
    );
    const settled = await runRace({ sql: 'LOCK TABLE nudges IN EXCLUSIVE MODE', values: [] }, starts);
    expect(fulfilled(settled).filter(Boolean)).toEqual([true]);
    expect(refusals(settled)).toEqual([]);
  });
});
