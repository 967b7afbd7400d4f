import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UsageRecord } from '../../src/ports/context-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, type ContextWorld, openContextWorld } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { startWorkshop } from '../support/open-test-store.ts';

describe.each(databaseKinds)('what is kept of model calls on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store } = world);
  });
  afterAll(() => store.close());

  it('is the newest twenty manifests of each step', async () => {
    const { id } = await startWorkshop(store);
    const save = (n: number, stepId: 'challenge' | 'persona' = 'challenge') =>
      store.saveManifest({
        workshopId: id,
        stepId,
        purpose: 'reply',
        model: 'm',
        manifest: { usedTokens: n },
        promptTokens: n,
        at: new Date(at.getTime() + n),
      });
    await save(0, 'persona');
    for (let n = 1; n <= 25; n++) await save(n);
    const kept = await world.database.prisma.promptManifest.findMany({ where: { workshopId: id }, orderBy: { promptTokens: 'asc' } });
    expect(kept.map((row) => row.promptTokens)).toEqual([0, ...Array.from({ length: 20 }, (_, n) => n + 6)]);
    expect(await store.latestManifest(id, 'challenge')).toEqual({
      workshopId: id,
      stepId: 'challenge',
      purpose: 'reply',
      model: 'm',
      manifest: { usedTokens: 25 },
      promptTokens: 25,
      at: new Date(at.getTime() + 25),
    });
    expect(await store.latestManifest(id, 'reframe')).toBeUndefined();
  });

  it('is every attempt with its cost, summed by workshop or by team and time', async () => {
    const orgId = 'TUSAGE';
    const one = await startWorkshop(store, { orgId });
    const other = await startWorkshop(store, { orgId });
    const event: UsageRecord = {
      orgId,
      workshopId: one.id,
      stepId: 'challenge',
      purpose: 'reply',
      model: 'm',
      outcome: 'ok',
      promptTokens: 1_000,
      cachedTokens: 600,
      completionTokens: 50,
      reasoningTokens: 10,
      costMicros: 3_000_000_000,
      durationMs: 900,
      at,
    };
    await store.recordUsage(event);
    await store.recordUsage({ ...event, outcome: 'timeout', stepId: null, at: new Date(at.getTime() + 60_000) });
    await store.recordUsage({ ...event, workshopId: other.id });
    const sum = { promptTokens: 2_000, cachedTokens: 1_200, completionTokens: 100, reasoningTokens: 20, costMicros: 6_000_000_000 };
    expect(await store.usageOf({ workshopId: one.id })).toEqual({ calls: 2, ...sum });
    expect((await store.usageOf({ orgId, since: at })).calls).toBe(3);
    expect((await store.usageOf({ orgId, since: new Date(at.getTime() + 1) })).calls).toBe(1);
    expect(await store.usageOf({ orgId: 'T_NONE', since: at })).toEqual({
      calls: 0,
      promptTokens: 0,
      cachedTokens: 0,
      completionTokens: 0,
      reasoningTokens: 0,
      costMicros: 0,
    });
  });
});
