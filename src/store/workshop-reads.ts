import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Store, ThreadPlace } from '../ports/store.ts';
import { NotFound } from '../workshop/errors.ts';
import type { UserId } from '../workshop/ids.ts';
import type { Role } from '../workshop/roles.ts';
import type { Member } from '../workshop/workshop.ts';
import { readArtifacts } from './artifacts.ts';
import { familyOf, messagesOf, selectFamily } from './family.ts';
import { listPlaces } from './message-places.ts';
import { findMessages } from './messages.ts';
import { membersColumn, selectStepsWithDraft, selectWorkshops, where } from './selects.ts';
import type { StoreSettings } from './tx-scope.ts';

const maxListed = 20;
const maxBuildPacks = 20;

export async function readMembers(db: Pick<Prisma.TransactionClient, 'workshopMember'>, workshopId: string): Promise<Member[]> {
  const rows = await db.workshopMember.findMany({ where: { workshopId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return rows.map((row) => ({ userId: row.slackUserId, role: row.role as Role }));
}

type WorkshopReads = Pick<
  Store,
  | 'findThread'
  | 'findMessage'
  | 'listWorkshops'
  | 'findWorkshop'
  | 'hasCardsUnderWay'
  | 'loadWorkshop'
  | 'recentMessages'
  | 'messagesById'
  | 'messagePlaces'
  | 'buildPacks'
  | 'countMessages'
>;

export function workshopReads(prisma: PrismaClient, settings: StoreSettings): WorkshopReads {
  return {
    async findThread({ orgId, channelId, threadTs }) {
      const [place] = await prisma.$queryRaw<ThreadPlace[]>`
        SELECT w.id AS "workshopId", s.id AS "workshopStepId", c.id AS "contextId", s.step_id AS "stepId"
        FROM workshop_steps s JOIN workshops w ON w.id = s.workshop_id AND w.deleted_at IS NULL
        JOIN contexts c ON c.workshop_step_id = s.id AND c.deleted_at IS NULL
        WHERE s.org_id = ${orgId} AND s.channel_id = ${channelId} AND s.thread_ts = ${threadTs} LIMIT 1`;
      return place;
    },

    async findMessage({ orgId, channelId, slackTs }) {
      const row = await prisma.message.findFirst({
        where: { orgId, channelId, slackTs, context: { workshopStep: { workshop: { deletedAt: null } } } },
        select: { context: { select: { workshopStep: { select: { workshopId: true } } } } },
      });
      return row ? { workshopId: row.context.workshopStep.workshopId } : undefined;
    },

    listWorkshops: ({ orgId, channelId }, statuses) =>
      selectWorkshops(
        prisma,
        settings,
        where`w.org_id = ${orgId} AND w.channel_id = ${channelId} AND w.status = ANY(${[...statuses]}) AND w.deleted_at IS NULL
              AND w.settings->>'cancelled' IS DISTINCT FROM 'true'
              ORDER BY w.created_at DESC, w.id DESC LIMIT ${maxListed}`,
      ),

    async findWorkshop({ orgId, channelId, workshopId }) {
      const [workshop] = await selectWorkshops(
        prisma,
        settings,
        where`w.id = ${workshopId} AND w.org_id = ${orgId} AND w.channel_id = ${channelId} AND w.deleted_at IS NULL`,
      );
      return workshop;
    },

    async hasCardsUnderWay({ orgId, channelId }) {
      const [row] = await prisma.$queryRaw<{ found: boolean }[]>`
        SELECT EXISTS (
          SELECT FROM outbox o JOIN cards k ON k.id = o.content->>'cardId' AND k.kind = 'step'
          WHERE o.org_id = ${orgId} AND o.channel_id = ${channelId} AND o.done_at IS NULL AND o.failed_at IS NULL
        ) AS found`;
      return row?.found ?? false;
    },

    async loadWorkshop(id) {
      const [workshop] = await selectWorkshops(prisma, settings, where`w.id = ${id} AND w.deleted_at IS NULL`);
      if (!workshop) throw new NotFound('Workshop', id);
      const [steps, people, artifacts] = await Promise.all([
        selectStepsWithDraft(prisma, settings, where`s.workshop_id = ${id}`),
        readPeople(prisma, id),
        readArtifacts(prisma, workshop),
      ]);
      return { workshop, steps, artifacts, ...people };
    },

    async recentMessages(contextId, limit) {
      const messages = await findMessages(prisma, {
        where: { contextId, role: { not: 'system' }, deletedAt: null },
        orderBy: { version: 'desc' },
        take: limit,
      });
      return messages.map(({ isFlagged: _, ...message }) => message).reverse();
    },

    async messagesById(workshopId, ids) {
      const messages = await findMessages(prisma, {
        where: { id: { in: [...ids] }, ...messagesOf(await selectFamily(prisma, workshopId)) },
        orderBy: { seq: 'asc' },
      });
      return messages.map(({ isFlagged: _, ...message }) => message);
    },

    messagePlaces: (workshopId, ids) => listPlaces(prisma, workshopId, ids),

    buildPacks: (workshopId) =>
      prisma.buildPack.findMany({
        where: { workshopId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: maxBuildPacks,
        select: { id: true, title: true, formatType: true, content: true, canvasId: true, canvasStatus: true, createdAt: true },
      }),

    async countMessages(workshopId) {
      const [row] = await prisma.$queryRaw<{ human: number; bot: number }[]>`
        SELECT count(*) FILTER (WHERE m.role = 'user')::int AS human, count(*) FILTER (WHERE m.role = 'assistant')::int AS bot
        FROM messages m JOIN contexts c ON c.id = m.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id
        WHERE s.workshop_id = ${workshopId} AND m.deleted_at IS NULL`;
      return row ?? { human: 0, bot: 0 };
    },
  };
}

/** Who is in it, and everybody who has said something that still stands, in the order of their first words. */
async function readPeople(prisma: PrismaClient, workshopId: string): Promise<{ members: Member[]; contributors: UserId[] }> {
  const [row] = await prisma.$queryRaw<{ members: Member[]; contributors: UserId[] }[]>`
    WITH RECURSIVE ${familyOf(workshopId)}, speaker AS (
      SELECT p.slack_user_id AS user_id, min(p.first_seq) AS first_seq
      FROM family f JOIN workshop_steps s ON s.workshop_id = f.id JOIN step_participants p ON p.workshop_step_id = s.id
      WHERE p.first_seq <= f.upto AND p.messages > 0 GROUP BY p.slack_user_id
    )
    SELECT ${membersColumn} AS members, (SELECT coalesce(jsonb_agg(user_id ORDER BY first_seq), '[]') FROM speaker) AS contributors
    FROM workshops w WHERE w.id = ${workshopId}`;
  return row ?? { members: [], contributors: [] };
}
