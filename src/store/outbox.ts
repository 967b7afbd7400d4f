import type { OutboxContent } from '../ports/outbox.ts';
import type { WorkshopTx } from '../ports/store.ts';
import { newId } from './ids.ts';
import { storableJson } from './storable.ts';
import { leave, type TxScope } from './tx-scope.ts';

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
      trace: settings.trace?.() ?? null,
    },
  });
  leave(scope, content.kind === 'reply' ? 'replies' : 'posts');
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
export async function wantCard(
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
      UPDATE cards SET slack_ts = NULL, shown_revision = 0, shown_digest = NULL
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
  leave(scope, 'posts');
  return card.id;
}

export function outboxWrites(scope: TxScope): Pick<WorkshopTx, 'post' | 'wantCard'> {
  return { post: (content) => post(scope, content), wantCard: (kind, stepId, options) => wantCard(scope, kind, stepId, options) };
}
