import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContextService } from '../../src/context/types.ts';
import type { Store } from '../../src/ports/store.ts';
import { Conflict, NotFound } from '../../src/workshop/errors.ts';
import { at, type ContextWorld, finishStep, insertMessages, openContextWorld, textsOf, versionsOf } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop } from '../support/open-test-store.ts';

describe.each(databaseKinds)('forks and looking back on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;
  let service: ContextService;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store, service } = world);
  });
  afterAll(() => store.close());

  async function start(...texts: string[]) {
    const { id } = await startWorkshop(store);
    const contextId = await world.contextOf(id, 'challenge');
    const messages = await store.inWorkshop(id, async (tx) => {
      const said = [];
      for (const text of texts) said.push(await say(tx, text));
      return said.flatMap((message) => message ?? []);
    });
    return { id, contextId, messages };
  }
  async function forkOf(parent: { contextId: string }, version: number, ...texts: string[]) {
    const fork = await start();
    await store.inWorkshop(fork.id, async (tx) => {
      await tx.forkContext(fork.contextId, { contextId: parent.contextId, version });
      for (const text of texts) await say(tx, text);
    });
    return fork;
  }
  const recent = async (contextId: string) => textsOf(await service.build({ contextId, budgetTokens: 4_000, query: '' }), 'recent');

  describe('a fork', () => {
    it('reads its parent up to the fork and then itself, through several generations, with numbers that go on', async () => {
      const first = await start('one', 'two', 'three');
      const second = await forkOf(first, 2, 'second three', 'second four');
      const third = await forkOf(second, 3, 'third four');
      const early = await forkOf(second, 1);
      await store.inWorkshop(first.id, (tx) => say(tx, 'four, later'));
      expect(await recent(second.contextId)).toEqual(['one', 'two', 'second three', 'second four']);
      expect(await recent(third.contextId)).toEqual(['one', 'two', 'second three', 'third four']);
      expect(await recent(early.contextId)).toEqual(['one']);
      const built = await service.build({ contextId: third.contextId, budgetTokens: 4_000, query: '' });
      expect(versionsOf(built, 'recent')).toEqual([1, 2, 3, 4]);
      const [part] = built.sections.at(-1)?.parts ?? [];
      expect(part?.source).toMatchObject({ workshopId: first.id, version: 1 });
    });

    it('outlives its deleted parent, and sees a deletion of a single message (F-40)', async () => {
      const parent = await start('kept', 'secret');
      const fork = await forkOf(parent, 2, 'own');
      await store.inWorkshop(parent.id, (tx) => tx.markMessageDeleted(parent.messages[1]?.id ?? '', at));
      await world.database.prisma.context.update({ where: { id: parent.contextId }, data: { deletedAt: at } });
      expect(await recent(fork.contextId)).toEqual(['kept', 'own']);
    });

    it('starts from an empty log and from a version that is there', async () => {
      const parent = await start('one');
      const used = await start('something');
      const fork = (contextId: string, from: { contextId: string; version: number }, id: string) =>
        store.inWorkshop(id, (tx) => tx.forkContext(contextId, from));
      await expect(fork(used.contextId, { contextId: parent.contextId, version: 1 }, used.id)).rejects.toThrow(Conflict);
      const empty = await start();
      await expect(fork(empty.contextId, { contextId: parent.contextId, version: 2 }, empty.id)).rejects.toThrow(NotFound);
      await expect(fork(parent.contextId, { contextId: parent.contextId, version: 1 }, empty.id)).rejects.toThrow(NotFound);
      const { id } = await startWorkshop(store, { orgId: 'T2' });
      const foreign = await world.contextOf(id, 'challenge');
      await expect(fork(foreign, { contextId: parent.contextId, version: 1 }, id)).rejects.toThrow(NotFound);
    });

    it('that is made its own ancestor by mistake still comes to an end', async () => {
      const one = await start('one', 'two');
      const two = await forkOf(one, 1, 'own');
      const data = { parentId: two.contextId, forkVersion: 1 };
      await world.database.prisma.context.update({ where: { id: one.contextId }, data });
      expect(await recent(one.contextId)).toContain('two');
      expect(await recent(two.contextId)).toContain('own');
      await world.database.prisma.context.update({ where: { id: one.contextId }, data: { parentId: one.contextId } });
      expect(await recent(one.contextId)).toContain('two');
      await world.database.prisma.context.update({ where: { id: one.contextId }, data: { parentId: null, forkVersion: null } });
    });

    it('takes over what its parent had compacted before the fork, and compacts for itself', async () => {
      const parent = await start();
      await insertMessages(world.database, parent.contextId, 60);
      await service.compactIfNeeded(parent.contextId, 1_500);
      const late = await forkOf(parent, 61, 'own words');
      const early = await forkOf(parent, 55, 'other words');
      const lateContext = await service.build({ contextId: late.contextId, budgetTokens: 4_000, query: '' });
      expect(textsOf(lateContext, 'compacted')).toHaveLength(1);
      expect(versionsOf(lateContext, 'recent')).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 62]);
      const earlyContext = await service.build({ contextId: early.contextId, budgetTokens: 8_000, query: '' });
      expect(textsOf(earlyContext, 'compacted')).toEqual([]);
      expect(versionsOf(earlyContext, 'recent')).toHaveLength(56);
      await insertMessages(world.database, late.contextId, 60);
      expect(await service.compactIfNeeded(late.contextId, 1_500)).toBe(true);
      const after = await service.build({ contextId: late.contextId, budgetTokens: 4_000, query: '' });
      expect(after.sections.find((section) => section.kind === 'compacted')?.parts[0]?.source).toMatchObject({
        fromVersion: 1,
        toVersion: 112,
      });
      expect(versionsOf(after, 'recent')).toHaveLength(10);
    });
  });

  describe('looking back to a version', () => {
    it('gives words as they were then, what was deleted later, and originals of what was compacted (F-37)', async () => {
      const { id, contextId, messages } = await start('first', 'second', 'third');
      await store.inWorkshop(id, (tx) => tx.reviseMessage(messages[0]?.id ?? '', 'first, better', at));
      await store.inWorkshop(id, (tx) => say(tx, 'fourth'));
      await store.inWorkshop(id, async (tx) => {
        await tx.reviseMessage(messages[0]?.id ?? '', 'first, best', at);
        await tx.markMessageDeleted(messages[1]?.id ?? '', at);
        await say(tx, 'fifth');
      });
      await insertMessages(world.database, contextId, 60);
      await service.compactIfNeeded(contextId, 1_500);
      const contents = async (version: number) => (await service.contextAt(contextId, version)).messages.map((message) => message.content);
      expect(await contents(0)).toEqual([]);
      expect(await contents(3)).toEqual(['first', 'second', 'third']);
      expect(await contents(4)).toEqual(['first, better', 'second', 'third', 'fourth']);
      expect(await contents(5)).toEqual(['first, best', 'third', 'fourth', 'fifth']);
      expect(await contents(65)).toHaveLength(64);
      expect(await contents(1_000)).toHaveLength(64);
    });

    it('gives the artifacts and summaries of then', async () => {
      const { id } = await startWorkshop(store);
      const contextId = await world.contextOf(id, 'stakeholder-mapping');
      const speak = (text: string) => store.inWorkshop(id, (tx) => say(tx, text, { stepId: 'stakeholder-mapping' }));
      await speak('before');
      await store.inWorkshop(id, (tx) => finishStep(tx, 'challenge', { problemStatement: 'v1' }, { summary: 'summary 1' }));
      await speak('between');
      await store.inWorkshop(id, async (tx) => {
        await finishStep(tx, 'challenge', { problemStatement: 'v2' }, { summary: 'summary 2' });
        await tx.saveSummary(await tx.step('challenge'), { kind: 'failed', summary: 'no', artifactVersion: 2, at });
      });
      await speak('after');
      const then = (version: number) => service.contextAt(contextId, version);
      expect(await then(1)).toEqual({ persistentContext: [], summaries: [], messages: [{ role: 'user', content: 'before' }] });
      expect(await then(2)).toMatchObject({
        persistentContext: [{ stepId: 'challenge', version: 1, artifact: { problemStatement: 'v1' } }],
        summaries: [{ stepId: 'challenge', summary: 'summary 1' }],
      });
      expect(await then(3)).toMatchObject({
        persistentContext: [{ version: 2, artifact: { problemStatement: 'v2' } }],
        summaries: [{ summary: 'summary 2' }],
      });
    });

    it('of a fork goes on into its parent', async () => {
      const parent = await start('one', 'two', 'three');
      const fork = await forkOf(parent, 2, 'own');
      const { messages } = await service.contextAt(fork.contextId, 3);
      expect(messages.map((message) => message.content)).toEqual(['one', 'two', 'own']);
      expect((await service.contextAt(fork.contextId, 1)).messages.map((message) => message.content)).toEqual(['one']);
    });
  });
});
