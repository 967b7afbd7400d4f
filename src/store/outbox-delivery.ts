import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { HeldRow, OutboxContent, OutboxRow, OutboxStore } from '../ports/outbox.ts';
import { isDueCard } from './cards.ts';
import { outboxColumns, selectOutbox, where } from './selects.ts';
import { storableText } from './storable.ts';

const maxListed = 50;

type Delivery = Pick<
  OutboxStore,
  | 'claimOutbox'
  | 'extendLease'
  | 'noteOutboxPost'
  | 'releaseLeases'
  | 'postponeOutbox'
  | 'failOutbox'
  | 'outboxRow'
  | 'nextDueAt'
  | 'stopReplies'
  | 'countOutbox'
>;

const isWaiting = Prisma.sql`done_at IS NULL AND failed_at IS NULL`;

/** No posts, so that none waits for them, nor they for one. */
const isPaced = Prisma.sql`h.lane = '' AND h.content->>'kind' NOT IN ('react', 'read-file')`;

/** When a row may go as far as its channel's pace and its method's hold are concerned. */
const placesOfRow = Prisma.sql`
  LEFT JOIN paces channel ON channel.org_id = h.org_id AND channel.name = h.channel_id AND ${isPaced}
  LEFT JOIN paces method ON method.org_id = h.org_id AND method.name = CASE h.content->>'kind'
    WHEN 'react' THEN 'reactions.add' WHEN 'whisper' THEN 'chat.postEphemeral' END`;

/** Of whoever holds it, and not settled by anybody. */
const held = ({ id, owner }: HeldRow) => ({ id, leaseOwner: owner ?? '', doneAt: null, failedAt: null });

/** `tellStop`: after a commit, wakes whoever writes a reply. */
export function outboxDelivery(prisma: PrismaClient, tellStop: (rowId: string) => void): Delivery {
  return {
    claimOutbox: ({ owner, now, leaseMs, limit, lanes, perTeam = limit, without = [] }) => prisma.$queryRaw<OutboxRow[]>`
      WITH heads AS (
        SELECT DISTINCT ON (org_id, channel_id, lane) id FROM outbox
        WHERE ${isWaiting} AND (lane = '') = ${lanes === 'posts'}
        ORDER BY org_id, channel_id, lane, position
      ), ready AS (
        SELECT h.id, row_number() OVER (PARTITION BY h.org_id ORDER BY h.position) AS place FROM outbox h ${placesOfRow}
        WHERE h.id IN (SELECT id FROM heads) AND h.due_at <= ${now} AND (h.leased_until IS NULL OR h.leased_until <= ${now})
          AND (channel.next_at IS NULL OR channel.next_at <= ${now}) AND (method.next_at IS NULL OR method.next_at <= ${now})
          AND h.org_id <> ALL (${without}::text[])
      ), due AS (
        SELECT h.id FROM outbox h
        WHERE h.id IN (SELECT id FROM ready WHERE place <= ${perTeam}) AND h.done_at IS NULL AND h.failed_at IS NULL
          AND h.due_at <= ${now} AND (h.leased_until IS NULL OR h.leased_until <= ${now})
        ORDER BY h.position LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      )
      UPDATE outbox o SET lease_owner = ${owner}, leased_until = ${new Date(now.getTime() + leaseMs)}, attempts = o.attempts + 1,
                          doubtful = o.doubtful OR o.leased_until IS NOT NULL
      FROM due WHERE o.id = due.id
      RETURNING ${outboxColumns}`,

    async extendLease(row, until) {
      const [kept] = await prisma.$queryRaw<{ isStopWanted: boolean }[]>`
        UPDATE outbox SET leased_until = ${until} WHERE id = ${row.id} AND lease_owner = ${row.owner} AND ${isWaiting}
        RETURNING stop_wanted_at IS NOT NULL AS "isStopWanted"`;
      if (!kept) return 'lost';
      return kept.isStopWanted ? 'stop' : 'ours';
    },

    async noteOutboxPost(row, slackTs) {
      await prisma.outboxRow.updateMany({ where: held(row), data: { slackTs } });
    },

    async releaseLeases() {
      await prisma.outboxRow.updateMany({
        where: { leasedUntil: { not: null }, doneAt: null, failedAt: null },
        data: { leasedUntil: null, leaseOwner: null, doubtful: true },
      });
      await prisma.card.updateMany({ where: { leasedUntil: { not: null } }, data: { leasedUntil: null, leaseOwner: null } });
    },

    async postponeOutbox(row, { until, error, doubtful }) {
      await prisma.outboxRow.updateMany({
        where: held(row),
        data: { dueAt: until, lastError: storableText(error), doubtful, leasedUntil: null, leaseOwner: null },
      });
    },

    async failOutbox(row, { error, at }) {
      await prisma.outboxRow.updateMany({
        where: held(row),
        data: { failedAt: at, lastError: storableText(error), leasedUntil: null, leaseOwner: null },
      });
    },

    async outboxRow(id) {
      const [row] = await selectOutbox(prisma, where`o.id = ${id}`);
      return row;
    },

    async nextDueAt(pace = { everyMs: 0, burst: 0 }) {
      const [row] = await prisma.$queryRaw<{ at: Date | null }[]>`
        SELECT min(at) AS at FROM (
          (SELECT DISTINCT ON (h.org_id, h.channel_id, h.lane) greatest(h.due_at, h.leased_until, channel.next_at, method.next_at) AS at
           FROM outbox h ${placesOfRow}
           WHERE h.done_at IS NULL AND h.failed_at IS NULL ORDER BY h.org_id, h.channel_id, h.lane, h.position)
          UNION ALL
          (SELECT greatest(k.edit_not_before, k.leased_until, k.created_at, method.next_at,
                           cards.next_at - ${pace.everyMs * pace.burst}::float8 * interval '1 millisecond')
           FROM cards k ${isDueCard})
        ) waiting`;
      return row?.at ?? undefined;
    },

    async stopReplies({ orgId, channelId, threadTs, at }) {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        UPDATE outbox o SET stop_wanted_at = ${at} FROM workshop_steps s
        WHERE s.org_id = ${orgId} AND s.channel_id = ${channelId} AND s.thread_ts = ${threadTs}
          AND o.org_id = ${orgId} AND o.channel_id = ${channelId} AND o.workshop_id = s.workshop_id AND o.lane = 'reply:' || s.step_id
          AND o.done_at IS NULL AND o.failed_at IS NULL AND o.lease_owner IS NOT NULL
        RETURNING o.id`;
      for (const row of rows) tellStop(row.id);
    },

    async countOutbox(workshopId) {
      const waiting = await prisma.outboxRow.count({ where: { workshopId, doneAt: null, failedAt: null } });
      const failed = await prisma.outboxRow.findMany({
        where: { workshopId, failedAt: { not: null } },
        orderBy: { position: 'asc' },
        select: { content: true, lastError: true },
        take: maxListed,
      });
      return {
        waiting,
        failed: failed.map((row) => ({ kind: (row.content as unknown as OutboxContent).kind, error: row.lastError ?? '' })),
      };
    },
  };
}
