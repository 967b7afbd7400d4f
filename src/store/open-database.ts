import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import { DatabaseError, explainServerError } from './database-error.ts';
import { lockDirectory } from './directory-lock.ts';
import { type Listen, listenOnPool } from './listen.ts';
import { migrateDatabase } from './migrate-database.ts';
import { openPglite } from './open-pglite.ts';

/** One database: everything, the job queue included, goes through this one pool. */
export interface Database {
  kind: 'pglite' | 'postgres';
  pool: pg.Pool;
  prisma: PrismaClient;
  listen: Listen;
  /** Idempotent. Ends the pool, and on PGlite writes everything out and frees the directory. */
  close(): Promise<void>;
}

const maxConnections = 10;
const connectTimeoutMs = 10_000;

/**
 * Opens `pglite:DIR`, `pglite:memory` or `postgresql://…` and brings it to this program's schema.
 * Throws DatabaseError with one sentence for the operator when that cannot be done.
 * `loadFrom`: a dumped PGlite data directory to start a new one from. `connections` and
 * `waitMs`: how many the pool has, and how long one waits for one of them, where there is a server.
 */
export async function openDatabase(
  url: string,
  options: { loadFrom?: Blob; connections?: number; waitMs?: number } = {},
): Promise<Database> {
  if (url.startsWith('pglite:')) return openEmbedded(url.slice('pglite:'.length), options.loadFrom);
  if (/^postgres(ql)?:\/\//.test(url)) return openServer(url, { connections: maxConnections, waitMs: connectTimeoutMs, ...options });
  throw new DatabaseError('DATABASE_URL must start with postgresql:// or pglite: (for example pglite:.data/database).');
}

async function openEmbedded(place: string, loadFrom: Blob | undefined): Promise<Database> {
  const inMemory = place === 'memory';
  if (place === '') throw new DatabaseError('DATABASE_URL names no directory after pglite:');
  const dataDir = inMemory ? 'memory://' : prepareDirectory(place);
  const lock = inMemory ? undefined : await lockDirectory(dataDir);
  try {
    const { pglite, pool } = await openPglite(dataDir, loadFrom);
    const close = async () => {
      await pool.end();
      await pglite.close();
      lock?.release();
    };
    return await finishOpening({ kind: 'pglite', pool, close, listen: listenOnPool(pool, (listener) => pglite.onNotification(listener)) });
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** The directory above is for its owner alone. Returns the path without symbolic links, so that one place has one lock. */
function prepareDirectory(place: string): string {
  const dataDir = resolve(place);
  try {
    mkdirSync(dirname(dataDir), { recursive: true, mode: 0o700 });
    return join(realpathSync(dirname(dataDir)), basename(dataDir));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DatabaseError(`The directory ${dirname(dataDir)} can't be made (${code}): correct DATA_DIR or DATABASE_URL.`);
  }
}

async function openServer(connectionString: string, { connections, waitMs }: { connections: number; waitMs: number }): Promise<Database> {
  const url = parseServerUrl(connectionString);
  // The driver adapter drops the offset of an instant, so every session must speak UTC (G-10).
  url.searchParams.set('options', [url.searchParams.get('options'), '-c TimeZone=UTC'].filter(Boolean).join(' '));
  const pool = new pg.Pool({
    connectionString: url.href,
    max: connections,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    application_name: 'workshop-pilot',
  });
  try {
    return await finishOpening({ kind: 'postgres', pool, close: () => pool.end(), listen: listenOnPool(pool) });
  } catch (error) {
    throw explainServerError(error, url);
  }
}

function parseServerUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new DatabaseError('DATABASE_URL is not a valid address: it should look like postgresql://user:password@host:5432/database.');
  }
}

async function finishOpening(opened: Omit<Database, 'prisma'>): Promise<Database> {
  const { pool } = opened;
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  let closed: Promise<void> | undefined;
  let prisma: PrismaClient | undefined;
  const close = () => {
    closed ??= Promise.resolve(prisma?.$disconnect()).then(() => opened.close());
    return closed;
  };
  try {
    await migrateDatabase(pool);
    prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
    return { ...opened, prisma, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
