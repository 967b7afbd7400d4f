import type { PrismaClient } from '../generated/prisma/client.ts';
import type { FinishedRow, HeldRow, OutboxStore } from '../ports/outbox.ts';
import { NotFound } from '../workshop/errors.ts';
import { phraseToText } from '../workshop/phrase.ts';
import { appendMessage } from './messages.ts';
import { wantCard } from './outbox.ts';
import type { Reader } from './selects.ts';
import type { TxScope } from './tx-scope.ts';

type InScope = <T>(workshopId: string, work: (scope: TxScope) => Promise<T>) => Promise<T>;

/** What must follow from a row is written in one transaction with it; a row that nothing follows from takes one statement, and no lock. */
export function outboxFinish(prisma: PrismaClient, inScope: InScope): Pick<OutboxStore, 'finishOutbox'> {
  return {
    async finishOutbox(row, done) {
      if (!hasConsequence(row, done)) return settle(prisma, row, done);
      try {
        return await inScope(row.workshopId, (scope) => finishIn(scope, row, done));
      } catch (error) {
        // Of an erased workshop only this row is left.
        if (error instanceof NotFound) return settle(prisma, row, done);
        throw error;
      }
    },
  };
}

function hasConsequence({ content }: HeldRow, { text }: FinishedRow): boolean {
  // A reply that ended in silence has nothing to keep.
  return content.kind === 'card' || content.kind === 'say' || (content.kind === 'reply' && !!text);
}

/** Only once, and only by its owner. Whatever follows from a post follows once. */
async function settle(db: Reader, { id, owner }: HeldRow, { slackTs, at, nextPostAt }: FinishedRow): Promise<boolean> {
  const [settled] = await db.$queryRaw<unknown[]>`
    WITH done AS (
      UPDATE outbox SET done_at = ${at}, slack_ts = ${slackTs}, leased_until = NULL, lease_owner = NULL
      WHERE id = ${id} AND lease_owner = ${owner} AND done_at IS NULL AND failed_at IS NULL
      RETURNING org_id, channel_id
    ), paced AS (
      INSERT INTO paces (org_id, name, next_at)
      SELECT org_id, channel_id, ${nextPostAt ?? null}::timestamptz FROM done WHERE ${nextPostAt !== undefined}
      ON CONFLICT (org_id, name) DO UPDATE SET next_at = greatest(paces.next_at, excluded.next_at)
    ) SELECT 1 FROM done`;
  return settled !== undefined;
}

async function finishIn(scope: TxScope, row: HeldRow, done: FinishedRow): Promise<boolean> {
  const { content, id } = row;
  if (!(await settle(scope.db, row, done))) return false;
  if (content.kind === 'card') await keepCardAddress(scope, content.cardId, done);
  else if (content.kind === 'say') await keepSaid(scope, id, content.stepId, { text: phraseToText(content.text), ...done });
  else if (content.kind === 'reply' && done.text) await keepSaid(scope, id, content.stepId, { ...done, text: done.text });
  return true;
}

async function keepCardAddress(scope: TxScope, cardId: string, done: FinishedRow): Promise<void> {
  const { db, workshop } = scope;
  if (done.slackTs === null) return;
  const [card] = await db.$queryRaw<{ kind: string; stepId: string | null }[]>`
    UPDATE cards SET slack_ts = ${done.slackTs}, updated_at = ${done.at}, last_error = NULL, shown_digest = ${done.digest ?? null},
                     shown_revision = least(wanted_revision, greatest(shown_revision, ${done.shownRevision ?? 1}::int))
    WHERE id = ${cardId} AND workshop_id = ${workshop.id}
    RETURNING kind, step_id AS "stepId"`;
  if (card?.kind !== 'step' || card.stepId === null) return;
  await db.$executeRaw`
    UPDATE workshop_steps SET thread_ts = ${done.slackTs}, updated_at = ${done.at} WHERE workshop_id = ${workshop.id} AND step_id = ${card.stepId}`;
  // The hub can lead there from now on.
  await wantCard(scope, 'hub', null);
}

async function keepSaid(
  scope: TxScope,
  id: string,
  stepId: string,
  done: { slackTs: string | null; text: string; model?: string; at: Date },
): Promise<void> {
  const [place] = await scope.db.$queryRaw<{ id: string; isOld: boolean }[]>`
    SELECT c.id, c.created_at > o.created_at AS "isOld" FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id, outbox o
    WHERE o.id = ${id} AND s.workshop_id = ${scope.workshop.id} AND s.step_id = ${stepId} AND c.deleted_at IS NULL`;
  // The step was reset meanwhile: its new log begins without what was said before (F-25).
  if (!place || place.isOld) return;
  await appendMessage(scope, {
    contextId: place.id,
    role: 'assistant',
    content: done.text,
    userId: null,
    slackTs: done.slackTs,
    createdAt: done.at,
    metadata: { outboxId: id },
    ...(done.model ? { model: done.model } : {}),
  });
}
