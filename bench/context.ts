/**
 * What it costs to build the context of one turn, for workshops of different lengths.
 *   npm run bench:context -- [--messages 100,1000,10000,100000] [--runs 200] [--database URL] [--json]
 * Without --database it runs on PGlite in memory, with fewer runs. A database that is given gets a workshop per row, and keeps it.
 * Everything but recall is in p50Ms and p95Ms; what recall adds to that, with another question each time, in recallP50Ms and recallP95Ms.
 */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { countTokens, tokenizerName } from '../src/context/count-tokens.ts';
import { createContextService } from '../src/context/create-context-service.ts';
import { projectArtifact } from '../src/context/project-artifact.ts';
import { termsOf } from '../src/context/recall/terms-of.ts';
import type { ContextService } from '../src/context/types.ts';
import { createStore } from '../src/store/create-store.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { holdTemplates } from '../src/templates/hold-templates.ts';
import { designThinking } from '../src/workshop/steps.ts';
import { buildWorkshop } from './context-workshop.ts';

const budgetTokens = 12_000;
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100,1000,10000,100000' },
    runs: { type: 'string' },
    database: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const sizes = values.messages.split(',').map(Number);
const runs = Number(values.runs ?? (values.database ? 300 : 60));
if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1 || size > 1_000_000) || !(runs >= 1))
  throw new Error('--messages takes numbers from 1 to 1000000 with commas, --runs a number');

interface Row {
  messages: number;
  p50Ms: number;
  p95Ms: number;
  recallP50Ms: number;
  recallP95Ms: number;
  usedTokens: number;
}

const silent = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };
const database = await openDatabase(values.database ?? 'pglite:memory');
const clock = { now: () => new Date() };
const queue = { enqueueTurn: async () => undefined, enqueueWakeUp: async () => undefined };
const settings = {
  queue,
  clock,
  log: silent,
  templates: holdTemplates([designThinking]),
  countTokens,
  tokenizer: tokenizerName,
  projectArtifact,
  termsOf,
};
const store = await createStore({ database, ...settings });
const context = createContextService({ store, countTokens, log: silent });
const questions = readLines('chat.questions.jsonl').concat(readLines('clinic.questions.jsonl')).map(questionOf);

const rows: Row[] = [];
for (const size of sizes) {
  const contextId = await buildWorkshop({ store, database, context, budgetTokens }, size);
  rows.push(await measure(context, contextId, size));
}
await store.close();
if (values.json) console.log(JSON.stringify({ rows }));
else {
  console.log(`The context of one turn, ${budgetTokens} tokens, on ${database.kind}, ${runs} runs, in milliseconds`);
  console.table(rows);
}

async function measure(service: ContextService, contextId: string, messages: number): Promise<Row> {
  let usedTokens = 0;
  const time = async (queryOf: (run: number) => string) => {
    const times: number[] = [];
    for (let run = -Math.min(30, runs); run < runs; run++) {
      const began = performance.now();
      const { manifest } = await service.build({ contextId, budgetTokens, query: queryOf(run) });
      if (run >= 0) times.push(performance.now() - began);
      usedTokens = manifest.usedTokens;
    }
    return times;
  };
  const tiers = await time(() => '');
  const all = await time((run) => questions[(run + questions.length) % questions.length] ?? '');
  const p50Ms = percentile(tiers, 0.5);
  const withoutTiers = (share: number) => round(Math.max(0, percentile(all, share) - p50Ms));
  return { messages, p50Ms, p95Ms: percentile(tiers, 0.95), recallP50Ms: withoutTiers(0.5), recallP95Ms: withoutTiers(0.95), usedTokens };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function readLines(name: string): string[] {
  return readFileSync(new URL(`corpus/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
}

function questionOf(line: string): string {
  const { question, q, text } = JSON.parse(line) as { question?: string; q?: string; text?: string };
  return question ?? q ?? text ?? '';
}
