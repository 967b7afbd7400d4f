/** Stands in for Prisma's native schema engine: the same arguments, the same JSON-RPC over standard input and output. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { withSchemaEngine } from './engine.ts';

type Request = { id: number; method?: string; params: unknown };

/** The native engine's names for what the WebAssembly build calls otherwise. */
const METHOD_ALIASES: Record<string, string> = { getDatabaseVersion: 'version' };
/** The command line wants no result of these. */
const RESULTLESS = new Set(['dbExecute', 'reset']);
/** Ids of our own requests start here, out of the way of the command line's. */
const PRINT_ID_OFFSET = 100_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' }, version: { type: 'boolean' } },
});
const datasource: { url?: string } = typeof values.datasource === 'string' ? JSON.parse(values.datasource) : {};

if (values.version) console.log('schema-engine-cli wasm');
else if (positionals[0] === 'cli') await checkConnection(datasource.url ?? '');
else await serve();
process.exit();

/** `cli can-connect-to-database`: says nothing when it can, one log line and exit 1 when not. */
async function checkConnection(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    const missing = error instanceof pg.DatabaseError && error.code === '3D000';
    const fields = { error_code: missing ? 'P1003' : 'P1001', message: (error as Error).message };
    process.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`);
    process.exitCode = 1;
  }
}

async function serve(): Promise<void> {
  const paths = (values.datamodels ?? []) as string[];
  const datamodels = paths.map((path) => ({ path, content: readFileSync(path, 'utf8') }));
  const url = datasource.url?.startsWith('postgres') ? datasource.url : undefined;
  await withSchemaEngine({ url, datamodels }, async (engine) => {
    for await (const line of createInterface({ input: process.stdin })) {
      const request = JSON.parse(line) as Request;
      if (request.method !== undefined) send(await answer(engine, request.id, request.method, request.params));
    }
  });
}

async function answer(engine: SchemaEngine, id: number, method: string, params: unknown): Promise<object> {
  try {
    const methods = engine as unknown as Record<string, (params: unknown) => Promise<unknown>>;
    const result = (await methods[METHOD_ALIASES[method] ?? method]?.(params)) as { stdout?: string | null } | undefined;
    if (method === 'diff' && result?.stdout) send({ id: PRINT_ID_OFFSET + id, method: 'print', params: { content: result.stdout } });
    return { id, result: RESULTLESS.has(method) ? null : (result ?? null) };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return { id, error: { code: 4466, message, data: { is_panic: false, message: message.split('\n   0:')[0], error_code: code } } };
  }
}

function send(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
