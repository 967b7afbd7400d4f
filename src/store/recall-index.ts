import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ContextStore } from '../ports/context-store.ts';
import { inTransaction, type StoreSettings } from './tx-scope.ts';
import { wholeTextSql } from './whole-text-sql.ts';

/** Indexed in one transaction. */
const batchMessages = 500;
/** What somebody says is indexed, and what a model wrote at some length; the guided facilitator's questions would be found for every word. */
const indexed = `m.deleted_at IS NULL AND (m.role = 'user' OR m.role = 'assistant' AND m.model IS NOT NULL AND length(m.content) >= 200)`;
/** Terms are looked for in here. */
const maxChars = 20_000;
const largestCount = 32_767;

interface Row {
  version: number;
  text: string;
}

/** Indexes what came since; one batch per transaction, the context's row locked first, so that a repetition finds nothing to do. */
export function recallIndex(prisma: PrismaClient, settings: StoreSettings): Pick<ContextStore, 'indexForRecall'> {
  return {
    async indexForRecall(contextId, maxMessages) {
      let done = 0;
      while (done < maxMessages) {
        const count = await inTransaction(prisma, (db) => indexBatch(db, settings, contextId));
        done += count;
        if (count < batchMessages) break;
      }
      return done;
    },
  };
}

/** Returns how many messages were looked at. */
async function indexBatch(db: Prisma.TransactionClient, settings: StoreSettings, contextId: string): Promise<number> {
  const [context] = await lockContext(db, contextId);
  if (!context) return 0;
  const rows = await db.$queryRawUnsafe<(Row & { isIndexed: boolean })[]>(
    `SELECT m.version, CASE WHEN ${indexed} THEN left(${wholeTextSql('m')}, ${maxChars}) ELSE '' END AS text, (${indexed}) AS "isIndexed"
     FROM messages m WHERE m.context_id = $1 AND m.version > $2 ORDER BY m.version LIMIT ${batchMessages}`,
    contextId,
    context.recallVersion,
  );
  const last = rows.at(-1);
  if (!last) return 0;
  const wanted = rows.filter((row) => row.isIndexed);
  const { messages, length } = await insertTerms(db, settings, contextId, wanted);
  await db.$executeRaw`
    UPDATE contexts SET recall_version = ${last.version}::int, recall_messages = recall_messages + ${messages}::int,
                        recall_length = recall_length + ${length}::int WHERE id = ${contextId}`;
  return rows.length;
}

/** After an edit or a deletion, in its transaction: the message is found by its new words, or not at all. */
export async function reindexMessage(db: Prisma.TransactionClient, settings: StoreSettings, messageId: string): Promise<void> {
  const [message] = await db.$queryRawUnsafe<(Row & { contextId: string; isIndexed: boolean })[]>(
    `SELECT m.context_id AS "contextId", m.version, left(${wholeTextSql('m')}, ${maxChars}) AS text, (${indexed}) AS "isIndexed" FROM messages m WHERE m.id = $1`,
    messageId,
  );
  if (!message) return;
  const { contextId, version } = message;
  const [context] = await lockContext(db, contextId);
  // One that is not indexed yet will be, as it is then.
  if (!context || context.recallVersion < version) return;
  const [gone] = await db.$queryRaw<{ messages: number; length: number }[]>`
    WITH gone AS (DELETE FROM recall_terms WHERE context_id = ${contextId} AND version = ${version}::int RETURNING length)
    SELECT least(count(*), 1)::int AS messages, coalesce(max(length), 0)::int AS length FROM gone`;
  const now = await insertTerms(db, settings, contextId, message.isIndexed ? [message] : []);
  await db.$executeRaw`
    UPDATE contexts SET recall_messages = greatest(0, recall_messages + ${now.messages - (gone?.messages ?? 0)}::int),
                        recall_length = greatest(0, recall_length + ${now.length - (gone?.length ?? 0)}::int) WHERE id = ${contextId}`;
}

function lockContext(db: Prisma.TransactionClient, id: string): Promise<{ recallVersion: number }[]> {
  return db.$queryRaw`SELECT recall_version AS "recallVersion" FROM contexts WHERE id = ${id} AND deleted_at IS NULL FOR UPDATE`;
}

/** Returns how many of the messages have terms, and how many terms these are in all, repetitions counted. */
async function insertTerms(
  db: Prisma.TransactionClient,
  settings: StoreSettings,
  contextId: string,
  rows: readonly Row[],
): Promise<{ messages: number; length: number }> {
  const terms: string[] = [];
  const versions: number[] = [];
  const frequencies: number[] = [];
  const lengths: number[] = [];
  let total = 0;
  for (const { version, text } of rows) {
    const found = settings.termsOf(text);
    const length = Math.min(
      largestCount,
      [...found.values()].reduce((sum, count) => sum + count, 0),
    );
    total += length;
    for (const [term, frequency] of found) {
      terms.push(term);
      versions.push(version);
      frequencies.push(Math.min(largestCount, frequency));
      lengths.push(length);
    }
  }
  if (terms.length > 0)
    await db.$executeRaw`
      INSERT INTO recall_terms (context_id, term, version, frequency, length)
      SELECT ${contextId}, one.* FROM unnest(${terms}::text[], ${versions}::int[], ${frequencies}::int[], ${lengths}::int[]) one
      ON CONFLICT DO NOTHING`;
  return { messages: new Set(versions).size, length: total };
}
