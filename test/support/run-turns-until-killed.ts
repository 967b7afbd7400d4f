/**
 * A process for kill tests: works turns from the queue in the database given, and prints `start ID` and `end ID`.
 * `node --import tsx test/support/run-turns-until-killed.ts URL RUN_MS`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createTurnQueue } from '../../src/queue/create-turn-queue.ts';
import { openDatabase } from '../../src/store/open-database.ts';

const [url = '', runMs = '0'] = process.argv.slice(2);
const log = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };
const queue = await createTurnQueue({ database: await openDatabase(url), log });
await queue.start({
  run: async ({ contextId }) => {
    process.stdout.write(`start ${contextId}\n`);
    await sleep(Number(runMs));
    process.stdout.write(`end ${contextId}\n`);
  },
  onGiveUp: async () => undefined,
  wake: async () => undefined,
});
