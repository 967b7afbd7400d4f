import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContextService } from '../../src/context/create-context-service.ts';
import type { BuiltContext, ContextService, SectionKind } from '../../src/context/types.ts';
import type { Store, WorkshopTx } from '../../src/ports/store.ts';
import type { Artifact } from '../../src/workshop/artifact.ts';
import { NotFound } from '../../src/workshop/errors.ts';
import type { Gap } from '../../src/workshop/gate.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { countTokens, say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const at = new Date('2026-11-21T10:00:00.000Z');
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const textsOf = (built: BuiltContext, kind: SectionKind) =>
  built.sections.find((section) => section.kind === kind)?.parts.map((part) => part.text) ?? [];

describe.each(databaseKinds)('the context of a turn on %s', (kind) => {
  let test: TestStore;
  let store: Store;
  let service: ContextService;

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
    store = test.store;
    service = createContextService({ store, countTokens, log });
  });
  afterAll(() => store.close());

  const contextOf = (workshopId: string, stepId: StepId) => store.inWorkshop(workshopId, async (tx) => (await tx.step(stepId)).contextId);

  async function finish(tx: WorkshopTx, stepId: StepId, artifact: Artifact, more: { summary?: string; gaps?: Gap[] } = {}) {
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

  it('begins with what the earlier steps found, in the order of the prompt, and ends with the latest message', async () => {
    const { id } = await startWorkshop(store);
    await store.inWorkshop(id, async (tx) => {
      await finish(tx, 'challenge', { problemStatement: 'Patients wait twice.' });
      await finish(tx, 'persona', { personas: [{ name: 'Maria' }] });
      await say(tx, 'Who decides?', { stepId: 'stakeholder-mapping' });
      await say(tx, 'The practice manager.', { stepId: 'stakeholder-mapping' });
      await say(tx, 'Elsewhere', { stepId: 'challenge' });
    });
    const built = await service.build({ contextId: await contextOf(id, 'stakeholder-mapping'), budgetTokens: 4_000 });
    expect(built.sections.map((section) => section.kind)).toEqual(['artifacts', 'summaries', 'recent']);
    expect(textsOf(built, 'artifacts')).toEqual(['Problem: Patients wait twice.']);
    expect(textsOf(built, 'summaries')).toEqual(['About challenge.']);
    expect(textsOf(built, 'recent')).toEqual(['Who decides?', 'The practice manager.']);
    expect(built.missing).toEqual([]);
    expect(built.manifest.leftOut).toEqual([{ kind: 'artifacts', count: 1, why: 'not-read-by-step' }]);
  });

  it('of a missing or deleted context is NotFound', async () => {
    await expect(service.build({ contextId: 'ctx_none', budgetTokens: 1_000 })).rejects.toThrow(NotFound);
    const { id } = await startWorkshop(store);
    const contextId = await contextOf(id, 'challenge');
    await test.database.prisma.context.update({ where: { id: contextId }, data: { deletedAt: at } });
    await expect(service.build({ contextId, budgetTokens: 1_000 })).rejects.toThrow(NotFound);
    await expect(service.contextAt(contextId, 1)).rejects.toThrow(NotFound);
  });
});
