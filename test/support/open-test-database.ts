/**
 * Databases for tests, each for one file alone. PGlite starts from a dump of a migrated data directory, made once per schema and
 * kept below node_modules. With TEST_DATABASE_URL there is PostgreSQL too: a database of its own on that server, dropped afterwards,
 * in a time zone that is nobody's (G-10).
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createTurnQueue } from '../../src/queue/create-turn-queue.ts';
import { migrateDatabase } from '../../src/store/migrate-database.ts';
import { type Database, openDatabase } from '../../src/store/open-database.ts';
import { openPglite } from '../../src/store/open-pglite.ts';

export type DatabaseKind = Database['kind'];

const silentLog = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const serverUrl = process.env.TEST_DATABASE_URL;
/** A pooler of transactions in front of that server, where contracts are to hold behind one too. */
const poolerUrl = process.env.TEST_POOLER_URL;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a contract suite runs on: `describe.each(databaseKinds)`. */
export const databaseKinds: DatabaseKind[] = serverUrl ? ['pglite', 'postgres'] : ['pglite'];

/** Opened, migrated, empty; in memory on PGlite. Its `close` leaves nothing behind. */
export async function openTestDatabase(
  kind: DatabaseKind = 'pglite',
  options: { connections?: number; waitMs?: number } = {},
): Promise<Database> {
  if (kind === 'pglite') return openDatabase('pglite:memory', { loadFrom: await loadTemplate() });
  const { url, drop } = await createTestDatabase('postgres');
  const database = await (poolerUrl
    ? openDatabase(Object.assign(new URL(poolerUrl), { pathname: new URL(url).pathname }).href, { ...options, directUrl: url })
    : openDatabase(url, options));
  const close = async () => {
    await database.close();
    await drop();
  };
  return { ...database, close };
}

/** For a whole program, with the queue's tables too. In memory, whatever else there is. */
export async function openProgramDatabase(): Promise<Database> {
  return openDatabase('pglite:memory', { loadFrom: await loadTemplate('program', makeQueue) });
}

async function makeQueue(pool: pg.Pool): Promise<void> {
  const queue = await createTurnQueue({
    database: { kind: 'pglite', pool, direct: pool, listen: () => Promise.reject(new Error('not started')), tell: () => undefined },
    log: silentLog,
  });
  await queue.stop(0);
}

/** The address of a database for a program that opens it itself, perhaps again and again; on PGlite a directory. */
export async function createTestDatabase(kind: DatabaseKind = 'pglite'): Promise<{ url: string; drop(): Promise<void> }> {
  if (kind === 'pglite') {
    const directory = mkdtempSync(join(tmpdir(), 'workshop-pilot-'));
    const url = `pglite:${join(directory, 'database')}`;
    const database = await openDatabase(url, { loadFrom: await loadTemplate() });
    await database.close();
    return { url, drop: async () => rmSync(directory, { recursive: true, force: true }) };
  }
  const name = `workshop_pilot_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  await onServer(`ALTER DATABASE ${name} SET TimeZone = 'Pacific/Chatham'`);
  const url = new URL(serverUrl as string);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(sql: string): Promise<void> {
  if (!serverUrl) throw new Error('TEST_DATABASE_URL is not set');
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function loadTemplate(name = 'store', addTo?: (pool: pg.Pool) => Promise<void>): Promise<Blob> {
  const path = join(root, 'node_modules/.cache/workshop-pilot', `${name}-${templateKey()}.tar.gz`);
  if (!existsSync(path)) await makeTemplate(path, addTo);
  // Read at once: a blob that stands for a file can't be read any more when another test file has made the same file anew.
  return new Blob([readFileSync(path)]);
}

/** Changes with the migrations, with PGlite and with the queue. */
function templateKey(): string {
  const hash = createHash('sha256');
  const parts = [
    'node_modules/@electric-sql/pglite/package.json',
    'node_modules/@electric-sql/pglite-pgvector/package.json',
    'node_modules/pg-boss/package.json',
    'src/queue/create-turn-queue.ts',
    ...readdirSync(join(root, 'prisma/migrations'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.sql'))
      .sort()
      .map((path) => join('prisma/migrations', path)),
  ];
  for (const part of parts) hash.update(readFileSync(join(root, part)));
  return hash.digest('hex').slice(0, 16);
}

/** Several test files may do this at once: each writes its own file, and the last one stays. */
async function makeTemplate(path: string, addTo: ((pool: pg.Pool) => Promise<void>) | undefined): Promise<void> {
  const { pglite, pool } = await openPglite('memory://', undefined);
  await migrateDatabase(pool);
  await addTo?.(pool);
  await pool.end();
  const dump = await pglite.dumpDataDir('gzip');
  await pglite.close();
  const draft = `${path}.${randomUUID()}`;
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(draft, new Uint8Array(await dump.arrayBuffer()));
  renameSync(draft, path);
}
