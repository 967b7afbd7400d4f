import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { ClaimedCard, HeldCard, OutboxStore } from '../ports/outbox.ts';
import { cardColumns, selectCards, where } from './selects.ts';
import { storableText } from './storable.ts';

type CardDelivery = Pick<OutboxStore, 'card' | 'claimCards' | 'extendCard' | 'finishCard' | 'postponeCard' | 'stepThread' | 'replyPlace'>;

/**
 * What is behind, with the workspace's places. A hub waits while a card of its channel is on its way: it is going to lead there, and one
 * edit does for both. One that can't be posted holds it up no longer than it is retried.
 */
export const isDueCard = Prisma.sql`
  LEFT JOIN paces cards ON cards.org_id = k.org_id AND cards.name = 'cards'
  LEFT JOIN paces method ON method.org_id = k.org_id AND method.name = 'chat.update'
  WHERE k.slack_ts IS NOT NULL AND k.wanted_revision > k.shown_revision
    AND NOT (k.kind = 'hub' AND EXISTS (
      SELECT FROM outbox o WHERE o.org_id = k.org_id AND o.channel_id = k.channel_id AND o.lane = '' AND o.done_at IS NULL AND o.failed_at IS NULL
        AND o.workshop_id = k.workshop_id AND o.content->>'kind' = 'card' AND o.last_error IS NULL))`;

const held = ({ id, owner }: HeldCard) => Prisma.sql`id = ${id} AND lease_owner = ${owner}`;

const milliseconds = (ms: number) => Prisma.sql`(${ms}::float8 * interval '1 millisecond')`;
const unpaced = { everyMs: 0, burst: 0 };
/** A division by nothing is none. */
const leastEveryMs = 0.001;

/** Cards that are posted are kept up to date by edits, one owner at a time. */
export function cardDelivery(prisma: PrismaClient): CardDelivery {
  return {
    async card(id) {
      const [card] = await selectCards(prisma, where`k.id = ${id}`);
      return card;
    },

    claimCards: ({ owner, now, leaseMs, limit, pace: { everyMs, burst } = unpaced }) => prisma.$queryRaw<ClaimedCard[]>`
      WITH ready AS (
        SELECT k.id, row_number() OVER (PARTITION BY k.org_id ORDER BY k.edit_not_before NULLS FIRST, k.id) AS place,
               1 + ${burst}::int - extract(epoch FROM greatest(cards.next_at - ${now}::timestamptz, '0')) * 1000 / ${Math.max(leastEveryMs, everyMs)}::float8 AS places
        FROM cards k ${isDueCard}
          AND (k.edit_not_before IS NULL OR k.edit_not_before <= ${now}::timestamptz) AND (k.leased_until IS NULL OR k.leased_until <= ${now}::timestamptz)
          AND (method.next_at IS NULL OR method.next_at <= ${now}::timestamptz)
      ), due AS (
        SELECT id, shown_digest FROM cards
        WHERE id IN (SELECT id FROM ready WHERE place <= coalesce(places, 1 + ${burst}::int)) AND slack_ts IS NOT NULL AND wanted_revision > shown_revision
          AND (edit_not_before IS NULL OR edit_not_before <= ${now}::timestamptz) AND (leased_until IS NULL OR leased_until <= ${now}::timestamptz)
        ORDER BY edit_not_before NULLS FIRST, id LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      ), taken AS (
        -- From here on nobody knows what stands there, until the edit is done.
        UPDATE cards k SET lease_owner = ${owner}, leased_until = ${new Date(now.getTime() + leaseMs)}, shown_digest = NULL
        FROM due WHERE k.id = due.id
        RETURNING ${cardColumns}, k.lease_owner AS owner, due.shown_digest AS "shownDigest"
      ), counted AS (
        INSERT INTO paces (org_id, name, next_at)
        SELECT "orgId", 'cards', ${now}::timestamptz + count(*) * ${milliseconds(everyMs)} FROM taken WHERE ${everyMs > 0} GROUP BY "orgId"
        ON CONFLICT (org_id, name) DO UPDATE SET next_at = greatest(paces.next_at, ${now}::timestamptz) + (excluded.next_at - ${now}::timestamptz)
      ) SELECT * FROM taken`,

    async extendCard(card, until) {
      const count = await prisma.$executeRaw`UPDATE cards SET leased_until = ${until} WHERE ${held(card)}`;
      return count > 0;
    },

    async finishCard(card, { revision, editNotBefore, digest, unused = unpaced }) {
      await prisma.$executeRaw`
        WITH given_back AS (
          UPDATE paces SET next_at = next_at - ${milliseconds(unused.everyMs)} WHERE org_id = ${card.orgId} AND name = 'cards' AND ${unused.everyMs > 0}
        )
        UPDATE cards SET shown_revision = least(wanted_revision, greatest(shown_revision, ${revision}::int)), edit_not_before = ${editNotBefore},
                         shown_digest = ${digest}, leased_until = NULL, lease_owner = NULL, last_error = NULL
        WHERE ${held(card)}`;
    },

    async postponeCard(card, { until, error }) {
      await prisma.card.updateMany({
        where: { id: card.id, leaseOwner: card.owner },
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
