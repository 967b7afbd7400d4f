import type { PrismaClient } from '../generated/prisma/client.ts';
import type { CardRow, OutboxStore } from '../ports/outbox.ts';
import { cardColumns, selectCards, where } from './selects.ts';
import { storableText } from './storable.ts';

type CardDelivery = Pick<OutboxStore, 'card' | 'claimCards' | 'finishCard' | 'postponeCard' | 'stepThread' | 'replyPlace'>;

/** Cards that are posted are kept up to date by edits, one owner at a time. */
export function cardDelivery(prisma: PrismaClient): CardDelivery {
  return {
    async card(id) {
      const [card] = await selectCards(prisma, where`k.id = ${id}`);
      return card;
    },

    claimCards: ({ owner, now, leaseMs, limit }) => prisma.$queryRaw<CardRow[]>`
      WITH due AS (
        SELECT id FROM cards
        WHERE slack_ts IS NOT NULL AND wanted_revision > shown_revision
          AND (edit_not_before IS NULL OR edit_not_before <= ${now}) AND (leased_until IS NULL OR leased_until <= ${now})
        ORDER BY edit_not_before NULLS FIRST, id LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      )
      UPDATE cards k SET lease_owner = ${owner}, leased_until = ${new Date(now.getTime() + leaseMs)}
      FROM due WHERE k.id = due.id
      RETURNING ${cardColumns}`,

    async finishCard(id, { revision, editNotBefore }) {
      await prisma.$executeRaw`
        UPDATE cards SET shown_revision = least(wanted_revision, greatest(shown_revision, ${revision}::int)), edit_not_before = ${editNotBefore},
                         leased_until = NULL, lease_owner = NULL, last_error = NULL
        WHERE id = ${id}`;
    },

    async postponeCard(id, { until, error }) {
      await prisma.card.updateMany({
        where: { id },
        data: { editNotBefore: until, lastError: storableText(error), leasedUntil: null, leaseOwner: null },
      });
    },

    async replyPlace({ workshopId, stepId }) {
      const [place] = await prisma.$queryRaw<{ threadTs: string | null; host: string; members: string[] }[]>`
        SELECT s.thread_ts AS "threadTs", w.owner_user_id AS host,
               ARRAY(SELECT m.slack_user_id FROM workshop_members m WHERE m.workshop_id = w.id) AS members
        FROM workshop_steps s JOIN workshops w ON w.id = s.workshop_id
        WHERE s.workshop_id = ${workshopId} AND s.step_id = ${stepId}`;
      return place;
    },

    async stepThread(step) {
      const row = await prisma.workshopStep.findFirst({
        where: typeof step === 'string' ? { id: step } : { workshopId: step.workshopId, stepId: step.stepId },
        select: { threadTs: true },
      });
      return row?.threadTs ?? null;
    },
  };
}
