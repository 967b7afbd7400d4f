import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../src/store/directory-lock.ts';
import { migrateDatabase } from '../../src/store/migrate-database.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { createTestDatabase, databaseKinds, openTestDatabase } from '../support/open-test-database.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'workshop-pilot-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function newDatabase(kind: (typeof databaseKinds)[number]) {
  const { url, drop } = await createTestDatabase(kind);
  cleanups.push(drop);
  return url;
}

/** A process that stores messages until it is killed; `committed` grows with each commit it reports. */
async function startWriter(url: string, enough: number): Promise<{ child: ChildProcess; committed: string[]; reached: Promise<void> }> {
  const script = fileURLToPath(new URL('../support/write-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const committed: string[] = [];
  const reached = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      committed.push(line);
      if (committed.length === enough) resolve();
    });
    child.once('exit', () => reject(new Error('The writer ended early')));
  });
  return { child, committed, reached };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

const migrationsDir = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
/** By name, which is their order. */
const migrations = readdirSync(migrationsDir, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

describe.skipIf(!databaseKinds.includes('postgres'))('a server that goes away', () => {
  it('ends no process that holds a connection', async () => {
    const database = await openTestDatabase('postgres');
    cleanups.push(() => database.close());
    for (const pool of [database.pool, database.direct]) {
      const held = await pool.connect();
      const ended = new Promise<void>((resolve) => held.once('end', resolve));
      const { rows } = await held.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      held.release(true);
      await expect(pool.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
    }
  });
});

describe.each(databaseKinds)('a database on %s', (kind) => {
  it('keeps instants to the millisecond, whatever the time zones of server and program (G-10)', async () => {
    const database = await openTestDatabase(kind);
    cleanups.push(() => database.close());
    expect(process.env.TZ).toBe('Asia/Kathmandu');
    const at = new Date('2026-03-29T01:30:00.123Z');
    await database.prisma.eventReceipt.create({ data: { orgId: 'T1', key: 'k', createdAt: at } });
    expect((await database.prisma.eventReceipt.findFirst())?.createdAt).toEqual(at);
    const { rows } = await database.pool.query(
      `SELECT created_at = '2026-03-29T01:30:00.123Z' AS same, created_at AS at, current_setting('TimeZone') AS zone FROM event_receipts`,
    );
    expect(rows).toEqual([{ same: true, at, zone: 'UTC' }]);
    const raw = await database.prisma.$queryRaw`SELECT created_at AS at FROM event_receipts WHERE created_at = ${at}`;
    expect(raw).toEqual([{ at }]);
  });

  it('has every constraint that the code relies on (F-17, F-31)', async () => {
    const { pool, close } = await openTestDatabase(kind);
    cleanups.push(close);
    const { rows: indexes } = await pool.query<{ name: string; is_unique: boolean; predicate: string | null }>(
      `SELECT c.relname AS name, i.indisunique AS is_unique, pg_get_expr(i.indpred, i.indrelid) AS predicate
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'`,
    );
    const unique = Object.fromEntries(indexes.filter((index) => index.is_unique).map(({ name, predicate }) => [name, predicate]));
    expect(unique).toMatchObject({
      event_receipts_pkey: null,
      messages_context_id_version_key: null,
      messages_org_id_channel_id_slack_ts_key: null,
      workshop_steps_workshop_id_step_id_key: null,
      workshop_steps_org_id_channel_id_thread_ts_key: null,
      workshop_members_workshop_id_slack_user_id_key: null,
      step_artifacts_workshop_step_id_version_key: null,
      step_summaries_workshop_step_id_version_key: null,
      message_revisions_message_id_revision_key: null,
      outbox_position_key: null,
      cards_one_of_a_kind: null,
      step_artifacts_one_current: 'is_current',
      step_summaries_one_current: 'is_current',
      contexts_one_live: '(deleted_at IS NULL)',
      sessions_one_open: '(ended_at IS NULL)',
      message_reactions_one_active: '(removed_at IS NULL)',
      conversation_contexts_one_current: '(superseded_at IS NULL)',
    });
    const { rows: checks } = await pool.query<{ conname: string }>(
      `SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conname LIKE '%_check'`,
    );
    expect(checks.map((check) => check.conname).sort()).toMatchInlineSnapshot(`
      [
        "action_requests_decided_check",
        "action_requests_status_check",
        "activities_closed_check",
        "activities_kind_check",
        "activities_round_check",
        "activities_status_check",
        "approvals_kind_check",
        "build_packs_format_type_check",
        "build_packs_kind_check",
        "cards_kind_check",
        "cards_shown_revision_check",
        "contexts_compacted_version_check",
        "contexts_fork_check",
        "contexts_handled_version_check",
        "contexts_recall_version_check",
        "conversation_contexts_confidence_check",
        "conversation_contexts_context_type_check",
        "conversation_contexts_scope_check",
        "installations_bot_token_check",
        "installations_expires_check",
        "installations_refresh_check",
        "installations_refresh_token_check",
        "limit_counters_count_check",
        "messages_message_type_check",
        "messages_open_wish_check",
        "messages_role_check",
        "messages_token_count_check",
        "nudges_kind_check",
        "outbox_finished_check",
        "proposals_decided_check",
        "proposals_status_check",
        "share_links_expires_at_check",
        "share_links_opened_count_check",
        "share_links_token_hash_check",
        "spent_states_hash_check",
        "step_artifacts_origin_check",
        "step_artifacts_version_check",
        "step_participants_messages_check",
        "step_summaries_failed_check",
        "step_summaries_kind_check",
        "step_summaries_version_check",
        "timers_held_by_check",
        "timers_length_check",
        "timers_paused_check",
        "timers_shown_check",
        "timers_status_check",
        "usage_events_cost_check",
        "votes_dots_check",
        "workshop_members_digest_check",
        "workshop_steps_arc_phase_check",
        "workshop_steps_deadline_said_check",
        "workshop_steps_status_check",
        "workshops_facilitator_mode_check",
        "workshops_fork_check",
        "workshops_fork_depth_check",
        "workshops_status_check",
        "workshops_visibility_check",
      ]
    `);
    const { rows: loose } = await pool.query(
      `SELECT conrelid::regclass AS table, conname FROM pg_constraint k
       WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
         SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL AND i.indkey[0] = k.conkey[1])`,
    );
    expect(loose, 'foreign keys without an index').toEqual([]);
    const { rows: nullable } = await pool.query(
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND is_nullable = 'YES'
         AND (table_name, column_name) IN (('event_receipts', 'key'), ('event_receipts', 'org_id'), ('messages', 'token_count'), ('step_summaries', 'token_count'), ('messages', 'org_id'), ('messages', 'channel_id'))`,
    );
    expect(nullable, 'columns that must not be null').toEqual([]);
  });

  it('refuses what the words of a column do not allow, and half a lineage', async () => {
    const { pool, close } = await openTestDatabase(kind);
    cleanups.push(close);
    const insert = (columns: string, values: string) =>
      pool.query(
        `INSERT INTO workshops (id, owner_user_id, title, original_idea, org_id, channel_id, template_id${columns}) VALUES ('ws_1', 'U', 't', 'i', 'T', 'C', 'x'${values})`,
      );
    await expect(insert(', status', `, 'running'`)).rejects.toThrow('workshops_status_check');
    await expect(insert(', fork_seq', ', 3')).rejects.toThrow('workshops_fork_check');
    await insert('', '');
    const { rows } = await pool.query('SELECT status, visibility, latest_seq, facilitator_mode FROM workshops');
    expect(rows).toEqual([{ status: 'draft', visibility: 'private', latest_seq: 0, facilitator_mode: 'guided' }]);
  });

  it('stores vectors of any dimension', async () => {
    const { pool, close } = await openTestDatabase(kind);
    cleanups.push(close);
    const { rows } = await pool.query(`SELECT '[1,2,3]'::vector <-> '[1,2,5]'::vector AS distance`);
    expect(rows).toEqual([{ distance: 2 }]);
  });

  it('opens again with what it held, and has nothing left to migrate', async () => {
    const url = await newDatabase(kind);
    const first = await openDatabase(url);
    await first.prisma.eventReceipt.create({ data: { orgId: 'T1', key: 'kept' } });
    await first.close();
    await first.close();
    const again = await openDatabase(url);
    cleanups.push(() => again.close());
    expect(await again.prisma.eventReceipt.count()).toBe(1);
    const { rows } = await again.pool.query(
      'SELECT migration_name, applied_steps_count, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY started_at, migration_name',
    );
    expect(rows).toEqual(migrations.map((name) => ({ migration_name: name, applied_steps_count: 1, finished: true })));
  });

  it('is not opened by a program that is older, or whose migrations were changed', async () => {
    const database = await openTestDatabase(kind);
    cleanups.push(() => database.close());
    const { pool } = database;
    await pool.query(`UPDATE _prisma_migrations SET checksum = 'x'`);
    await expect(migrateDatabase(pool)).rejects.toThrow(
      'The migration 20261121000000_init was changed after it had been applied: restore it.',
    );
    await pool.query(`UPDATE _prisma_migrations SET migration_name = '20990101000000_later_breaking'`);
    await expect(migrateDatabase(pool)).rejects.toThrow('newer version of this program (migration 20990101000000_later_breaking)');
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('can be opened by an older program beside a newer one, unless the newer one has broken with it', async () => {
    const database = await openTestDatabase(kind);
    cleanups.push(() => database.close());
    const note = (name: string) =>
      database.pool.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES (md5($1), 'of another program', $1, now())`,
        [name],
      );
    await note('20990101000000_a_column_more');
    await migrateDatabase(database.pool);
    await note('20990102000000_a_column_less_breaking');
    await expect(migrateDatabase(database.pool)).rejects.toThrow(
      'newer version of this program (migration 20990102000000_a_column_less_breaking)',
    );
  });

  it('takes a migration whole or not at all', async () => {
    const database = await openTestDatabase(kind);
    cleanups.push(() => database.close());
    const dir = newDirectory();
    const write = (name: string, sql: string) => {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, 'migration.sql'), sql);
    };
    for (const name of migrations) write(name, readFileSync(join(migrationsDir, name, 'migration.sql'), 'utf8'));
    write('20270101000000_broken', 'CREATE TABLE half (id int); SELECT no_such_function();');
    await expect(migrateDatabase(database.pool, dir)).rejects.toThrow('no_such_function');
    expect((await database.pool.query(`SELECT to_regclass('half') AS half`)).rows).toEqual([{ half: null }]);
    expect((await database.pool.query('SELECT count(*)::int AS n FROM _prisma_migrations')).rows).toEqual([{ n: migrations.length }]);
    writeFileSync(join(dir, '20270101000000_broken', 'migration.sql'), 'CREATE TABLE half (id int);');
    await migrateDatabase(database.pool, dir);
    expect((await database.pool.query(`SELECT count(*)::int AS n FROM half`)).rows).toEqual([{ n: 0 }]);
  });
});

describe('a PGlite directory', () => {
  /** The lock that a process like this one left behind, but for what is given. */
  async function leaveLock(directory: string, holder: object): Promise<void> {
    const path = `${directory}.lock`;
    const lock = await lockDirectory(directory);
    const own: object = JSON.parse(readFileSync(path, 'utf8'));
    lock.release();
    writeFileSync(path, JSON.stringify({ ...own, token: 'left-behind', ...holder }));
  }

  it('is for one process: the second one is told the directory and the pid, and changes nothing (G-01)', async () => {
    const url = await newDatabase('pglite');
    const { child, committed, reached } = await startWriter(url, 3);
    await reached;
    const directory = url.slice('pglite:'.length);
    await expect(openDatabase(url)).rejects.toThrow(
      `The directory ${directory} is in use by another process (pid ${child.pid}): stop that one first, or use another directory.`,
    );
    const before = committed.length;
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
    expect(committed.length).toBeGreaterThanOrEqual(before);
    await kill(child);
  });

  it('loses nothing that was committed when its process is killed while it writes, and is free at once', async () => {
    const url = await newDatabase('pglite');
    const expected: string[] = [];
    for (const enough of [1, 17, 40]) {
      const { child, committed, reached } = await startWriter(url, enough);
      await reached;
      await kill(child);
      expected.push(...committed);
    }
    const database = await openDatabase(url);
    cleanups.push(() => database.close());
    const rows = await database.prisma.message.findMany({ select: { id: true, version: true, contextId: true, content: true } });
    const stored = new Set(rows.map((row) => row.id));
    expect(expected.filter((id) => !stored.has(id))).toEqual([]);
    // What was committed but not reported any more: at most one of each process.
    expect(rows.length - expected.length).toBeLessThanOrEqual(3);
    const contexts = await database.prisma.context.findMany({ where: { latestVersion: { gt: 0 } } });
    for (const context of contexts) expect(rows.filter((row) => row.contextId === context.id)).toHaveLength(context.latestVersion);
    expect(await database.prisma.outboxRow.count()).toBe(rows.length);
  }, 120_000);

  it('is taken from a dead process whose number somebody else has now', async () => {
    const directory = join(newDirectory(), 'database');
    await leaveLock(directory, { pid: process.ppid, startedAt: '1' });
    const database = await openDatabase(`pglite:${directory}`);
    expect(JSON.parse(readFileSync(`${directory}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
    await database.close();
    expect(() => statSync(`${directory}.lock`)).toThrow('ENOENT');
  });

  it('given up by several processes at once goes to one of them', async () => {
    const directory = join(newDirectory(), 'database');
    await leaveLock(directory, { pid: 2 ** 22 + 1 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => lockDirectory(directory)));
    const winners = results.filter((result) => result.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(String(result.reason)).toContain('is in use by another process');
    winners[0]?.value.release();
  });

  it('held from another container is refused while its heartbeat goes on, and taken when that has stopped', async () => {
    const directory = join(newDirectory(), 'database');
    const lock = `${directory}.lock`;
    await leaveLock(directory, { place: 'another-container pid:[1]' });
    const beat = setInterval(() => utimesSync(lock, new Date(), new Date()), 50);
    await expect(lockDirectory(directory)).rejects.toThrow('is in use by another process');
    clearInterval(beat);
    const taken = await lockDirectory(directory, { patienceMs: 500 });
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid });
    taken.release();
  });

  it('that cannot be made is one sentence for the operator', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    await expect(openDatabase(`pglite:${join(file, 'database')}`)).rejects.toThrow(/^The directory .*file can't be made \(E\w+\)/);
  });

  it('whose lock cannot be read says which file is in the way', async () => {
    const directory = join(newDirectory(), 'database');
    writeFileSync(`${directory}.lock`, 'not ours');
    await expect(openDatabase(`pglite:${directory}`)).rejects.toThrow(`The lock ${directory}.lock cannot be read`);
    expect(readFileSync(`${directory}.lock`, 'utf8')).toBe('not ours');
  });

  it('lies in a directory that only its owner can enter', async () => {
    const directory = join(newDirectory(), 'data', 'database');
    const database = await openDatabase(`pglite:${directory}`);
    expect(statSync(join(directory, '..')).mode & 0o777).toBe(0o700);
    await database.close();
  });
});

describe('an address that cannot be used', () => {
  it('is explained in one sentence, without the password', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await expect(openDatabase(`postgresql://me:secret@127.0.0.1:${port}/db`)).rejects.toThrow(
      `No PostgreSQL answers at 127.0.0.1:${port}: start it, or correct DATABASE_URL.`,
    );
    await expect(openDatabase('postgresql://me:secret@nowhere.invalid/db')).rejects.toThrow(
      /^The host nowhere\.invalid of DATABASE_URL is not known: correct it\.$/,
    );
    await expect(openDatabase('mysql://localhost')).rejects.toThrow('DATABASE_URL must start with postgresql:// or pglite:');
    await expect(openDatabase('pglite:')).rejects.toThrow('DATABASE_URL names no directory after pglite:');
  });

  it('of a server without pgvector says how to get it, and leaves nothing half done', async () => {
    const bare = await PGlite.create('memory://');
    cleanups.push(() => bare.close());
    const client = { query: (sql: string, values?: unknown[]) => bare.query(sql, values), release: () => undefined };
    const pool = { connect: async () => client } as unknown as pg.Pool;
    await expect(migrateDatabase(pool)).rejects.toThrow(
      /^The PostgreSQL server lacks the extension pgvector: install the package postgresql-\d+-pgvector on it, use the image pgvector\/pgvector, or switch the extension on at your provider\.$/,
    );
    expect((await bare.query(`SELECT to_regclass('workshops') AS workshops`)).rows).toEqual([{ workshops: null }]);
  });

  it.runIf(databaseKinds.includes('postgres'))('of a database that does not exist says how to make it', async () => {
    const url = new URL(process.env.TEST_DATABASE_URL as string);
    url.pathname = '/not_there';
    await expect(openDatabase(url.href)).rejects.toThrow('has no database not_there: create it with `createdb not_there`.');
  });
});
