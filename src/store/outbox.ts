import type { PrismaClient } from '../generated/prisma/client.ts';
import type { OutboxContent, OutboxRow, OutboxStore } from '../ports/outbox.ts';
import type { WorkshopTx } from '../ports/store.ts';
import { phraseToText } from '../workshop/phrase.ts';
import { newId } from './ids.ts';
import { appendMessage } from './messages.ts';
import { outboxColumns, selectOutbox, where } from './selects.ts';
import { storableJson, storableText } from './storable.ts';
import type { TxScope } from './tx-scope.ts';

const maxListed = 50;

/** Leaves something to deliver. `position` grows in the order of these calls, for the workshop is locked. */
async function post(scope: TxScope, content: OutboxContent): Promise<string> {
  const { db, settings, workshop } = scope;
  const waiting = content.kind === 'reply' ? await joinWaitingReply(scope, content) : undefined;
  if (waiting) return waiting;
  const id = newId('outbox');
  const now = settings.clock.now();
  const { orgId, channelId } = workshop;
  await db.outboxRow.create({
    data: {
      id,
      workshopId: workshop.id,
      orgId,
      channelId,
      content: storableJson(content),
      lane: laneOf(content),
      dueAt: now,
      createdAt: now,
    },
  });
  scope.leftOutbox = true;
  return id;
}

type ReplyContent = Extract<OutboxContent, { kind: 'reply' }>;

/** What was said before the facilitator has begun to think is answered in one reply. */
async function joinWaitingReply({ db, workshop }: TxScope, content: ReplyContent): Promise<string | undefined> {
  const row = await db.outboxRow.findFirst({
    where: { workshopId: workshop.id, lane: laneOf(content), doneAt: null, failedAt: null, leasedUntil: null, attempts: 0 },
    orderBy: { position: 'desc' },
    select: { id: true, content: true },
  });
  if (!row) return undefined;
  const before = row.content as unknown as ReplyContent;
  const fallback = content.fallback ?? before.fallback;
  const joined: ReplyContent = {
    ...content,
    speak: content.speak || before.speak,
    recipient: content.recipient ?? before.recipient,
    ...(fallback ? { fallback } : {}),
  };
  const { count } = await db.outboxRow.updateMany({
    where: { id: row.id, leasedUntil: null, attempts: 0 },
    data: { content: storableJson(joined) },
  });
  return count > 0 ? row.id : undefined;
}

const replyLane = 'reply:';

/** A reply waits for its model, and only the next reply in its thread waits for it. */
function laneOf(content: OutboxContent): string {
  return content.kind === 'reply' ? `${replyLane}${content.stepId}` : '';
}

/** Posts the card when it was never posted and no post is on its way; otherwise a higher wanted revision is all that is needed. */
async function wantCard(
  scope: TxScope,
  kind: string,
  stepId: string | null,
  { anew = false, subjectId = null }: { anew?: boolean; subjectId?: string | null } = {},
): Promise<string> {
  const { db, settings, workshop } = scope;
  const now = settings.clock.now();
  // Only one that shows its last state is left behind; an edit that is still to come needs its address.
  if (anew)
    await db.$executeRaw`
      UPDATE cards SET slack_ts = NULL, shown_revision = 0
      WHERE workshop_id = ${workshop.id} AND kind = ${kind} AND step_id IS NOT DISTINCT FROM ${stepId}::text AND subject_id IS NOT DISTINCT FROM ${subjectId}::text
        AND slack_ts IS NOT NULL AND shown_revision = wanted_revision`;
  const [card] = await db.$queryRaw<{ id: string; needsPost: boolean }[]>`
    INSERT INTO cards (id, workshop_id, org_id, channel_id, kind, step_id, subject_id, created_at, updated_at)
    VALUES (${newId('card')}, ${workshop.id}, ${workshop.orgId}, ${workshop.channelId}, ${kind}, ${stepId}::text, ${subjectId}::text, ${now}, ${now})
    ON CONFLICT (workshop_id, kind, coalesce(step_id, ''), coalesce(subject_id, '')) DO UPDATE SET wanted_revision = cards.wanted_revision + 1, updated_at = ${now}
    RETURNING id, slack_ts IS NULL AND NOT EXISTS (
      SELECT FROM outbox o WHERE o.workshop_id = cards.workshop_id AND o.content->>'cardId' = cards.id AND o.done_at IS NULL AND o.failed_at IS NULL
    ) AS "needsPost"`;
  if (!card) throw new Error('A card was neither made nor found');
  if (card.needsPost) await post(scope, { kind: 'card', cardId: card.id });
  scope.leftOutbox = true;
  return card.id;
}

export function outboxWrites(scope: TxScope): Pick<WorkshopTx, 'post' | 'wantCard'> {
  return { post: (content) => post(scope, content), wantCard: (kind, stepId, options) => wantCard(scope, kind, stepId, options) };
}

type Delivery = Pick<
  OutboxStore,
  | 'claimOutbox'
  | 'extendLease'
  | 'noteOutboxPost'
  | 'releaseLeases'
  | 'finishOutbox'
  | 'postponeOutbox'
  | 'failOutbox'
  | 'outboxRow'
  | 'nextDueAt'
  | 'countOutbox'
>;

/** `inScope` runs under the workshop's lock and tells the listeners afterwards. */
export function outboxDelivery(
  prisma: PrismaClient,
  inScope: <T>(workshopId: string, work: (scope: TxScope) => Promise<T>) => Promise<T>,
): Delivery {
  return {
    async claimOutbox({ owner, now, leaseMs, limit, lanes }) {
      const rows = await prisma.$queryRaw<OutboxRow[]>`
        WITH heads AS (
          SELECT DISTINCT ON (org_id, channel_id, lane) id FROM outbox
          WHERE done_at IS NULL AND failed_at IS NULL AND (lane = '') = ${lanes === 'posts'}
          ORDER BY org_id, channel_id, lane, position
        ), due AS (
          SELECT h.id FROM outbox h
          WHERE h.id IN (SELECT id FROM heads) AND h.done_at IS NULL AND h.failed_at IS NULL
            AND h.due_at <= ${now} AND (h.leased_until IS NULL OR h.leased_until <= ${now})
          ORDER BY h.position LIMIT ${limit}
          FOR UPDATE SKIP LOCKED
        )
        UPDATE outbox o SET lease_owner = ${owner}, leased_until = ${new Date(now.getTime() + leaseMs)}, attempts = o.attempts + 1,
                            doubtful = o.doubtful OR o.leased_until IS NOT NULL
        FROM due WHERE o.id = due.id
        RETURNING ${outboxColumns}`;
      return rows;
    },

    async extendLease(id, { owner, until }) {
      const { count } = await prisma.outboxRow.updateMany({
        where: { id, leaseOwner: owner, doneAt: null, failedAt: null },
        data: { leasedUntil: until },
      });
      return count > 0;
    },

    async noteOutboxPost(id, slackTs) {
      await prisma.outboxRow.updateMany({ where: { id, doneAt: null, failedAt: null }, data: { slackTs } });
    },

    async releaseLeases() {
      await prisma.outboxRow.updateMany({
        where: { leasedUntil: { not: null }, doneAt: null, failedAt: null },
        data: { leasedUntil: null, leaseOwner: null, doubtful: true },
      });
      await prisma.card.updateMany({ where: { leasedUntil: { not: null } }, data: { leasedUntil: null, leaseOwner: null } });
    },

    async finishOutbox(id, done) {
      const found = await prisma.outboxRow.findUnique({
        where: { id },
        select: { workshopId: true, doneAt: true, workshop: { select: { deletedAt: true } } },
      });
      // Erased with its workshop, or done already.
      if (!found || found.doneAt) return;
      // Of an erased one only this row is left.
      if (found.workshop.deletedAt)
        return void (await prisma.outboxRow.updateMany({ where: { id }, data: { doneAt: done.at, failedAt: null } }));
      await inScope(found.workshopId, (scope) => finishOutbox(scope, id, done));
    },

    async postponeOutbox(id, { until, error, doubtful }) {
      await prisma.outboxRow.updateMany({
        where: { id, doneAt: null, failedAt: null },
        data: { dueAt: until, lastError: storableText(error), doubtful, leasedUntil: null, leaseOwner: null },
      });
    },

    async failOutbox(id, { error, at }) {
      await prisma.outboxRow.updateMany({
        where: { id, doneAt: null, failedAt: null },
        data: { failedAt: at, lastError: storableText(error), leasedUntil: null, leaseOwner: null },
      });
    },

    async outboxRow(id) {
      const [row] = await selectOutbox(prisma, where`o.id = ${id}`);
      return row;
    },

    async nextDueAt() {
      const [row] = await prisma.$queryRaw<{ at: Date | null }[]>`
        SELECT min(at) AS at FROM (
          (SELECT DISTINCT ON (org_id, channel_id, lane) greatest(due_at, leased_until) AS at FROM outbox
           WHERE done_at IS NULL AND failed_at IS NULL ORDER BY org_id, channel_id, lane, position)
          UNION ALL
          (SELECT greatest(edit_not_before, leased_until, created_at) FROM cards WHERE slack_ts IS NOT NULL AND wanted_revision > shown_revision)
        ) waiting`;
      return row?.at ?? undefined;
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

/** Only the first call finds the row unfinished, so whatever follows from a post follows once. */
async function finishOutbox(scope: TxScope, id: string, done: Parameters<OutboxStore['finishOutbox']>[1]): Promise<void> {
  const { db } = scope;
  const { count } = await db.outboxRow.updateMany({
    where: { id, doneAt: null },
    data: { doneAt: done.at, failedAt: null, slackTs: done.slackTs, leasedUntil: null, leaseOwner: null },
  });
  if (count === 0) return;
  // The next one of the channel can go.
  scope.leftOutbox = true;
  const [row] = await selectOutbox(db, where`o.id = ${id}`);
  if (row?.content.kind === 'card') await keepCardAddress(scope, row.content.cardId, done);
  const wantedAt = row?.createdAt ?? done.at;
  if (row?.content.kind === 'say')
    await keepSaid(scope, id, row.content.stepId, { text: phraseToText(row.content.text), wantedAt, ...done });
  // A reply that ended in silence has nothing to keep.
  if (row?.content.kind === 'reply' && done.text) await keepSaid(scope, id, row.content.stepId, { ...done, wantedAt, text: done.text });
}

async function keepCardAddress(
  { db, workshop }: TxScope,
  cardId: string,
  done: { slackTs: string | null; shownRevision?: number; at: Date },
): Promise<void> {
  if (done.slackTs === null) return;
  const [card] = await db.$queryRaw<{ kind: string; stepId: string | null }[]>`
    UPDATE cards SET slack_ts = ${done.slackTs}, updated_at = ${done.at}, last_error = NULL,
                     shown_revision = least(wanted_revision, greatest(shown_revision, ${done.shownRevision ?? 1}::int))
    WHERE id = ${cardId} AND workshop_id = ${workshop.id}
    RETURNING kind, step_id AS "stepId"`;
  if (card?.kind !== 'step' || card.stepId === null) return;
  await db.workshopStep.update({
    where: { workshopId_stepId: { workshopId: workshop.id, stepId: card.stepId } },
    data: { threadTs: done.slackTs },
  });
}

async function keepSaid(
  scope: TxScope,
  id: string,
  stepId: string,
  done: { slackTs: string | null; text: string; model?: string; wantedAt: Date; at: Date },
): Promise<void> {
  const context = await scope.db.context.findFirst({
    where: { deletedAt: null, workshopStep: { workshopId: scope.workshop.id, stepId } },
    select: { id: true, createdAt: true },
  });
  // The step was reset meanwhile: its new log begins without what was said before (F-25).
  if (!context || context.createdAt > done.wantedAt) return;
  await appendMessage(scope, {
    contextId: context.id,
    role: 'assistant',
    content: done.text,
    userId: null,
    slackTs: done.slackTs,
    createdAt: done.at,
    metadata: { outboxId: id },
    ...(done.model ? { model: done.model } : {}),
  });
}
