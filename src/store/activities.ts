import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { ActivityStore, ActivityTx, GivenVote, RoundSummary, StoredBallot } from '../ports/activity-store.ts';
import type { Round, RoundDecision, RoundKind, RoundOption, RoundResult, RoundSettings, RoundStatus } from '../workshop/activity.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { WrittenSheet } from '../workshop/pass-sheets.ts';
import type { SignOff } from '../workshop/sign-off.ts';
import { newId } from './ids.ts';
import { storableJson, storableText } from './storable.ts';
import { requireStep, type TxScope, takeSeq } from './tx-scope.ts';

type Db = Pick<Prisma.TransactionClient, 'activity' | 'ballot' | 'sheet' | 'approval' | '$queryRaw'>;
type Row = Prisma.ActivityGetPayload<{ include: { workshopStep: { select: { stepId: true } } } }>;
interface StepEpoch {
  id: string;
  epoch: number;
}

const withStep = { workshopStep: { select: { stepId: true } } } as const;
const maxRounds = 20;
const maxOpen = 20;
const maxTakers = 200;
const signOffKind = 'sign-off';

function toRound({ workshopStep, ...row }: Row): Round {
  return {
    ...row,
    stepId: workshopStep.stepId,
    kind: row.kind as RoundKind,
    status: row.status as RoundStatus,
    // Written by openRound, closeRound and decideRound, and by nobody else.
    settings: row.settings as unknown as RoundSettings,
    options: row.options as unknown as RoundOption[],
    result: row.result as unknown as RoundResult | null,
    decision: row.decision as unknown as RoundDecision | null,
  };
}

/** `within`: the workshop that all of it has to be of, where that is not certain already. */
async function listRounds(db: Db, { id, epoch }: StepEpoch, definitionId: string, within: { workshopId?: string } = {}): Promise<Round[]> {
  const where = { workshopStepId: id, epoch, definitionId, ...within };
  const rows = await db.activity.findMany({ where, orderBy: { openedSeq: 'desc' }, take: maxRounds, include: withStep });
  return rows.reverse().map(toRound);
}

async function listClosedVotes(db: Db, workshopId: string): Promise<Round[]> {
  const rows = await db.activity.findMany({
    where: { workshopId, kind: 'vote', status: 'closed' },
    orderBy: { closedSeq: 'desc' },
    take: maxRounds,
    include: { workshopStep: { select: { stepId: true, epoch: true } } },
  });
  // Those of before a reset do not count any more.
  return rows
    .filter((row) => row.epoch === row.workshopStep.epoch)
    .reverse()
    .map(toRound);
}

/** Its timer, which is the one truth about when it ends. */
const joinTimer = Prisma.sql`LEFT JOIN timers t ON t.activity_id = a.id AND t.status IN ('running', 'paused')`;
const endColumns = Prisma.sql`
  CASE WHEN t.status = 'running' THEN t.ends_at END AS "endsAt", coalesce(t.status = 'paused', false) AS "isOnHold"`;

function listOpen(db: Db, condition: Prisma.Sql): Promise<RoundSummary[]> {
  return db.$queryRaw<RoundSummary[]>`
    SELECT a.id, s.step_id AS "stepId", a.definition_id AS "definitionId", a.kind, a.round, a.epoch, a.status, a.opened_at AS "openedAt", ${endColumns},
           (SELECT count(*) FROM ballots b WHERE b.activity_id = a.id)::int + (SELECT count(*) FROM sheets h WHERE h.activity_id = a.id)::int AS took
    FROM activities a JOIN workshop_steps s ON s.id = a.workshop_step_id ${joinTimer}
    WHERE a.status = 'open' AND ${condition} ORDER BY a.opened_seq LIMIT ${maxOpen}`;
}

async function countTakers(db: Db, activityId: string, activity: { workshopId?: string } = {}): Promise<number> {
  const where = { activityId, activity };
  const [ballots, sheets] = await Promise.all([db.ballot.count({ where }), db.sheet.count({ where })]);
  return ballots + sheets;
}

async function listSheets(db: Db, activityId: string, workshopId: string): Promise<WrittenSheet[]> {
  const rows = await db.sheet.findMany({ where: { activityId, activity: { workshopId } }, orderBy: { seq: 'asc' }, take: maxTakers });
  return rows.map((row) => ({ userId: row.slackUserId, lines: row.lines as string[] }));
}

async function findBallots(db: Db, where: Prisma.BallotWhereInput): Promise<StoredBallot[]> {
  const rows = await db.ballot.findMany({
    where,
    orderBy: { seq: 'asc' },
    take: maxTakers,
    select: { slackUserId: true, votes: { select: { optionId: true, dots: true, choice: true }, orderBy: { optionId: 'asc' } } },
  });
  return rows.map((row) => ({ userId: row.slackUserId, votes: row.votes }));
}

async function findBallot(db: Db, activityId: string, slackUserId: string, activity: { workshopId?: string } = {}): Promise<GivenVote[]> {
  const [ballot] = await findBallots(db, { activityId, slackUserId, activity });
  return ballot?.votes ?? [];
}

async function listSignOffs(db: Db, { id, epoch }: StepEpoch, within: { workshopId?: string } = {}): Promise<SignOff[]> {
  const rows = await db.approval.findMany({
    where: { ...within, workshopStepId: id, epoch, kind: signOffKind, withdrawnAt: null },
    orderBy: { seq: 'asc' },
    take: maxTakers,
  });
  return rows.map((row) => ({ userId: row.slackUserId, subject: row.subject, at: row.createdAt }));
}

/** By the names of the constraints in the migration. */
const refusals = ['round_not_open', 'vote_over_budget', 'vote_for_no_option'] as const;

/** What the database itself refuses is a conflict: whoever asked had seen another state. */
async function refusedAsConflict<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const says = error instanceof Error ? `${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? '')}` : '';
    const refusal = refusals.find((one) => says.includes(one));
    if (refusal) throw new Conflict(refusal, 1, 0);
    throw error;
  }
}

/** Throws NotFound for one of another workshop. */
async function readRound({ db, workshop }: TxScope, id: string): Promise<Round> {
  const row = await db.activity.findFirst({ where: { id, workshopId: workshop.id }, include: withStep });
  if (!row) throw new NotFound('Activity', id);
  return toRound(row);
}

type Rounds = Pick<
  ActivityTx,
  'openRound' | 'round' | 'latestRound' | 'rounds' | 'closedVotes' | 'openRounds' | 'closeRound' | 'decideRound'
>;

function roundWrites(scope: TxScope): Rounds {
  const { db, workshop } = scope;
  const workshopId = workshop.id;

  const requireRound = (id: string) => readRound(scope, id);

  return {
    async openRound({ workshopStepId, at, ...round }) {
      await requireStep(scope, workshopStepId);
      const open = await db.activity.count({ where: { workshopStepId, definitionId: round.definitionId, status: 'open' } });
      if (open > 0) throw new Conflict('Activity', 0, open);
      const row = await db.activity.create({
        data: {
          ...round,
          id: newId('activity'),
          workshopId,
          workshopStepId,
          settings: storableJson(round.settings),
          options: round.options.map(storableJson),
          openedSeq: await takeSeq(scope),
          openedAt: at,
        },
        include: withStep,
      });
      return toRound(row);
    },

    round: requireRound,

    async latestRound({ id, epoch }, definitionId) {
      const where = { workshopStepId: id, workshopId, epoch, definitionId };
      const row = await db.activity.findFirst({ where, orderBy: { openedSeq: 'desc' }, include: withStep });
      return row ? toRound(row) : undefined;
    },

    rounds: (step, definitionId) => listRounds(db, step, definitionId, { workshopId }),
    closedVotes: () => listClosedVotes(db, workshopId),

    openRounds: () => listOpen(db, Prisma.sql`a.workshop_id = ${workshopId}`),

    async closeRound(id, { status, by, at, result }) {
      const { count } = await db.activity.updateMany({
        where: { id, workshopId, status: 'open' },
        data: { status, closedBy: by, closedAt: at, ...(result ? { result: storableJson(result) } : {}) },
      });
      if (count === 0) return false;
      await db.activity.update({ where: { id }, data: { closedSeq: await takeSeq(scope) } });
      return true;
    },

    async decideRound(id, { by, at, expectedCount, ...decision }) {
      const decided = await db.$executeRaw`
        UPDATE activities SET decision = ${JSON.stringify(storableJson(decision))}::jsonb, decided_by = ${by}, decided_at = ${at}
        WHERE id = ${id} AND workshop_id = ${workshopId} AND status = 'closed' AND coalesce((decision->>'count')::int, 0) = ${expectedCount}`;
      if (decided === 0) throw new Conflict('Decision', expectedCount, (await requireRound(id)).decision?.count ?? 0);
    },
  };
}

type Given = Pick<ActivityTx, 'castBallot' | 'ballotOf' | 'ballots' | 'forgetChoices' | 'saveSheet' | 'sheets' | 'countTakers'>;

function givenWrites(scope: TxScope): Given {
  const { db, workshop } = scope;
  const workshopId = workshop.id;

  return {
    async castBallot(activityId, slackUserId, votes, at) {
      await readRound(scope, activityId);
      const seq = await takeSeq(scope);
      const writing = async () => {
        const ballot = await db.ballot.upsert({
          where: { activityId_slackUserId: { activityId, slackUserId } },
          create: { id: newId('ballot'), activityId, slackUserId, seq, createdAt: at, updatedAt: at },
          update: { seq, updatedAt: at },
          select: { id: true },
        });
        const given = votes.filter((vote) => vote.dots > 0 || vote.choice !== null);
        if (given.length === 0) return void (await db.ballot.delete({ where: { id: ballot.id } }));
        await db.vote.deleteMany({ where: { ballotId: ballot.id } });
        await db.vote.createMany({ data: given.map((vote) => ({ ballotId: ballot.id, ...vote })) });
      };
      await refusedAsConflict(writing());
    },

    ballotOf: (roundId, userId) => findBallot(db, roundId, userId, { workshopId }),
    ballots: (activityId) => findBallots(db, { activityId, activity: { workshopId } }),

    async forgetChoices(activityId) {
      await db.vote.deleteMany({ where: { ballot: { activityId, activity: { workshopId } } } });
    },

    async saveSheet(activityId, slackUserId, lines, at) {
      await readRound(scope, activityId);
      const seq = await takeSeq(scope);
      const kept = lines.map(storableText);
      const writing = async () => {
        const sheet = await db.sheet.upsert({
          where: { activityId_slackUserId: { activityId, slackUserId } },
          create: { id: newId('sheet'), activityId, slackUserId, lines: kept, seq, createdAt: at, updatedAt: at },
          update: { lines: kept, seq, updatedAt: at },
          select: { id: true },
        });
        if (kept.length === 0) await db.sheet.delete({ where: { id: sheet.id } });
      };
      await refusedAsConflict(writing());
    },

    sheets: (roundId) => listSheets(db, roundId, workshopId),
    countTakers: (roundId) => countTakers(db, roundId, { workshopId }),
  };
}

function signOffWrites(scope: TxScope): Pick<ActivityTx, 'signOff' | 'withdrawSignOff' | 'signOffs'> {
  const { db, workshop } = scope;
  const workshopId = workshop.id;

  return {
    async signOff({ id: workshopStepId, epoch }, { userId, subject, at }) {
      await requireStep(scope, workshopStepId);
      const where = { workshopStepId, workshopId, kind: signOffKind, slackUserId: userId, withdrawnAt: null };
      const before = await db.approval.findFirst({ where, select: { subject: true, epoch: true } });
      if (before?.subject === subject && before.epoch === epoch) return false;
      if (before) await db.approval.updateMany({ where, data: { withdrawnAt: at } });
      const seq = await takeSeq(scope);
      await db.approval.create({
        data: {
          id: newId('approval'),
          workshopId,
          workshopStepId,
          kind: signOffKind,
          slackUserId: userId,
          epoch,
          subject,
          seq,
          createdAt: at,
        },
      });
      return true;
    },

    async withdrawSignOff({ id: workshopStepId, epoch }, slackUserId, at) {
      const { count } = await db.approval.updateMany({
        where: { workshopStepId, workshopId, epoch, kind: signOffKind, slackUserId, withdrawnAt: null },
        data: { withdrawnAt: at },
      });
      if (count > 0) await takeSeq(scope);
      return count > 0;
    },

    signOffs: (step) => listSignOffs(db, step, { workshopId }),
  };
}

export function activityWrites(scope: TxScope): ActivityTx {
  return { ...roundWrites(scope), ...givenWrites(scope), ...signOffWrites(scope) };
}

export function activityReads(prisma: PrismaClient): ActivityStore {
  return {
    async findRound({ workshopId, roundId }) {
      const row = await prisma.activity.findFirst({ where: { id: roundId, workshopId }, include: withStep });
      return row ? toRound(row) : undefined;
    },
    listRounds: (step, definitionId) => listRounds(prisma, step, definitionId),
    openRoundsOf: ({ id, epoch }) => listOpen(prisma, Prisma.sql`a.workshop_step_id = ${id} AND a.epoch = ${epoch}`),
    countRoundTakers: (roundId) => countTakers(prisma, roundId),
    listSignOffs: (step) => listSignOffs(prisma, step),
    findBallot: (roundId, userId) => findBallot(prisma, roundId, userId),
  };
}
