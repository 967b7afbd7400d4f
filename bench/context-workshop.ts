/** A workshop with any number of messages in its logs, as a long-lived one would have them, put into the database in bulk. */
import { readFileSync } from 'node:fs';
import { countTokens, tokenizerName } from '../src/context/count-tokens.ts';
import type { ContextService } from '../src/context/types.ts';
import type { Store } from '../src/ports/store.ts';
import type { Database } from '../src/store/open-database.ts';
import type { Artifact } from '../src/workshop/artifact.ts';
import type { StepId } from '../src/workshop/ids.ts';
import type { Json, JsonObject } from '../src/workshop/json.ts';
import type { Field } from '../src/workshop/step-definition.ts';
import { designThinking } from '../src/workshop/steps.ts';

interface Bench {
  store: Store;
  database: Database;
  context: ContextService;
  budgetTokens: number;
}

/** The step that reads all the others. */
const measuredStep: StepId = 'validate';
/** Said since the last compaction. */
const freshMessages = 40;
/** From one look at whether to compact to the next; a real log is looked at after each turn. */
const saidBetween = 400;
const batchRows = 5_000;
const at = new Date('2026-11-21T10:00:00.000Z');
const people = ['UMAYA', 'UTOMAS', 'UAIKO', 'USAM', 'UROSA', 'ULENA', 'UJONAS', 'UEMIL'];

/** Half of the messages are in the measured step's log, whose context is returned; the rest in the nine others. */
export async function buildWorkshop(bench: Bench, messages: number): Promise<string> {
  const { store, database, context, budgetTokens } = bench;
  const texts = createTexts(messages);
  const workshopId = await store.createWorkshop(
    {
      orgId: 'TBENCH',
      channelId: `C${messages}`,
      ownerUserId: 'UMAYA',
      title: 'Bench',
      originalIdea: 'A better check-in',
      pace: 'async',
      now: at,
    },
    async (tx) => {
      await tx.updateWorkshop({ status: 'active' });
      return tx.workshop.id;
    },
  );
  const { steps } = await store.loadWorkshop(workshopId);
  const logOf = new Map(steps.map((step) => [step.stepId, step.contextId]));
  const measured = logOf.get(measuredStep) ?? '';
  const own = Math.ceil(messages / 2);
  for (const id of designThinking.ids) {
    const count = id === measuredStep ? Math.max(0, own - freshMessages) : Math.floor((messages - own) / (designThinking.ids.length - 1));
    const log = { workshopId, contextId: logOf.get(id) ?? '', channelId: `C${messages}` };
    if (id !== measuredStep) await insertMessages(database, log, count, texts);
    else
      for (let done = 0; done < count; done += saidBetween) {
        await insertMessages(database, log, Math.min(saidBetween, count - done), texts);
        await context.compactIfNeeded(measured, budgetTokens);
      }
  }
  await store.inWorkshop(workshopId, async (tx) => {
    for (const { id: stepId } of designThinking.steps) {
      if (stepId === measuredStep) continue;
      const step = await tx.step(stepId);
      const artifact = fillArtifact(stepId, texts);
      await tx.saveArtifact(step, { expectedVersion: 0, artifact, provenance: {}, author: 'UMAYA', origin: 'human', at });
      const summary = Array.from({ length: 6 }, texts).join(' ');
      await tx.saveSummary(step, { kind: 'deterministic', summary, artifactVersion: 1, at });
      await tx.updateStep(step.id, { status: 'complete', completedAt: at });
    }
  });
  await insertMessages(database, { workshopId, contextId: measured, channelId: `C${messages}` }, Math.min(own, freshMessages), texts);
  for (const contextId of logOf.values()) await store.indexForRecall(contextId, messages + 1);
  const [source] = (await store.recentMessages(measured, 20)).filter((message) => message.role === 'user');
  for (let n = 0; n < 40; n++) {
    const scope = n % 2 === 0 ? { scope: 'workshop' as const, scopeId: workshopId } : { scope: 'thread' as const, scopeId: measured };
    const sourceMessageId = source?.id ?? '';
    await store.storeContext({ ...scope, type: 'domain', key: `Fact ${n}`, value: texts(), confidence: 0.9, sourceMessageId, at });
  }
  await database.pool.query('VACUUM ANALYZE');
  return measured;
}

async function insertMessages(
  { pool }: Database,
  log: { workshopId: string; contextId: string; channelId: string },
  count: number,
  texts: () => string,
): Promise<void> {
  for (let done = 0; done < count; done += batchRows) {
    const batch = Array.from({ length: Math.min(batchRows, count - done) }, texts);
    await pool.query(
      `WITH context AS (
         UPDATE contexts SET latest_version = latest_version + $7, handled_version = latest_version + $7, message_count = message_count + $7
         WHERE id = $1 RETURNING latest_version - $7 AS base
       ), clock AS (UPDATE workshops SET latest_seq = latest_seq + $7 WHERE id = $2 RETURNING latest_seq - $7 AS base)
       INSERT INTO messages (id, context_id, version, seq, role, content, token_count, tokenizer, org_id, channel_id, slack_user_id, created_at, model)
       SELECT 'msg_' || $1 || (context.base + n), $1, context.base + n, clock.base + n, CASE WHEN n % 7 = 0 THEN 'assistant' ELSE 'user' END,
              text, tokens, $5, 'TBENCH', $3, CASE WHEN n % 7 = 0 THEN NULL ELSE ($6::text[])[1 + n % 8] END,
              '2026-11-01'::timestamptz + n * interval '1 second', CASE WHEN n % 7 = 0 THEN 'bench' END
       FROM context, clock, unnest($4::text[], $8::int[]) WITH ORDINALITY AS message(text, tokens, n)`,
      [log.contextId, log.workshopId, log.channelId, batch, tokenizerName, people, batch.length, batch.map(countTokens)],
    );
  }
}

/** Words as often as in a real text (Zipf), from a large vocabulary; now and then a line of a real conversation. */
function createTexts(seed: number): () => string {
  const real = ['chat', 'clinic'].flatMap((name) =>
    readFileSync(new URL(`corpus/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { text: string }).text),
  );
  const common = [
    ...new Set(
      real
        .join(' ')
        .toLowerCase()
        .match(/[a-z]{2,}/g),
    ),
  ];
  const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'la', 'me', 'ni', 'po', 'ru', 'sa', 'te', 'vi', 'wo', 'zu'];
  const rare = (rank: number) => [rank % 15, Math.floor(rank / 15) % 15, Math.floor(rank / 225) % 15, 7].map((n) => syllables[n]).join('');
  const random = createRandom(seed);
  const word = () => {
    const rank = Math.floor(Math.exp(random() * Math.log(common.length + 20_000))) - 1;
    return common[rank] ?? rare(rank);
  };
  return () => {
    if (random() < 0.02) return real[Math.floor(random() * real.length)] ?? '';
    const words = Array.from({ length: 4 + Math.floor(random() * 22) }, word);
    return `${words.join(' ')}${random() < 0.2 ? ` ${Math.floor(random() * 500)} minutes` : ''}.`;
  };
}

function createRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function fillArtifact(stepId: StepId, texts: () => string): Artifact {
  return fillFields(designThinking.step(stepId).fields, texts);
}

function fillFields(fields: readonly Field[], texts: () => string): JsonObject {
  const filled: JsonObject = {};
  for (const field of fields) {
    const value = fillField(field, texts);
    if (value !== undefined && !field.key.includes('.')) filled[field.key] = value;
  }
  return filled;
}

function fillField(field: Field, texts: () => string): Json | undefined {
  // Fields are shorter than messages.
  const short = () => texts().split(' ').slice(0, 9).join(' ');
  if (field.kind === 'text') return short();
  if (field.kind === 'choice') return field.options[0];
  if (field.kind === 'number') return field.min;
  if (field.kind === 'texts') return Array.from({ length: Math.min(3, field.max) }, short);
  if (field.kind === 'items' && !field.internal)
    return Array.from({ length: Math.min(5, field.max) }, () => fillFields(field.props, texts));
  return undefined;
}
