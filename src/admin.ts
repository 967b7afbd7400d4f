import { writeFile } from 'node:fs/promises';
import type { AdminContext } from './admin/context.ts';
import { readVerb, runVerb, sayHelp } from './admin/run-verb.ts';
import { type Environment, loadDotEnv, readEnvironment, toConfig } from './config.ts';
import { countTokens, tokenizerName } from './context/count-tokens.ts';
import { projectArtifact } from './context/project-artifact.ts';
import { termsOf } from './context/recall/terms-of.ts';
import { createLogger, runMain } from './process.ts';
import { createTurnQueue } from './queue/create-turn-queue.ts';
import { createStore } from './store/create-store.ts';
import { type Database, openDatabase } from './store/open-database.ts';
import { rewrapTokens } from './store/rewrap-tokens.ts';
import { createTokenSeal } from './store/token-seal.ts';
import { loadTemplates } from './templates/load-templates.ts';

const connections = 3;

/** `npm run admin -- VERB`: what operators look at and mend. Works beside running processes on PostgreSQL. */
await runMain(async () => {
  loadDotEnv();
  const asked = readVerb(process.argv.slice(2));
  if (asked === 'help') return void process.stdout.write(`${sayHelp()}\n`);
  const env = readEnvironment(process.env);
  const config = toConfig(env);
  const log = createLogger('warn', 2);
  const clock = { now: () => new Date() };
  const database = await openDatabase(config.databaseUrl, {
    connections,
    migrates: !asked.verb.anySchema,
    ...(config.directDatabaseUrl ? { directUrl: config.directDatabaseUrl } : {}),
  });
  let queue: ReturnType<AdminContext['queue']> | undefined;
  let store: ReturnType<AdminContext['store']> | undefined;
  const openQueue = () => {
    queue ??= createTurnQueue({ database, clock, log, works: false });
    return queue;
  };
  const openStore = async () => {
    const db = { executeSql: (text: string, values?: unknown[]) => database.pool.query(text, values) };
    const templates = await loadTemplates(db, config.templatesDir);
    return createStore({
      database,
      queue: await openQueue(),
      clock,
      log,
      templates,
      countTokens,
      tokenizer: tokenizerName,
      projectArtifact,
      termsOf,
    });
  };
  const context: AdminContext = {
    database,
    clock,
    log,
    queue: openQueue,
    store() {
      store ??= openStore();
      return store;
    },
    ...rotating(database, env.TOKEN_KEYS),
    writeFile: (path, text) => writeFile(path, text, { mode: 0o600 }),
  };
  try {
    const { text, exitCode } = await runVerb(context, asked);
    process.stdout.write(`${text}\n`);
    process.exitCode = exitCode;
  } finally {
    await (await queue)?.stop(0);
    await database.close();
  }
});

function rotating({ prisma }: Database, keys: Environment['TOKEN_KEYS']): Pick<AdminContext, 'rotateKeys'> {
  const newest = keys?.[0];
  if (!keys || !newest) return {};
  return { rotateKeys: async () => ({ rotated: await rewrapTokens(prisma, createTokenSeal(keys)), key: newest.id }) };
}
