import { createContextService } from '../../src/context/create-context-service.ts';
import type { BuiltContext, ContextService, SectionKind } from '../../src/context/types.ts';
import type { Embedder } from '../../src/ports/model.ts';
import type { Store, WorkshopTx } from '../../src/ports/store.ts';
import type { Database } from '../../src/store/open-database.ts';
import type { Artifact } from '../../src/workshop/artifact.ts';
import type { Gap } from '../../src/workshop/gate.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { type DatabaseKind, openTestDatabase } from './open-test-database.ts';
import { countTokens, storeOn, type TestStore } from './open-test-store.ts';

export const at = new Date('2026-11-21T10:00:00.000Z');
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface ContextWorld extends TestStore {
  service: ContextService;
  serviceWith(more: { embedder?: Embedder; recall?: { earlierWorkshops: boolean } }): ContextService;
  contextOf(workshopId: string, stepId: StepId): Promise<string>;
}

/** A store and the context service on it; one token per character. */
export async function openContextWorld(kind: DatabaseKind): Promise<ContextWorld> {
  const test = await storeOn(await openTestDatabase(kind));
  const { store } = test;
  const serviceWith: ContextWorld['serviceWith'] = (more) => createContextService({ store, countTokens, log: silent, ...more });
  return { ...test, service: serviceWith({}), serviceWith, contextOf: (id, stepId) => contextOf(store, id, stepId) };
}

function contextOf(store: Store, workshopId: string, stepId: StepId): Promise<string> {
  return store.inWorkshop(workshopId, async (tx) => (await tx.step(stepId)).contextId);
}

/** A step ends with this artifact and a summary, as `completeStep` would leave it. */
export async function finishStep(
  tx: WorkshopTx,
  stepId: StepId,
  artifact: Artifact,
  more: { summary?: string; gaps?: Gap[] } = {},
): Promise<void> {
  const step = await tx.step(stepId);
  const version = await tx.saveArtifact(step, {
    expectedVersion: (await tx.currentArtifacts()).find((one) => one.stepId === stepId)?.version ?? 0,
    artifact,
    provenance: {},
    author: 'UHOST',
    origin: 'human',
    at,
  });
  await tx.saveSummary(step, { kind: 'deterministic', summary: more.summary ?? `About ${stepId}.`, artifactVersion: version, at });
  await tx.updateStep(step.id, { status: 'complete', gaps: more.gaps ?? [] });
}

/** Any number of messages in one statement: `message 1` … by turns of three people. */
export async function insertMessages(database: Database, contextId: string, count: number, text = "'message ' || n"): Promise<void> {
  await database.pool.query(
    `WITH context AS (
       UPDATE contexts SET latest_version = latest_version + $2::int, message_count = message_count + $2::int
       WHERE id = $1 RETURNING workshop_step_id, latest_version - $2::int AS base
     ), clock AS (
       UPDATE workshops w SET latest_seq = latest_seq + $2::int FROM context JOIN workshop_steps s ON s.id = context.workshop_step_id
       WHERE w.id = s.workshop_id RETURNING latest_seq - $2::int AS base, w.org_id, w.channel_id
     )
     INSERT INTO messages (id, context_id, version, seq, role, content, token_count, tokenizer, org_id, channel_id, slack_user_id, created_at)
     SELECT 'msg_' || $1 || (context.base + n), $1, context.base + n, clock.base + n, 'user', ${text}, length(${text}), 'characters', clock.org_id,
            clock.channel_id, 'U' || n % 3, '2026-11-20'::timestamptz + n * interval '1 second'
     FROM context, clock, generate_series(1, $2::int) n`,
    [contextId, count],
  );
}

export function textsOf(built: BuiltContext, kind: SectionKind): string[] {
  return built.sections.find((section) => section.kind === kind)?.parts.map((part) => part.text) ?? [];
}

export function versionsOf(built: BuiltContext, kind: SectionKind): number[] {
  const parts = built.sections.find((section) => section.kind === kind)?.parts ?? [];
  return parts.flatMap(({ source }) => (source.kind === 'message' ? [source.version] : []));
}
