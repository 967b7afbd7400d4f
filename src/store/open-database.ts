import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.ts';
import { DatabaseError, explainServerError } from './database-error.ts';
import { lockDirectory } from './directory-lock.ts';
import { type Bell, createBell, createLocalBell } from './listen.ts';
import { migrateDatabase } from './migrate-database.ts';
import { createNamingClient, NamelessClient, UtcClient } from './server-clients.ts';

/** One database: everything, the job queue included, goes through this one pool. */
export interface Database {
  kind: 'pglite' | 'postgres';
  pool: pg.Pool;
  /** Sessions that stay the same, for locks that outlive a transaction; the pool itself where there is no other way. */
  direct: pg.Pool;
  prisma: PrismaClient;
  listen: Bell['listen'];
  tell: Bell['tell'];
  /** Idempotent. Ends the pool, and on PGlite writes everything out and frees the directory. */
  close(): Promise<void>;
}

const usualConnections = 10;
const connectTimeoutMs = 10_000;
/** One that listens for ever, and one for a lock. */
const directConnections = 2;
const directIdleMs = 1_000;

export interface OpenOptions {
  /** A dumped PGlite data directory to start a new one from. */
  loadFrom?: Blob;
  /** How many the pool has, where there is a server. */
  connections?: number;
  /** How long one waits for one of them. */
  waitMs?: number;
  /** The server itself, where `url` leads to a pooler that gives each transaction any session. */
  directUrl?: string;
  /** False: whoever opens it brings the schema up to date, or looks at it as it is. */
  migrates?: boolean;
}

/**
 * Opens `pglite:DIR`, `pglite:memory` or `postgresql://…` and brings it to this program's schema.
 * Throws DatabaseError with one sentence for the operator when that cannot be done.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  if (url.startsWith('pglite:')) return openEmbedded(url.slice('pglite:'.length), options);
  if (/^postgres(ql)?:\/\//.test(url)) return openServer(url, options);
  throw new DatabaseError('DATABASE_URL must start with postgresql:// or pglite: (for example pglite:.data/database).');
}

async function openEmbedded(place: string, { loadFrom, migrates }: OpenOptions): Promise<Database> {
  const inMemory = place === 'memory';
  if (place === '') throw new DatabaseError('DATABASE_URL names no directory after pglite:');
  const dataDir = inMemory ? 'memory://' : prepareDirectory(place);
  const lock = inMemory ? undefined : await lockDirectory(dataDir);
  try {
    // Whoever has a server needs none of it.
    const { openPglite } = await import('./open-pglite.ts');
    const { pglite, pool } = await openPglite(dataDir, loadFrom);
    surviveBreaks(pool);
    const close = async () => {
      await pool.end();
      await pglite.close();
      lock?.release();
    };
    return await finishOpening({ kind: 'pglite', pool, direct: pool, close }, createLocalBell(), migrates);
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

async function openServer(
  connectionString: string,
  { connections = usualConnections, waitMs = connectTimeoutMs, directUrl, migrates }: OpenOptions,
): Promise<Database> {
  const url = parseServerUrl(connectionString);
  const connect = { connectionTimeoutMillis: waitMs, keepAlive: true, application_name: 'workshop-pilot' };
  const pool = new pg.Pool({
    ...connect,
    connectionString: url.href,
    max: connections,
    Client: directUrl ? NamelessClient : createNamingClient(),
  });
  const direct = new pg.Pool({
    ...connect,
    connectionString: (directUrl ? parseServerUrl(directUrl) : url).href,
    Client: UtcClient,
    max: directConnections,
    idleTimeoutMillis: directIdleMs,
  });
  for (const one of [pool, direct]) surviveBreaks(one);
  const close = async () => {
    await Promise.all([pool.end(), direct.end()]);
  };
  try {
    await untilStarted(direct);
    return await finishOpening({ kind: 'postgres', pool, direct, close }, createBell(pool, direct), migrates);
  } catch (error) {
    throw explainServerError(error, url);
  }
}

const startingMs = 30_000;
const lookAgainMs = 500;
/** PostgreSQL's word for “starting up” or “shutting down”: a restart, which is over in a moment. */
const notNow = '57P03';

async function untilStarted(direct: pg.Pool): Promise<void> {
  const untilMs = Date.now() + startingMs;
  for (;;) {
    try {
      await direct.query('SELECT 1');
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== notNow || Date.now() > untilMs) throw error;
      await wait(lookAgainMs);
    }
  }
}

function parseServerUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new DatabaseError('DATABASE_URL is not a valid address: it should look like postgresql://user:password@host:5432/database.');
  }
}

/**
 * A broken connection is replaced by the pool, and whoever holds it hears of it by their next statement; without listeners, of the idle
 * ones and of those that are held, it would end the process.
 */
function surviveBreaks(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

async function finishOpening(opened: Omit<Database, 'prisma' | 'listen' | 'tell'>, bell: Bell, migrates = true): Promise<Database> {
  const { pool, direct } = opened;
  let closed: Promise<void> | undefined;
  let prisma: PrismaClient | undefined;
  const close = () => {
    closed ??= bell
      .close()
      .then(() => prisma?.$disconnect())
      .then(() => opened.close());
    return closed;
  };
  try {
    if (migrates) await migrateDatabase(direct);
    prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
    return { ...opened, prisma, listen: bell.listen, tell: bell.tell, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
