import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContextService } from '../../src/context/types.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, type ContextWorld, insertMessages, openContextWorld, textsOf, versionsOf } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop } from '../support/open-test-store.ts';

describe.each(databaseKinds)('compaction on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;
  let service: ContextService;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store, service } = world);
  });
  afterAll(() => store.close());

  const budgetTokens = 2_000;

  async function withMessages(count: number, text?: string) {
    const { id } = await startWorkshop(store);
    const contextId = await world.contextOf(id, 'challenge');
    await insertMessages(world.database, contextId, count, text);
    return { id, contextId };
  }
  const rowsOf = (contextId: string) => world.database.prisma.message.findMany({ where: { contextId }, orderBy: { version: 'asc' } });
  const build = (contextId: string) => service.build({ contextId, budgetTokens, query: '' });

  it('does nothing while the messages are well within their budget', async () => {
    const { contextId } = await withMessages(20);
    expect(await service.compactIfNeeded(contextId, budgetTokens)).toBe(false);
    expect(await rowsOf(contextId)).toHaveLength(20);
  });

  it('covers all but the last ten with one more message of the log, and changes no words', async () => {
    const { contextId } = await withMessages(80);
    expect(await service.compactIfNeeded(contextId, budgetTokens)).toBe(true);
    const rows = await rowsOf(contextId);
    const compaction = rows.at(-1);
    expect(compaction).toMatchObject({
      version: 81,
      role: 'system',
      metadata: { kind: 'compaction', coversFrom: 1, coversTo: 70, messages: 70 },
    });
    expect(rows.slice(0, 80).map((row) => row.content)).toEqual(Array.from({ length: 80 }, (_, n) => `message ${n + 1}`));
    expect(rows.filter((row) => row.compactedIntoVersion === 81).map((row) => row.version)).toEqual(
      Array.from({ length: 70 }, (_, n) => n + 1),
    );
    expect(rows.every((row) => row.deletedAt === null)).toBe(true);
    const built = await build(contextId);
    expect(versionsOf(built, 'recent')).toEqual([71, 72, 73, 74, 75, 76, 77, 78, 79, 80]);
    expect(textsOf(built, 'compacted')[0]).toContain('[70] U1: message 70');
    expect(built.sections.find((section) => section.kind === 'compacted')?.parts[0]?.source).toMatchObject({
      fromVersion: 1,
      toVersion: 70,
    });
    expect(built.manifest.leftOut).toContainEqual({ kind: 'recent', count: 70, why: 'covered-by-compaction' });
  });

  it('is done once, however often it is asked for, by several at the same time', async () => {
    const { contextId } = await withMessages(80);
    const done = await Promise.all(Array.from({ length: 4 }, () => service.compactIfNeeded(contextId, budgetTokens)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await service.compactIfNeeded(contextId, budgetTokens)).toBe(false);
    expect((await rowsOf(contextId)).filter((row) => row.role === 'system')).toHaveLength(1);
  });

  it('loses no message that arrives meanwhile (F-41)', async () => {
    const { id, contextId } = await withMessages(80);
    const said = Array.from({ length: 8 }, (_, n) => store.inWorkshop(id, (tx) => say(tx, `meanwhile ${n}`)));
    await Promise.all([service.compactIfNeeded(contextId, budgetTokens), ...said]);
    const shown = textsOf(await build(contextId), 'recent');
    for (let n = 0; n < 8; n++) expect(shown).toContain(`meanwhile ${n}`);
  });

  it('ends when there is nothing to cover, even if the last ten alone are too much', async () => {
    const { contextId } = await withMessages(10, "repeat('word ', 500)");
    expect(await service.compactIfNeeded(contextId, budgetTokens)).toBe(false);
    expect(await service.compactIfNeeded(contextId, 0)).toBe(false);
    expect(versionsOf(await build(contextId), 'recent')).toHaveLength(10);
  });

  it('catches up with a long history in bounded pieces', async () => {
    const { contextId } = await withMessages(3_000);
    expect(await service.compactIfNeeded(contextId, budgetTokens)).toBe(true);
    const compactions = (await rowsOf(contextId)).filter((row) => row.role === 'system');
    expect(compactions).toHaveLength(6);
    expect(compactions.at(-1)?.metadata).toMatchObject({ coversFrom: 1, coversTo: 2_990, messages: 2_990 });
    expect(versionsOf(await build(contextId), 'recent')[0]).toBe(2_991);
  });

  it('disturbs nobody else who reads the log', async () => {
    const { id, contextId } = await withMessages(80);
    await store.inWorkshop(id, (tx) =>
      tx.finishTurn(contextId, { expectedHandledVersion: 0, handledVersion: 80, flagged: [], asOfSeq: 80 }),
    );
    await service.compactIfNeeded(contextId, budgetTokens);
    expect(await store.countMessages(id)).toEqual({ human: 80, bot: 0 });
    expect((await store.recentMessages(contextId, 3)).map((message) => message.version)).toEqual([78, 79, 80]);
    expect((await store.loadTurn(contextId))?.messages).toEqual([]);
    const later = await store.inWorkshop(id, (tx) => say(tx, 'next'));
    expect(later?.version).toBe(82);
    expect((await store.loadTurn(contextId))?.messages.map((message) => message.content)).toEqual(['next']);
  });

  it('shows nothing of what is deleted after it was covered, and an edit as it is now with the next one', async () => {
    const { id, contextId } = await withMessages(80, "'Ana Nr' || n || ' must pay ' || n || ' euros'");
    await service.compactIfNeeded(contextId, budgetTokens);
    const shown = /\[(\d+)\] U\d: Ana Nr/g;
    const before = textsOf(await build(contextId), 'compacted')[0] ?? '';
    const [gone = 0, edited = 0] = [...before.matchAll(shown)].map((match) => Number(match[1]));
    const idOf = (version: number) => `msg_${contextId}${version}`;
    await store.inWorkshop(id, async (tx) => {
      await tx.markMessageDeleted(idOf(gone), at);
      await tx.reviseMessage(idOf(edited), `Ana Nr${edited} must pay 7777 euros for ABC-1`, at);
    });
    const after = textsOf(await build(contextId), 'compacted')[0] ?? '';
    expect(after).not.toContain(`Ana Nr${gone} `);
    expect(after).not.toContain(`Ana Nr${edited} must`);
    await insertMessages(world.database, contextId, 60);
    await service.compactIfNeeded(contextId, budgetTokens);
    const next = JSON.stringify((await rowsOf(contextId)).at(-1)?.metadata);
    expect(next).not.toContain(`Ana Nr${gone} `);
    expect(next).not.toContain(`Ana Nr${edited} must pay ${edited}`);
    expect(next).toContain(`Ana Nr${edited} must pay 7777 euros for ABC-1`);
  });

  it('covers or shows every message, whatever was said between the turns', async () => {
    const lengths = fc.array(fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 4_000 })), { maxLength: 30 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1_500, max: 6_000 }), async (turns, budget) => {
        const { id } = await startWorkshop(store);
        const contextId = await world.contextOf(id, 'challenge');
        for (const turn of turns) {
          await store.inWorkshop(id, async (tx) => {
            for (const length of turn) await say(tx, 'word '.repeat(length / 5));
          });
          await service.compactIfNeeded(contextId, budget);
          const { sections, manifest } = await service.build({ contextId, budgetTokens: budget, query: '' });
          const parts = sections.flatMap((section) => section.parts);
          const upTo = (await store.contextWindow(contextId, budget)).compaction?.coversTo ?? 0;
          const stored = (await rowsOf(contextId)).filter((row) => row.role !== 'system').map((row) => row.version);
          const shown = parts.flatMap(({ source }) => (source.kind === 'message' ? [source.version] : []));
          expect(stored.filter((version) => version > upTo)).toEqual(shown);
          expect(manifest.usedTokens).toBeLessThanOrEqual(budget);
        }
      }),
      { numRuns: 6 },
    );
  });
});
