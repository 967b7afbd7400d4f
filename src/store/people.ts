import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { PeopleStore, PeopleTx, StepPresence } from '../ports/people-store.ts';
import { NotFound } from '../workshop/errors.ts';
import type { UserId, WorkshopId } from '../workshop/ids.ts';
import type { Role } from '../workshop/roles.ts';
import { newId } from './ids.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

const maxMembers = 500;
/** How exactly it is known when somebody was last here. */
export const seenEveryMs = 60_000;

export function peopleWrites(scope: TxScope): PeopleTx {
  const { db, settings } = scope;
  const { id: workshopId, orgId } = scope.workshop;
  return {
    now: () => settings.clock.now(),

    async presence() {
      const rows = await db.workshopMember.findMany({
        where: { workshopId },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: maxMembers,
        select: { slackUserId: true, role: true, lastSeenAt: true, createdAt: true },
      });
      return rows.map((row) => ({ userId: row.slackUserId, role: row.role as Role, lastSeenAt: row.lastSeenAt, joinedAt: row.createdAt }));
    },

    async noteSeen(userId) {
      const at = settings.clock.now();
      await db.workshopMember.updateMany({
        where: {
          workshopId,
          slackUserId: userId,
          OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: new Date(at.getTime() - seenEveryMs) } }],
        },
        data: { lastSeenAt: at },
      });
    },

    async participation(stepId) {
      const rows = await db.stepParticipant.findMany({
        where: { workshopStepId: stepId, messages: { gt: 0 }, workshopStep: { workshopId } },
        orderBy: { firstSeq: 'asc' },
        take: maxMembers,
      });
      return rows.map((row) => ({ userId: row.slackUserId, messages: row.messages, lastMessageAt: row.lastMessageAt }));
    },

    async voices() {
      const rows = await db.stepParticipant.groupBy({
        by: ['slackUserId'],
        where: { workshopStep: { workshopId } },
        _sum: { messages: true },
        orderBy: [{ _sum: { messages: 'desc' } }, { slackUserId: 'asc' }],
        take: maxMembers,
      });
      return rows.map((row) => ({ userId: row.slackUserId, messages: row._sum.messages ?? 0 }));
    },

    stepPresence: (stepId) => readStepPresence(db, stepId, workshopId),

    async toggleDone({ id, epoch }, userId) {
      const at = settings.clock.now();
      const step = await db.workshopStep.findFirst({ where: { id, workshopId }, select: { startedAt: true } });
      if (!step) throw new NotFound('Step', id);
      const standing = await db.approval.findFirst({
        where: { workshopStepId: id, kind: 'done', slackUserId: userId, withdrawnAt: null },
        select: { id: true, epoch: true, createdAt: true },
      });
      const seq = await takeSeq(scope);
      if (standing) await db.approval.update({ where: { id: standing.id }, data: { withdrawnAt: at } });
      // One of before the step was opened anew says nothing about it now.
      const isCurrent = standing?.epoch === epoch && standing.createdAt >= (step.startedAt ?? standing.createdAt);
      if (isCurrent) return false;
      await db.approval.create({
        data: { id: newId('approval'), workshopId, workshopStepId: id, kind: 'done', slackUserId: userId, epoch, seq, createdAt: at },
      });
      return true;
    },

    async clearDone(stepId) {
      await db.approval.updateMany({
        where: { workshopId, workshopStepId: stepId, kind: 'done', withdrawnAt: null },
        data: { withdrawnAt: settings.clock.now() },
      });
    },

    async claimNudge({ userId, localDay, kind }) {
      if (await isMuted(db, orgId, userId)) return false;
      const claimed = await db.$executeRaw`
        INSERT INTO nudges (id, org_id, slack_user_id, local_day, kind, workshop_id, created_at)
        VALUES (${newId('nudge')}, ${orgId}, ${userId}, ${localDay}, ${kind}, ${workshopId}, ${settings.clock.now()})
        ON CONFLICT (org_id, slack_user_id, local_day) DO NOTHING`;
      return claimed === 1;
    },

    async lastAudit(action) {
      const row = await db.auditEntry.findFirst({
        where: { workshopId, action },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: { slackUserId: true, createdAt: true },
      });
      return row ? { userId: row.slackUserId, at: row.createdAt } : undefined;
    },
  };
}

/** Part of the transaction that stores or takes back somebody's words. */
export async function countWords(
  { db }: Pick<TxScope, 'db'>,
  said: { contextId: string; userId: UserId; seq: number; at: Date },
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO step_participants (workshop_step_id, slack_user_id, messages, first_seq, last_message_at)
    SELECT c.workshop_step_id, ${said.userId}, 1, ${said.seq}::int, ${said.at} FROM contexts c WHERE c.id = ${said.contextId}
    ON CONFLICT (workshop_step_id, slack_user_id) DO UPDATE SET
      messages = step_participants.messages + 1,
      first_seq = CASE WHEN step_participants.messages = 0 THEN excluded.first_seq ELSE step_participants.first_seq END,
      last_message_at = greatest(step_participants.last_message_at, excluded.last_message_at)`;
}

export async function uncountWords({ db }: Pick<TxScope, 'db'>, said: { contextId: string; userId: UserId }): Promise<void> {
  await db.$executeRaw`
    UPDATE step_participants p SET messages = greatest(0, p.messages - 1) FROM contexts c
    WHERE c.id = ${said.contextId} AND p.workshop_step_id = c.workshop_step_id AND p.slack_user_id = ${said.userId}`;
}

async function readStepPresence(
  db: Pick<Prisma.TransactionClient, '$queryRaw'>,
  stepId: string,
  workshopId: string | null = null,
): Promise<StepPresence> {
  const [row] = await db.$queryRaw<Partial<StepPresence>[]>`
    SELECT
      (SELECT array_agg(m.slack_user_id ORDER BY m.created_at, m.id) FROM workshop_members m
       WHERE m.workshop_id = s.workshop_id AND m.role <> 'viewer') AS team,
      (SELECT array_agg(p.slack_user_id ORDER BY p.first_seq) FROM step_participants p
       WHERE p.workshop_step_id = s.id AND p.messages > 0) AS "takePart",
      (SELECT array_agg(a.slack_user_id ORDER BY a.seq) FROM approvals a
       WHERE a.workshop_step_id = s.id AND a.kind = 'done' AND a.withdrawn_at IS NULL AND a.epoch = s.epoch
         AND (s.started_at IS NULL OR a.created_at >= s.started_at)) AS done
    FROM workshop_steps s WHERE s.id = ${stepId} AND s.workshop_id = coalesce(${workshopId}::text, s.workshop_id)`;
  return { team: row?.team ?? [], takePart: row?.takePart ?? [], done: row?.done ?? [] };
}

async function isMuted(db: Pick<Prisma.TransactionClient, '$queryRaw'>, orgId: string, userId: UserId): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM workshop_members m JOIN workshops w ON w.id = m.workshop_id
      WHERE m.slack_user_id = ${userId} AND w.org_id = ${orgId} AND m.muted_at IS NOT NULL
    ) AS found`;
  return row?.found ?? false;
}

export function peopleReads(prisma: PrismaClient): PeopleStore {
  return {
    async noteSeenIn({ orgId, channelId }, userId, at) {
      const before = new Date(at.getTime() - seenEveryMs);
      // Rows that somebody else is writing are left out: they were seen just now.
      const rows = await prisma.$queryRaw<{ id: WorkshopId; standIn: boolean }[]>`
        WITH here AS (
          SELECT m.id, w.id AS workshop_id, w.settings->'standIn'->>'for' = ${userId} AS stand_in
          FROM workshop_members m JOIN workshops w ON w.id = m.workshop_id
          WHERE m.slack_user_id = ${userId} AND w.org_id = ${orgId} AND w.channel_id = ${channelId} AND w.status IN ('active', 'paused')
            AND w.deleted_at IS NULL AND (m.last_seen_at IS NULL OR m.last_seen_at < ${before})
          FOR UPDATE OF m SKIP LOCKED
        )
        UPDATE workshop_members m SET last_seen_at = ${at} FROM here WHERE m.id = here.id
        RETURNING here.workshop_id AS id, coalesce(here.stand_in, false) AS "standIn"`;
      return rows.filter((row) => row.standIn).map((row) => row.id);
    },

    stepPresenceOf: (stepId) => readStepPresence(prisma, stepId),

    async setMuted({ orgId, userId }, isMuted, at) {
      await prisma.workshopMember.updateMany({
        where: { slackUserId: userId, workshop: { orgId } },
        data: { mutedAt: isMuted ? at : null },
      });
    },

    isMuted: ({ orgId, userId }) => isMuted(prisma, orgId, userId),
  };
}
