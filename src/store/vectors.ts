import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { ContextStore, Embedding, RecallScope, Unembedded } from '../ports/context-store.ts';
import type { RecallPlace } from '../ports/recall.ts';
import type { Database } from './open-database.ts';
import { wholeTextSql } from './whole-text-sql.ts';

/**
 * All SQL about vectors. The column has no fixed dimension, because the model may change: the index of a model is on the expression that
 * gives it one, and only of that model's rows. A query must repeat expression and condition word for word, or it reads every row.
 */

/** An HNSW index takes no more; beyond that the rows of the scope are compared one by one. */
const maxIndexedDimensions = 2_000;
/** Of a message, for its vector. */
const maxChars = 8_000;
/** What is worth a vector: what people say. */
const embeddable = `role = 'user' AND deleted_at IS NULL`;

interface EmbedModel {
  model: string;
  dimensions: number;
}

export function vectors(pool: pg.Pool, kind: Database['kind']): Pick<ContextStore, 'prepareVectors' | 'unembedded' | 'saveEmbeddings'> {
  return {
    async prepareVectors(embedder) {
      const { rows } = await pool.query<{ version: string }>("SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'");
      const [major = 0, minor = 0] = (rows[0]?.version ?? '').split('.').map(Number);
      if (major === 0 && minor < 8)
        throw new Error(`Recall by meaning needs pgvector 0.8 or newer; the database has ${rows[0]?.version ?? 'none'}.`);
      const found = indexName('messages_embedding', embedder);
      if (embedder.dimensions <= maxIndexedDimensions)
        await createIndex(pool, kind, found, `USING hnsw ((${castTo(embedder)}) vector_cosine_ops) WHERE ${ofModel(embedder)}`);
      const missing = indexName('messages_unembedded', embedder);
      await createIndex(
        pool,
        kind,
        missing,
        `(created_at) WHERE ${embeddable} AND embed_model IS DISTINCT FROM ${literal(embedder.model)}`,
      );
    },

    async unembedded(model, limit) {
      const { rows } = await pool.query<Unembedded>(
        `SELECT id, left(${wholeTextSql('messages')}, ${maxChars}) AS text, edited_at AS "editedAt" FROM messages
         WHERE ${embeddable} AND embed_model IS DISTINCT FROM ${literal(model)} ORDER BY created_at DESC LIMIT $1`,
        [limit],
      );
      return rows;
    },

    async saveEmbeddings(model, embeddings) {
      await pool.query(
        `UPDATE messages m SET embedding = one.vector::vector, embed_model = $1
         FROM unnest($2::text[], $3::text[], $4::timestamptz[]) one(id, vector, edited_at)
         WHERE m.id = one.id AND m.edited_at IS NOT DISTINCT FROM one.edited_at`,
        [model, embeddings.map((one) => one.id), embeddings.map(toVector), embeddings.map((one) => one.editedAt)],
      );
    },
  };
}

/** Up to so many messages are compared one by one: the index knows no scopes, and finds little of a small one among all others. */
const maxCompared = 2_000;
const inScope = `m.context_id = log.id AND m.version > log.lower AND m.version <= log.upper`;

/** `scope`: logs, lower and upper versions as three arrays; `messages`: about how many it holds. */
export async function nearestPlaces(
  pool: pg.Pool,
  { scope, messages }: { scope: unknown[][]; messages: number },
  { model, vector, limit }: Parameters<RecallScope['nearest']>[0],
): Promise<RecallPlace[]> {
  const embedder = { model, dimensions: vector.length };
  const values = [...scope, `[${vector.join(',')}]`, limit];
  const nearestFirst = `ORDER BY ${castTo(embedder)} <=> $4::vector(${vector.length}) LIMIT $5`;
  const isWanted = `${ofModel(embedder)} AND deleted_at IS NULL AND role = 'user'`;
  if (messages <= maxCompared || vector.length > maxIndexedDimensions) {
    const { rows } = await pool.query<RecallPlace>(
      `WITH scope AS MATERIALIZED (
         SELECT m.context_id, m.version, m.embedding FROM unnest($1::text[], $2::int[], $3::int[]) log(id, lower, upper)
         JOIN messages m ON ${inScope} WHERE ${isWanted}
       ) SELECT context_id AS "contextId", version FROM scope ${nearestFirst}`,
      values,
    );
    return rows;
  }
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // It goes on until enough of what it finds is in the scope.
    await client.query("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true)");
    const { rows } = await client.query<RecallPlace>(
      `SELECT m.context_id AS "contextId", m.version FROM messages m
       WHERE ${isWanted} AND EXISTS (SELECT FROM unnest($1::text[], $2::int[], $3::int[]) log(id, lower, upper) WHERE ${inScope}) ${nearestFirst}`,
      values,
    );
    await client.query('COMMIT');
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** While it is made on a server, people go on writing. One that could not be made to its end is made anew. */
async function createIndex(pool: pg.Pool, kind: Database['kind'], name: string, definition: string): Promise<void> {
  const { rows } = await pool.query<{ isValid: boolean }>(
    'SELECT indisvalid AS "isValid" FROM pg_index WHERE indexrelid = to_regclass($1)',
    [name],
  );
  if (rows[0]?.isValid) return;
  if (kind === 'pglite') return void (await pool.query(`CREATE INDEX IF NOT EXISTS ${name} ON messages ${definition}`));
  if (rows[0]) await pool.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await pool.query(`CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON messages ${definition}`);
}

function toVector({ vector }: Embedding): string | null {
  return vector && `[${vector.join(',')}]`;
}

function castTo({ dimensions }: EmbedModel): string {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || dimensions > 16_000) throw new Error(`${dimensions} dimensions`);
  return `embedding::vector(${dimensions})`;
}

function ofModel({ model, dimensions }: EmbedModel): string {
  return `embed_model = ${literal(model)} AND vector_dims(embedding) = ${dimensions}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function indexName(start: string, { model, dimensions }: EmbedModel): string {
  return `"${start}_${createHash('sha256').update(`${model} ${dimensions}`).digest('hex').slice(0, 12)}"`;
}
