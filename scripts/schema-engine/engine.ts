/**
 * Prisma's own schema engine, the WebAssembly build, driven through adapter-pg.
 * Scratch ("shadow") databases are PGlite in memory, so that comparing migrations with the schema needs no server.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { openPglite } from '../../src/store/open-pglite.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const MIGRATIONS_DIR = join(ROOT, 'prisma/migrations');
const SCHEMA_FILE = join(ROOT, 'prisma/schema.prisma');
/** PostgreSQL's type "char", which only its catalogs use. */
const CATALOG_CHAR_OID = 18;
const TEXT_OID = 25;

type Datamodel = { path: string; content: string };

/** Runs `use` with an engine; every database it opened is closed afterwards. `url` undefined: an empty scratch database. */
export async function withSchemaEngine<T>(
  { url, datamodels }: { url: string | undefined; datamodels: Datamodel[] },
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const wasm = await loadWasm();
  const closers: (() => Promise<void>)[] = [];
  // engine.free() leaves its adapters open, and asks to dispose some of them twice.
  const track = (close: () => Promise<void>) => {
    let closed: Promise<void> | undefined;
    const closeOnce = () => (closed ??= close());
    closers.push(closeOnce);
    return closeOnce;
  };
  const openScratch = async () => {
    const { pglite, pool } = await openPglite('memory://', undefined);
    return adaptForMigrations(
      pool,
      track(async () => {
        await pool.end();
        await pglite.close();
      }),
    );
  };
  const openServer = async (connectionString: string) => {
    const pool = new pg.Pool({ connectionString, options: '-c TimeZone=UTC' });
    return adaptForMigrations(
      pool,
      track(() => pool.end()),
    );
  };
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => (url === undefined ? openScratch() : openServer(url)),
    connectToShadowDb: openScratch,
  });
  const files = datamodels.map(({ path, content }): [string, string] => [path, content]);
  const engine = await wasm.SchemaEngine.new({ datamodels: files.length > 0 ? files : undefined }, () => undefined, factory);
  try {
    return await use(engine);
  } finally {
    engine.free();
    for (const close of closers) await close();
  }
}

export function readSchema(): string {
  return readFileSync(SCHEMA_FILE, 'utf8');
}

/** The SQL that takes the migrations folder to what `schema` says; undefined when they agree. */
export async function diffMigrationsWithSchema(schema: string): Promise<string | undefined> {
  const files = [{ path: SCHEMA_FILE, content: schema }];
  const filters = { externalTables: [], externalEnums: [] };
  const { exitCode, stdout } = await withSchemaEngine({ url: undefined, datamodels: files }, (engine) =>
    engine.diff({ from: readMigrations(), to: { tag: 'schemaDatamodel', files }, script: true, exitCode: true, filters }),
  );
  return exitCode === 0 ? undefined : (stdout ?? '');
}

function readMigrations(): DiffTarget {
  const lockFile = join(MIGRATIONS_DIR, 'migration_lock.toml');
  const names = existsSync(MIGRATIONS_DIR)
    ? readdirSync(MIGRATIONS_DIR, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  return {
    tag: 'migrations',
    baseDir: MIGRATIONS_DIR,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(MIGRATIONS_DIR, path, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

type SchemaEngineModule = typeof import('@prisma/schema-engine-wasm');
let loaded: Promise<SchemaEngineModule> | undefined;

/** Once per process: the bindings are one module, and a second instance behind them would read the memory of the first. */
function loadWasm(): Promise<SchemaEngineModule> {
  loaded ??= instantiateWasm();
  return loaded;
}

/** The package's own entry imports the .wasm file as a module, which Node cannot do yet: instantiate it by hand. */
async function instantiateWasm(): Promise<SchemaEngineModule> {
  // The engine reports panics here; without it a panic looks like an unrelated TypeError.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(`schema engine: ${message}`) },
  });
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = await import(pathToFileURL(glue).href);
  const bytes = readFileSync(join(dirname(glue), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return bindings;
}

/** adapter-pg, corrected in the two places where the schema engine needs more than queries of the client do. */
async function adaptForMigrations(pool: pg.Pool, dispose: () => Promise<void>): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect();
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    getConnectionInfo: () => adapter.getConnectionInfo(),
    startTransaction: (isolationLevel) => adapter.startTransaction(isolationLevel),
    executeRaw: (query) => adapter.executeRaw(query),
    queryRaw: (query) => queryCatalog(adapter, pool, query),
    executeScript: (script) => executeWhole(pool, script),
    dispose,
  };
}

/** adapter-pg splits a script at every semicolon, which breaks functions and atomicity: send it whole. */
async function executeWhole(pool: pg.Pool, script: string): Promise<void> {
  try {
    await pool.query(script);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error;
    const { code, message, detail, column, hint, severity = 'ERROR' } = error;
    throw new DriverAdapterError({
      kind: 'postgres',
      code,
      severity,
      message,
      detail,
      column,
      hint,
      originalCode: code,
      originalMessage: message,
    });
  }
}

/** adapter-pg refuses the catalogs' "char" type: read it as text, and tell the engine that it is a character. */
async function queryCatalog(adapter: SqlDriverAdapter, pool: pg.Pool, query: SqlQuery) {
  const charColumns: number[] = [];
  const client = {
    query: async (config: pg.QueryConfig) => {
      const result = await pool.query(config);
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== CATALOG_CHAR_OID) continue;
        charColumns.push(index);
        field.dataTypeID = TEXT_OID;
      }
      return result;
    },
  };
  const patient = Object.create(adapter, { client: { value: client } }) as SqlDriverAdapter;
  const rows = await patient.queryRaw(query);
  for (const index of charColumns) rows.columnTypes[index] = ColumnTypeEnum.Character;
  return rows;
}
