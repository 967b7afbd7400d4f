import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { DatabaseError } from './database-error.ts';

/** Beside src/ and dist/ alike. */
const migrationsDir = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));
/** The number that Prisma's schema engine locks: `prisma migrate deploy` and this wait for each other. */
const advisoryLock = 72707369;
const lockTimeoutMs = 60_000;

const bookkeeping = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * What an older program can't work with says so by its name. With any other migration of a newer program it goes on, so that in a rolling
 * upgrade the older processes can be started again.
 */
const isBreaking = (name: string) => name.endsWith('_breaking');

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/**
 * Applies what is missing of prisma/migrations, with the bookkeeping that `prisma migrate` keeps, under its lock.
 * Throws DatabaseError when the database is of a newer program that this one can't work with, or lacks pgvector.
 */
export async function migrateDatabase(pool: pg.Pool, dir = migrationsDir): Promise<void> {
  const migrations = await readMigrations(dir);
  const client = await pool.connect();
  try {
    await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
    const missing = await findMissing(client, migrations);
    if (missing.length > 0) await requireVector(client);
    for (const migration of missing) await applyMigration(client, migration);
  } finally {
    await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await client.query('RESET lock_timeout').catch(() => undefined);
    client.release();
  }
}

/** What of this program's migrations a database lacks, and how many it has. Changes nothing. */
export async function missingMigrations(pool: pg.Pool, dir = migrationsDir): Promise<{ applied: number; missing: string[] }> {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.name));
  const missing = (await readMigrations(dir)).map((one) => one.name).filter((name) => !applied.has(name));
  return { applied: applied.size, missing };
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function findMissing(client: pg.PoolClient, migrations: Migration[]): Promise<Migration[]> {
  await client.query(bookkeeping);
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  for (const row of rows) {
    if (row.finished_at === null)
      throw new DatabaseError(`The migration ${row.migration_name} failed earlier: mend it, then run \`prisma migrate resolve\`.`);
    if (!migrations.some((one) => one.name === row.migration_name) && isBreaking(row.migration_name))
      throw new DatabaseError(
        `The database has been used by a newer version of this program (migration ${row.migration_name}): update the program.`,
      );
  }
  for (const { name, checksum } of migrations) {
    const was = applied.get(name);
    if (was !== undefined && was !== checksum)
      throw new DatabaseError(`The migration ${name} was changed after it had been applied: restore it.`);
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function requireVector(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ major: number; offered: boolean }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major,
            EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') AS offered`,
  );
  const [server] = rows;
  if (server?.offered) return;
  throw new DatabaseError(
    `The PostgreSQL server lacks the extension pgvector: install the package postgresql-${server?.major ?? 18}-pgvector on it, use the image pgvector/pgvector, or switch the extension on at your provider.`,
  );
}

/** One transaction with its bookkeeping: killed in the middle of it, the program does it again at its next start. */
async function applyMigration(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const { code, message } = error as { code?: string; message: string };
    if (code !== '42501') throw error;
    throw new DatabaseError(
      `The database user may not set up the database (${message}): give it the rights, or let its owner start the program once.`,
      { cause: error },
    );
  }
}
