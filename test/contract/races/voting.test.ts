import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activityButtons, activityForms } from '../../../src/turns/activities/activity-handlers.ts';
import { writeRoundTarget } from '../../../src/turns/activities/in-round.ts';
import { openRound } from '../../../src/turns/activities/open-round.ts';
import type { FormValues } from '../../../src/turns/forms.ts';
import type { FormOutcome } from '../../../src/turns/save-form.ts';
import type { Asker, Deps } from '../../../src/turns/use-case.ts';
import { activityOf, type Round, type RoundKind } from '../../../src/workshop/activity.ts';
import { emptyDraft } from '../../../src/workshop/draft.ts';
import type { ActivityOf } from '../../../src/workshop/step-definition.ts';
import { databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';
import { startWorkshop, storeOn, type TestStore } from '../../support/open-test-store.ts';
import { attempts, fulfilled, poolOfRaces, race, refusals } from '../../support/race.ts';
import { someDeps } from '../../support/some-deps.ts';

const options = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6'];

describe.each(databaseKinds)('a vote on %s', { timeout: 120_000 }, (kind) => {
  let test: TestStore;
  let deps: Deps;
  let round: Round;
  let place: { id: string; orgId: string; channelId: string };

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind, { connections: poolOfRaces, waitMs: 60_000 }));
    // Nothing else of a use case's surroundings is touched by a vote.
    deps = someDeps({ store: test.store, clock: test.clock, log: console });
  });
  afterAll(() => test.store.close());

  beforeEach(async () => {
    place = await startWorkshop(test.store);
    round = await test.store.inWorkshop(place.id, async (tx) => {
      const step = await tx.step('ideation');
      await tx.updateStep(step.id, { status: 'in_progress', startedAt: test.clock.now() });
      const items = options.map((id) => ({ id, values: { title: `Idea ${id}` }, sources: [], origin: 'human' as const, seq: 1 }));
      await tx.saveDraft(step, { ...emptyDraft(), items: { ideas: items }, nextItemNumber: 10 });
      await tx.setMember('UCOHOST', 'owner', { force: true });
      const vote = activityOf(step.definition, 'dot-vote') as ActivityOf<RoundKind>;
      const settings = { budget: 3, anonymous: false, minutes: null };
      return openRound(tx, await tx.step('ideation'), vote, { userId: 'UHOST' }, test.clock.now(), { settings });
    });
  });

  let requests = 0;
  const asker = (userId: string, key = `request:${place.id}:${++requests}`): Asker => ({ ...place, userId, isOutsider: false, key });
  const request = () => ({ workshopId: place.id, stepId: 'ideation', epoch: 0, formId: `ballot:${round.id}` });
  const cast = (who: Asker, picks: readonly string[]): Promise<FormOutcome> => {
    const values: FormValues = Object.fromEntries(picks.map((id, index) => [`dot${index}`, id]));
    return (activityForms.ballot as NonNullable<typeof activityForms.ballot>).save(deps, who, request(), { values, shown: {} });
  };
  const press = (action: string, who: Asker) =>
    activityButtons[action]?.(deps, who, writeRoundTarget(round)) ?? Promise.reject(new Error(action));
  const workshopLock = () => ({ sql: 'SELECT id FROM workshops WHERE id = $1 FOR UPDATE', values: [place.id] });
  const stored = () =>
    test.store.inWorkshop(place.id, async (tx) => ({ round: await tx.round(round.id), ballots: await tx.ballots(round.id) }));
  const sumOf = (ballots: Awaited<ReturnType<typeof stored>>['ballots']) =>
    ballots.flatMap((ballot) => ballot.votes).reduce((sum, vote) => sum + vote.dots, 0);

  it('F-28: holds one person to their budget, whatever they send at once', async () => {
    const starts = Array.from({ length: attempts }, (_, index) => () => {
      const picks = Array.from({ length: (index % 5) + 1 }, (_, dot) => options[(index + dot) % options.length] as string);
      return cast(asker('UANNA'), picks);
    });
    const settled = await race(test.database, workshopLock(), starts);
    expect(refusals(settled)).toHaveLength((attempts / 5) * 2);
    for (const says of refusals(settled)) expect(says).toContain('You have 3 dots and this uses');
    const { ballots } = await stored();
    expect(ballots.map((ballot) => ballot.userId)).toEqual(['UANNA']);
    expect(sumOf(ballots)).toBeLessThanOrEqual(3);
    expect(sumOf(ballots)).toBeGreaterThan(0);
  });

  it('F-28: holds the budget in the database too, against whoever writes past the rules', async () => {
    const { pool } = test.database;
    await cast(asker('UANNA'), ['i1']);
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM ballots WHERE activity_id = $1', [round.id]);
    const ballotId = rows[0]?.id;
    const starts = Array.from({ length: attempts }, (_, index) => () => {
      const write =
        'INSERT INTO votes (ballot_id, option_id, dots) VALUES ($1, $2, 1) ON CONFLICT (ballot_id, option_id) DO UPDATE SET dots = votes.dots + 1';
      return pool.query(write, [ballotId, options[index % options.length]]);
    });
    const settled = await race(test.database, { sql: 'SELECT id FROM ballots WHERE id = $1 FOR UPDATE', values: [ballotId] }, starts);
    expect(fulfilled(settled)).toHaveLength(2);
    for (const says of refusals(settled)) expect(says).toContain('vote_over_budget');
    expect(sumOf((await stored()).ballots)).toBe(3);
    await expect(pool.query('INSERT INTO votes (ballot_id, option_id, dots) VALUES ($1, $2, 1)', [ballotId, 'i99'])).rejects.toThrow(
      'vote_for_no_option',
    );
  });

  it('F-28: counts a vote whole or refuses it with a sentence when it closes at the same moment', async () => {
    const starts: (() => Promise<unknown>)[] = Array.from(
      { length: attempts },
      (_, index) => () => cast(asker(`UP${index}`), ['i1', 'i1', 'i2']),
    );
    starts.splice(attempts / 10, 0, () => press('close-round', asker('UHOST')));
    const settled = await race(test.database, workshopLock(), starts);
    const counted = fulfilled(settled).length - 1;
    for (const says of refusals(settled)) expect(says).toContain('Dot vote is closed, so this did not count');
    expect(counted + refusals(settled).length).toBe(attempts);
    const { round: closed } = await stored();
    expect(closed.status).toBe('closed');
    expect(closed.result).toMatchObject({ took: counted });
    const ranked = closed.result?.kind === 'vote' ? closed.result.ranked : [];
    expect(ranked.find((one) => one.optionId === 'i1')?.dots ?? 0).toBe(counted * 2);
    expect(ranked.find((one) => one.optionId === 'i2')?.dots ?? 0).toBe(counted);
    expect(await test.store.countRoundTakers(round.id)).toBe(counted);
  });

  it('takes nothing in once it is closed, whoever writes past the rules', async () => {
    await cast(asker('UANNA'), ['i1']);
    await press('close-round', asker('UHOST'));
    const { pool } = test.database;
    await expect(
      pool.query('UPDATE votes SET dots = 3 WHERE ballot_id IN (SELECT id FROM ballots WHERE activity_id = $1)', [round.id]),
    ).rejects.toThrow('round_not_open');
    const late = pool.query(
      "INSERT INTO ballots (id, activity_id, slack_user_id, seq, created_at, updated_at) VALUES ('late', $1, 'ULATE', 1, now(), now())",
      [round.id],
    );
    await expect(late).rejects.toThrow('round_not_open');
    const sheet = pool.query(
      "INSERT INTO sheets (id, activity_id, slack_user_id, seq, created_at, updated_at) VALUES ('late', $1, 'ULATE', 1, now(), now())",
      [round.id],
    );
    await expect(sheet).rejects.toThrow('round_not_open');
  });

  it('F-28: closes once, however many close it at once', async () => {
    await cast(asker('UANNA'), ['i1']);
    const starts = Array.from({ length: attempts }, (_, index) => () => press('close-round', asker(index % 2 ? 'UHOST' : 'UCOHOST')));
    const settled = await race(test.database, workshopLock(), starts);
    expect(fulfilled(settled)).toHaveLength(1);
    for (const says of refusals(settled)) expect(says).toContain('Dot vote is closed');
    expect(await count("SELECT count(*)::int AS n FROM audit_log WHERE workshop_id = $1 AND action = 'close-round'")).toBe(1);
    expect(await count("SELECT count(*)::int AS n FROM outbox WHERE workshop_id = $1 AND content->>'kind' = 'say'")).toBe(1);
  });

  it('F-43: takes a press that is delivered eleven times once', async () => {
    const before = (await stored()).round;
    const people = Array.from({ length: 20 }, (_, index) => asker(`UP${index}`, `press:${place.id}:${index}`));
    const starts = Array.from({ length: 11 }, () => people)
      .flat()
      .map((who) => () => cast(who, ['i1', 'i3', 'i3']));
    const settled = await race(test.database, workshopLock(), starts);
    expect(fulfilled(settled)).toHaveLength(220);
    const { ballots } = await stored();
    expect(ballots).toHaveLength(20);
    expect(sumOf(ballots)).toBe(60);
    // Each ballot took one number of the workshop's clock, a repetition none.
    const { workshop } = await test.store.loadWorkshop(place.id);
    expect(workshop.latestSeq - before.openedSeq).toBe(20);
  });

  it('is decided once, when two hosts decide at once', async () => {
    await cast(asker('UANNA'), ['i1', 'i1', 'i2']);
    await press('close-round', asker('UHOST'));
    const decide = (who: Asker) =>
      (activityForms.decide as NonNullable<typeof activityForms.decide>).save(
        deps,
        who,
        { ...request(), formId: `decide:${round.id}.0` },
        { values: { picked: ['i4'] }, shown: {} },
      );
    const starts = Array.from(
      { length: attempts },
      (_, index) => (): Promise<unknown> => (index % 2 ? press('take-top', asker('UHOST')) : decide(asker('UCOHOST'))),
    );
    const settled = await race(test.database, workshopLock(), starts);
    expect(fulfilled(settled)).toHaveLength(1);
    for (const says of refusals(settled)) expect(says).toMatch(/@U(HOST|COHOST) has decided already/);
    const { round: decided } = await stored();
    expect(decided.decision?.count).toBe(1);
    const { steps } = await test.store.loadWorkshop(place.id);
    const marked = steps
      .find((step) => step.stepId === 'ideation')
      ?.draft.items.ideas?.filter((item) => item.values.isSelected)
      .map((item) => item.id);
    expect(marked).toEqual(decided.decision?.optionIds.toSorted());
    expect(await count("SELECT count(*)::int AS n FROM audit_log WHERE workshop_id = $1 AND action = 'decide-vote'")).toBe(1);
  });

  async function count(sql: string): Promise<number> {
    const { rows } = await test.database.pool.query<{ n: number }>(sql, [place.id]);
    return rows[0]?.n ?? -1;
  }
});
