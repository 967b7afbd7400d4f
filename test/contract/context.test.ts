import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContextService } from '../../src/context/types.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Artifact } from '../../src/workshop/artifact.ts';
import { NotFound } from '../../src/workshop/errors.ts';
import { at, type ContextWorld, finishStep, insertMessages, openContextWorld, textsOf, versionsOf } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop } from '../support/open-test-store.ts';

describe.each(databaseKinds)('the context of a turn on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;
  let service: ContextService;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store, service } = world);
  });
  afterAll(() => store.close());

  const noRecall = { budgetTokens: 6_000, query: '' };

  describe('what it is made of', () => {
    it('begins with what the earlier steps found, in the order of the prompt, and ends with the latest message', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        await finishStep(tx, 'challenge', { problemStatement: 'Patients wait twice.' });
        await finishStep(tx, 'persona', { personas: [{ name: 'Maria' }] });
        await say(tx, 'Who decides?', { stepId: 'stakeholder-mapping' });
        await say(tx, 'The practice manager.', { stepId: 'stakeholder-mapping' });
        await say(tx, 'Elsewhere', { stepId: 'challenge' });
      });
      const built = await service.build({ contextId: await world.contextOf(id, 'stakeholder-mapping'), ...noRecall });
      expect(built.sections.map((section) => section.kind)).toEqual(['artifacts', 'summaries', 'recent']);
      expect(textsOf(built, 'artifacts')).toEqual(['Problem: Patients wait twice.']);
      expect(textsOf(built, 'summaries')).toEqual(['About challenge.']);
      expect(textsOf(built, 'recent')).toEqual(['Who decides?', 'The practice manager.']);
      expect(built.missing).toEqual([]);
      expect(built.manifest.leftOut).toEqual([{ kind: 'artifacts', count: 1, why: 'not-read-by-step' }]);
    });

    it('shows the current version of each thing, never a failed summary, and says what is stale (F-02, F-03)', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        await finishStep(tx, 'challenge', { problemStatement: 'First words' }, { summary: 'First summary' });
        await finishStep(tx, 'challenge', { problemStatement: 'Second words' }, { summary: 'Second summary' });
        const step = await tx.step('challenge');
        await tx.saveSummary(step, { kind: 'failed', summary: 'the model said sorry', artifactVersion: 2, at });
        await tx.updateStep(step.id, { status: 'needs_regeneration' });
      });
      const built = await service.build({ contextId: await world.contextOf(id, 'user-research'), ...noRecall });
      expect(textsOf(built, 'artifacts')).toEqual(['Problem: Second words']);
      expect(textsOf(built, 'summaries')).toEqual(['Second summary']);
      expect(built.sections[0]?.parts[0]?.source).toMatchObject({ stepId: 'challenge', version: 2, isStale: true });
      expect(built.manifest.leftOut).toContainEqual({ kind: 'summaries', count: 1, why: 'failed' });
      expect(built.missing).toEqual(['stakeholder-mapping']);
    });

    it('has messages as they are now: without deleted ones, edited ones with their new words, nothing of system or tools', async () => {
      const { id } = await startWorkshop(store);
      const contextId = await world.contextOf(id, 'challenge');
      await store.inWorkshop(id, async (tx) => {
        const edited = await say(tx, 'wrong');
        const deleted = await say(tx, 'secret');
        for (const role of ['system', 'tool', 'assistant'] as const)
          await tx.appendMessage({ contextId, role, content: `by ${role}`, userId: null, slackTs: null, createdAt: at });
        await say(tx, '');
        await tx.reviseMessage(edited?.id ?? '', 'right', at);
        await tx.markMessageDeleted(deleted?.id ?? '', at);
      });
      const built = await service.build({ contextId, ...noRecall });
      expect(textsOf(built, 'recent')).toEqual(['right', 'by assistant', '']);
      expect(built.manifest.leftOut).toEqual([{ kind: 'recent', count: 1, why: 'deleted' }]);
    });

    it('carries what stayed open, with the reason why the team moved on', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        await finishStep(tx, 'challenge', {}, { gaps: [{ field: 'hmwStatement', says: 'the question', items: [] }] });
        await tx.updateStep((await tx.step('challenge')).id, { skipReason: 'Done last month' });
      });
      const built = await service.build({ contextId: await world.contextOf(id, 'stakeholder-mapping'), ...noRecall });
      expect(textsOf(built, 'gaps')).toEqual([
        expect.stringContaining('Nothing is known from the step "Challenge"'),
        'Still open in "Challenge": the question. The team moved on: Done last month',
      ]);
      expect(textsOf(built, 'artifacts')).toEqual([]);
    });

    it('has facts of its thread, its workshop and its team, and of no other (F-32, F-41)', async () => {
      const { id } = await startWorkshop(store);
      const other = await startWorkshop(store);
      const elsewhere = await startWorkshop(store, { orgId: 'T9' });
      const contextId = await world.contextOf(id, 'challenge');
      type Place = { scope: 'thread' | 'workshop' | 'team'; scopeId: string; consentedBy?: string };
      const remember = async (workshopId: string, key: string, place: Place) => {
        const message = await store.inWorkshop(workshopId, (tx) => say(tx, `about ${key}`));
        await store.storeContext({
          ...place,
          type: 'domain',
          key,
          value: 'known',
          confidence: 0.9,
          sourceMessageId: message?.id ?? '',
          at,
        });
      };
      await remember(id, 'team', { scope: 'team', scopeId: 'T1', consentedBy: 'UHOST' });
      await remember(id, 'team without a yes', { scope: 'team', scopeId: 'T1' });
      await remember(id, 'workshop', { scope: 'workshop', scopeId: id });
      await remember(id, 'thread', { scope: 'thread', scopeId: contextId });
      await remember(other.id, 'other workshop', { scope: 'workshop', scopeId: other.id });
      await remember(elsewhere.id, 'other team', { scope: 'team', scopeId: 'T9', consentedBy: 'UHOST' });
      expect(textsOf(await service.build({ contextId, ...noRecall }), 'facts').sort()).toEqual([
        'team: known',
        'thread: known',
        'workshop: known',
      ]);
      const next = await world.contextOf(id, 'persona');
      expect(textsOf(await service.build({ contextId: next, ...noRecall }), 'facts').sort()).toEqual(['team: known', 'workshop: known']);
    });

    it('of a missing or deleted context is NotFound', async () => {
      await expect(service.build({ contextId: 'ctx_none', ...noRecall })).rejects.toThrow(NotFound);
      const { id } = await startWorkshop(store);
      const contextId = await world.contextOf(id, 'challenge');
      await world.database.prisma.context.update({ where: { id: contextId }, data: { deletedAt: at } });
      await expect(service.build({ contextId, ...noRecall })).rejects.toThrow(NotFound);
      await expect(service.contextAt(contextId, 1)).rejects.toThrow(NotFound);
      await expect(service.compactIfNeeded(contextId, 1_000)).rejects.toThrow(NotFound);
    });
  });

  describe('within its budget', () => {
    it('takes a projection of an artifact of ten megabytes, which never leaves the database (F-11)', async () => {
      const { id } = await startWorkshop(store);
      const drawing = 'picture/'.repeat(1_300_000);
      const artifact: Artifact = { problemStatement: 'Patients wait twice.', targetUser: drawing };
      await store.inWorkshop(id, (tx) => finishStep(tx, 'challenge', artifact));
      const contextId = await world.contextOf(id, 'stakeholder-mapping');
      const built = await service.build({ contextId, ...noRecall });
      expect(built.manifest.usedTokens).toBeLessThanOrEqual(6_000);
      const [text] = textsOf(built, 'artifacts');
      expect(text).toContain('Patients wait twice.');
      expect(text?.length).toBeLessThan(2_000);
      const { reads } = await store.contextSources(contextId);
      expect(JSON.stringify(reads).length).toBeLessThan(20_000);
    });

    it('projects an artifact from before projections were kept once, and leaves one out that is too large', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        await finishStep(tx, 'challenge', { problemStatement: 'From before' });
        await finishStep(tx, 'stakeholder-mapping', { stakeholders: [{ name: 'x'.repeat(2_500_000) }] });
      });
      const old = { workshopStep: { workshopId: id } };
      await world.database.prisma.stepArtifact.updateMany({ where: old, data: { projection: null, projectionTokens: null } });
      const contextId = await world.contextOf(id, 'user-research');
      expect(textsOf(await service.build({ contextId, ...noRecall }), 'artifacts')).toEqual(['Problem: From before']);
      const rows = await world.database.prisma.stepArtifact.findMany({
        where: old,
        orderBy: { stepId: 'asc' },
        select: { projection: true },
      });
      expect(rows.map((row) => row.projection)).toEqual(['Problem: From before', '']);
    });

    it('shows the beginning of a huge message, and loads no more of it', async () => {
      const { id } = await startWorkshop(store);
      const contextId = await world.contextOf(id, 'challenge');
      await store.inWorkshop(id, async (tx) => {
        await say(tx, 'before');
        await say(tx, 'word '.repeat(2_000_000));
      });
      const { messages } = await store.contextWindow(contextId, 6_000);
      expect(messages.map((message) => [message.text.length, message.isWhole])).toEqual([
        [16_000, false],
        [6, true],
      ]);
      const built = await service.build({ contextId, budgetTokens: 2_000, query: '' });
      expect(built.manifest.usedTokens).toBeLessThanOrEqual(2_000);
      expect(textsOf(built, 'recent').map((text) => text.slice(0, 10))).toEqual(['before', 'word word ']);
    });

    it('counts with a margin what another tokenizer counted (F-39)', async () => {
      const { id } = await startWorkshop(store);
      const contextId = await world.contextOf(id, 'challenge');
      await store.inWorkshop(id, (tx) => say(tx, 'x'.repeat(100)));
      await world.database.prisma.message.updateMany({ where: { contextId }, data: { tokenizer: 'another' } });
      const { messages } = await store.contextWindow(contextId, 6_000);
      expect(messages[0]?.tokens).toBe(115);
    });

    it('reads no more than may fit, of a hundred thousand messages', async () => {
      const { id } = await startWorkshop(store);
      const contextId = await world.contextOf(id, 'challenge');
      await insertMessages(world.database, contextId, 100_000);
      const window = await store.contextWindow(contextId, 1_000);
      expect(window.messages.length).toBeLessThan(100);
      expect(window.messages[0]?.version).toBe(100_000);
      expect(window.messages.length + window.beyond).toBe(100_000);
      expect((await store.contextWindow(contextId, 1_000_000)).messages).toHaveLength(200);
      const built = await service.build({ contextId, budgetTokens: 3_000, query: '' });
      expect(built.manifest.usedTokens).toBeLessThanOrEqual(3_000);
      expect(versionsOf(built, 'recent').at(-1)).toBe(100_000);
    });

    it('of nothing is nothing', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, (tx) => say(tx, 'hello'));
      const contextId = await world.contextOf(id, 'challenge');
      for (const budgetTokens of [0, -1, Number.NaN]) {
        const built = await service.build({ contextId, budgetTokens, query: 'hello' });
        expect(built.sections).toEqual([]);
      }
    });
  });

  it('begins with the same bytes from turn to turn', async () => {
    const { id } = await startWorkshop(store);
    const contextId = await world.contextOf(id, 'stakeholder-mapping');
    await store.inWorkshop(id, (tx) => finishStep(tx, 'challenge', { problemStatement: 'Patients wait '.repeat(80) }));
    const beginning = async () => {
      const { sections } = await service.build({ contextId, budgetTokens: 1_500 });
      return JSON.stringify(sections.filter((section) => ['artifacts', 'summaries', 'facts'].includes(section.kind)));
    };
    const before = await beginning();
    for (let n = 0; n < 5; n++) {
      await store.inWorkshop(id, async (tx) => {
        for (let more = 0; more < 12; more++) await say(tx, `Patients say ${n} ${'word '.repeat(more)}`, { stepId: 'stakeholder-mapping' });
      });
      await service.compactIfNeeded(contextId, 1_500);
      expect(await beginning()).toBe(before);
    }
  });
});
