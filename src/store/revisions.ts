import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type {
  HistoryEntry,
  HistoryPage,
  PointInTime,
  RevisionStore,
  RevisionTx,
  StoredVersion,
  VersionLine,
} from '../ports/revision-store.ts';
import { emptyDraft } from '../workshop/draft.ts';
import { NotFound } from '../workshop/errors.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { newId } from './ids.ts';
import type { Reader } from './selects.ts';
import { storableJson } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

/** Deeper than any fork is. */
const maxGenerations = 8;
const maxListed = 100;

/** The rows of a step's versions: its own, and up to where its fork parted those of its ancestors. Numbers go on, so each is there once. */
function versionsOf(workshopId: WorkshopId, stepId: StepId): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE line AS (
      SELECT s.id, s.workshop_id, s.inherited_artifact_id, 2147483647 AS upto, 1 AS generation, s.epoch AS child_epoch, true AS is_own
      FROM workshop_steps s WHERE s.workshop_id = ${workshopId} AND s.step_id = ${stepId}
      UNION ALL
      SELECT p.id, p.workshop_id, p.inherited_artifact_id, least(l.upto, a.version), l.generation + 1, l.child_epoch, false
      FROM line l JOIN step_artifacts a ON a.id = l.inherited_artifact_id JOIN workshop_steps p ON p.id = a.workshop_step_id
      WHERE l.generation < ${maxGenerations}
    ), newest AS (
      SELECT max(a.version) AS version FROM line l JOIN step_artifacts a ON a.workshop_step_id = l.id AND a.version <= l.upto WHERE a.deleted_at IS NULL
    ), versions AS (
      SELECT a.id, a.step_id AS "stepId", a.version, a.seq, a.epoch, a.author, a.extracted_at AS at, a.restored_from AS "restoredFrom",
             l.workshop_id AS "workshopId", CASE WHEN l.is_own THEN a.retired_seq END AS "retiredSeq",
             CASE WHEN l.is_own THEN a.is_current ELSE a.version = newest.version AND a.epoch = l.child_epoch END AS "isCurrent"
      FROM newest CROSS JOIN line l JOIN step_artifacts a ON a.workshop_step_id = l.id AND a.version <= l.upto
      WHERE a.deleted_at IS NULL
    )`;
}

const line = Prisma.sql`v.version, v.seq, v.epoch, v.author, v.at, v."restoredFrom", v."workshopId", v."isCurrent"`;

function listVersions(
  db: Reader,
  workshopId: WorkshopId,
  stepId: StepId,
  page: { limit: number; before?: number },
): Promise<VersionLine[]> {
  return db.$queryRaw<VersionLine[]>`
    ${versionsOf(workshopId, stepId)}
    SELECT ${line} FROM versions v WHERE v.version < ${page.before ?? 2147483647}
    ORDER BY v.version DESC LIMIT ${Math.min(page.limit, maxListed)}`;
}

async function oneVersion(db: Reader, workshopId: WorkshopId, stepId: StepId, condition: Prisma.Sql): Promise<StoredVersion | undefined> {
  const [row] = await db.$queryRaw<StoredVersion[]>`
    ${versionsOf(workshopId, stepId)}
    SELECT ${line}, v."stepId", v."retiredSeq", a.artifact, a.provenance, a.draft
    FROM (SELECT * FROM versions v WHERE ${condition} ORDER BY v.version DESC LIMIT 1) v JOIN step_artifacts a ON a.id = v.id`;
  return row;
}

async function newestVersion(db: Reader, workshopId: WorkshopId, stepId: StepId): Promise<number> {
  const [newest] = await listVersions(db, workshopId, stepId, { limit: 1 });
  return newest?.version ?? 0;
}

export function revisionWrites(scope: TxScope): RevisionTx {
  const { db, settings } = scope;
  const { id: workshopId } = scope.workshop;
  return {
    listVersions: (stepId, page) => listVersions(db, workshopId, stepId, page),
    history: (page) => listHistory(db, workshopId, page),
    newestVersion: (stepId) => newestVersion(db, workshopId, stepId),
    artifactVersion: (stepId, version) => oneVersion(db, workshopId, stepId, Prisma.sql`v.version = ${version}`),

    async beginEpoch({ id, stepId, epoch }, at) {
      const { count } = await db.workshopStep.updateMany({
        where: { id, workshopId, epoch },
        data: {
          epoch: { increment: 1 },
          draft: storableJson(emptyDraft()),
          draftRevision: { increment: 1 },
          output: Prisma.DbNull,
          gaps: [],
          skipReason: null,
          followUps: 0,
          staleSince: null,
          completedAt: null,
          deadlineAt: null,
        },
      });
      if (count === 0) throw new NotFound('Step', id);
      const seq = await takeSeq(scope);
      await db.stepArtifact.updateMany({ where: { workshopStepId: id, isCurrent: true }, data: { isCurrent: false, retiredSeq: seq } });
      await db.stepSummary.updateMany({
        where: { workshopStepId: id, isCurrent: true },
        data: { isCurrent: false, retiredSeq: seq, supersededAt: at },
      });
      const [old] = await db.context.findMany({
        where: { workshopStepId: id, deletedAt: null },
        select: { id: true, name: true },
        take: 1,
      });
      await db.context.updateMany({ where: { workshopStepId: id, deletedAt: null }, data: { deletedAt: at, turnDueAt: null } });
      const now = settings.clock.now();
      await db.context.create({
        data: { id: newId('context'), workshopStepId: id, name: old?.name ?? stepId, createdAt: now, updatedAt: now },
      });
      await voidWorkOf(scope, { id, stepId, epoch }, at);
    },
  };
}

/** What people had under way together in the epoch that is over: nobody can go on with it. */
async function voidWorkOf(
  { db, workshop }: TxScope,
  { id, stepId, epoch }: { id: string; stepId: StepId; epoch: number },
  at: Date,
): Promise<void> {
  await db.activity.updateMany({
    where: { workshopStepId: id, epoch: { lte: epoch }, status: 'open' },
    data: { status: 'cancelled', closedAt: at },
  });
  await db.timer.updateMany({
    where: { workshopStepId: id, status: { in: ['running', 'paused'] } },
    data: { status: 'cancelled', remainingMs: null, endedAt: at },
  });
  await db.approval.updateMany({ where: { workshopStepId: id, withdrawnAt: null }, data: { withdrawnAt: at } });
  await db.proposal.updateMany({ where: { workshopId: workshop.id, stepId, status: 'open' }, data: { status: 'superseded' } });
  await db.actionRequest.updateMany({
    where: { workshopId: workshop.id, stepId, status: 'offered', epoch: { lte: epoch } },
    data: { status: 'void', endedAt: at },
  });
}

function listHistory(db: Reader, workshopId: WorkshopId, { limit, actions, before }: HistoryPage): Promise<HistoryEntry[]> {
  return db.$queryRaw<HistoryEntry[]>`
    WITH RECURSIVE family AS (
      SELECT w.id, w.parent_workshop_id, w.created_at, 'infinity'::timestamptz AS until, 1 AS generation
      FROM workshops w WHERE w.id = ${workshopId}
      UNION ALL
      SELECT p.id, p.parent_workshop_id, p.created_at, f.created_at, f.generation + 1
      FROM family f JOIN workshops p ON p.id = f.parent_workshop_id WHERE f.generation < ${maxGenerations}
    )
    SELECT a.id, a.action, a.slack_user_id AS "userId", a.details, a.created_at AS at, f.generation > 1 AS "isBeforeFork"
    FROM family f JOIN audit_log a ON a.workshop_id = f.id AND a.created_at < f.until
    WHERE a.action = ANY(${[...actions]}) ${before ? Prisma.sql`AND (a.created_at, a.id) < (${before.at}, ${before.id})` : Prisma.empty}
    ORDER BY a.created_at DESC, a.id DESC LIMIT ${Math.min(limit, maxListed)}`;
}

export function revisionReads(prisma: PrismaClient): RevisionStore {
  return {
    listVersions: (workshopId, stepId, page) => listVersions(prisma, workshopId, stepId, page),
    artifactVersion: (workshopId, stepId, version) => oneVersion(prisma, workshopId, stepId, Prisma.sql`v.version = ${version}`),

    async artifactAsOf(workshopId, stepId, moment) {
      const found = await oneVersion(prisma, workshopId, stepId, isBy(moment));
      if (!found || found.retiredSeq === null) return found;
      return (await wasRetiredBy(prisma, workshopId, found.retiredSeq, moment)) ? undefined : found;
    },

    history: (workshopId, page) => listHistory(prisma, workshopId, page),
  };
}

function isBy(moment: PointInTime): Prisma.Sql {
  return 'seq' in moment ? Prisma.sql`v.seq <= ${moment.seq}` : Prisma.sql`v.at <= ${moment.at}`;
}

/** A reset has its place on the workshop's clock; on everybody's it is in the log. */
async function wasRetiredBy(prisma: PrismaClient, workshopId: WorkshopId, retiredSeq: number, moment: PointInTime): Promise<boolean> {
  if ('seq' in moment) return retiredSeq <= moment.seq;
  const reset = await prisma.auditEntry.findFirst({
    where: { workshopId, action: 'reset', details: { path: ['seq'], equals: retiredSeq } },
    select: { createdAt: true },
  });
  return reset !== null && reset.createdAt <= moment.at;
}
