import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedMissing } from '../../src/context/embed-missing.ts';
import { termsOf } from '../../src/context/recall/terms-of.ts';
import type { ContextService } from '../../src/context/types.ts';
import type { Embedder } from '../../src/ports/model.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, type ContextWorld, insertMessages, openContextWorld, textsOf, versionsOf } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop } from '../support/open-test-store.ts';

describe.each(databaseKinds)('recall from the store on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;
  let service: ContextService;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store, service } = world);
  });
  afterAll(() => store.close());

  const budgetTokens = 4_000;
  const recalled = async (contextId: string, query?: string) =>
    textsOf(await service.build({ contextId, budgetTokens, ...(query === undefined ? {} : { query }) }), 'recall');
  const statistics = async (contextId: string) => {
    const { recallVersion, recallMessages, recallLength } = await world.database.prisma.context.findUniqueOrThrow({
      where: { id: contextId },
    });
    return { recallVersion, recallMessages, recallLength, terms: await world.database.prisma.recallTerm.count({ where: { contextId } }) };
  };

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

  it('finds what was said long ago in another step’s thread', async () => {
    const { id } = await start('The kiosk in the lobby is always broken.', 'Nobody likes paper forms.');
    await insertMessages(world.database, await world.contextOf(id, 'challenge'), 300);
    await store.inWorkshop(id, (tx) => say(tx, 'What did we say about the kiosk?', { stepId: 'concept' }));
    const contextId = await world.contextOf(id, 'concept');
    expect(await recalled(contextId)).toContain('The kiosk in the lobby is always broken.');
    expect(await recalled(contextId, 'kiosks broken')).toContain('The kiosk in the lobby is always broken.');
    expect(await recalled(contextId, '')).toEqual([]);
    expect(await recalled(contextId, 'zebra')).toEqual([]);
  });

  it('knows the text files that came with a message as well as its words', async () => {
    const { id, contextId, messages } = await start('Our interview:', 'Thanks!');
    const [message] = messages;
    const tokens = async () => (await world.database.prisma.message.findUniqueOrThrow({ where: { id: message!.id } })).tokenCount;
    const before = await tokens();
    const text = 'The kiosk in the lobby is always broken.';
    await store.inWorkshop(id, async (tx) => {
      await tx.setMessageMetadata(message!.id, { addressed: true, texts: [{ name: 'interview.txt', text }] });
      expect((await tx.standingMessages([message!.id])).get(message!.id)?.text).toBe(`Our interview:\n\n${text}`);
    });
    expect(await tokens()).toBe(before + text.length + 2);
    const built = await service.build({ contextId, budgetTokens, query: '' });
    expect(textsOf(built, 'recent')).toEqual([`Our interview:\n\n${text}`, 'Thanks!']);
    await insertMessages(world.database, contextId, 300);
    expect(await recalled(contextId, 'broken kiosk')).toContain(`Our interview:\n\n${text}`);
    await store.inWorkshop(id, (tx) => tx.reviseMessage(message!.id, 'Our first interview:', at));
    expect(await recalled(contextId, 'broken kiosk')).toContain(`Our first interview:\n\n${text}`);
    expect(await tokens()).toBe(before + text.length + 2 + 'first '.length);
  });

  it('shows nothing twice: what is among the recent messages is not recalled', async () => {
    const { contextId } = await start('The kiosk is broken.', 'Which kiosk?');
    const built = await service.build({ contextId, budgetTokens });
    expect(versionsOf(built, 'recent')).toEqual([1, 2]);
    expect(textsOf(built, 'recall')).toEqual([]);
  });

  it('knows only the workshop, its lineage up to the fork, and earlier ones of its channel where that is wanted (F-41)', async () => {
    const team = `T${Math.random()}`;
    const channelId = `C${team}`;
    const begin = async (text: string, place = { orgId: team, channelId }, now = at) => {
      const { id } = await startWorkshop(store, { ...place, now });
      const contextId = await world.contextOf(id, 'challenge');
      await store.inWorkshop(id, (tx) => say(tx, text));
      return { id, contextId };
    };
    const before = new Date('2026-11-01T00:00:00Z');
    const foreign = await begin('zebra of another team', { orgId: 'T_FOREIGN', channelId }, before);
    const elsewhere = await begin('zebra of a private channel', { orgId: team, channelId: 'C_PRIVATE' }, before);
    const earlier = await begin('zebra of an earlier workshop', { orgId: team, channelId }, before);
    const parent = await begin('zebra of the parent');
    const fork = await startWorkshop(store, { orgId: team, channelId });
    const forked = await world.contextOf(fork.id, 'challenge');
    await store.inWorkshop(fork.id, (tx) => tx.forkContext(forked, { contextId: parent.contextId, version: 1 }));
    await store.inWorkshop(parent.id, (tx) => say(tx, 'zebra after the fork'));
    for (const { contextId } of [foreign, elsewhere, earlier, parent]) await store.indexForRecall(contextId, 1_000);
    const asker = await world.contextOf(fork.id, 'persona');
    expect(await recalled(asker, 'zebra')).toEqual(['zebra of the parent']);
    const wide = world.serviceWith({ recall: { earlierWorkshops: true } });
    const found = textsOf(await wide.build({ contextId: asker, budgetTokens, query: 'zebra' }), 'recall');
    expect(found).toContain('zebra of an earlier workshop');
    expect(found.filter((text) => /another team|private channel/.test(text))).toEqual([]);
  });

  it('indexes at the turn, once, and what a model wrote at length, but not the facilitator’s questions', async () => {
    const { id, contextId } = await start('alpha beta');
    await store.inWorkshop(id, async (tx) => {
      const common = { contextId, role: 'assistant' as const, userId: null, slackTs: null, createdAt: at };
      await tx.appendMessage({ ...common, content: 'gamma question?' });
      await tx.appendMessage({ ...common, content: 'delta short', model: 'm' });
      await tx.appendMessage({ ...common, content: `epsilon ${'long '.repeat(60)}`, model: 'm' });
    });
    expect(await statistics(contextId)).toEqual({ recallVersion: 0, recallMessages: 0, recallLength: 0, terms: 0 });
    expect(await store.indexForRecall(contextId, 1_000)).toBe(4);
    const once = await statistics(contextId);
    expect(once).toEqual({ recallVersion: 4, recallMessages: 2, recallLength: 63, terms: 4 });
    expect(await store.indexForRecall(contextId, 1_000)).toBe(0);
    expect(await statistics(contextId)).toEqual(once);
  });

  it('follows edits and deletions, in its numbers too', async () => {
    const { id, contextId, messages } = await start('zebra crossing', 'giraffe feeding', 'lion');
    await store.indexForRecall(contextId, 1_000);
    expect(await statistics(contextId)).toMatchObject({ recallMessages: 3, recallLength: 5, terms: 5 });
    await store.inWorkshop(id, async (tx) => {
      await tx.reviseMessage(messages[0]?.id ?? '', 'elephant', at);
      await tx.markMessageDeleted(messages[1]?.id ?? '', at);
      await tx.markMessageDeleted(messages[1]?.id ?? '', at);
    });
    expect(await statistics(contextId)).toMatchObject({ recallMessages: 2, recallLength: 2, terms: 2 });
    const asker = await world.contextOf(id, 'persona');
    expect(await recalled(asker, 'zebra crossing')).toEqual([]);
    expect(await recalled(asker, 'giraffe')).toEqual([]);
    expect(await recalled(asker, 'elephant')).toContain('elephant');
    await store.inWorkshop(id, (tx) => tx.reviseMessage(messages[0]?.id ?? '', '', at));
    expect(await statistics(contextId)).toMatchObject({ recallMessages: 1, recallLength: 1, terms: 1 });
    await store.inWorkshop(id, (tx) => tx.reviseMessage(messages[0]?.id ?? '', 'zebra again', at));
    expect(await statistics(contextId)).toMatchObject({
      recallMessages: 2,
      recallLength: 2 + termsOf('again').size,
      terms: 2 + termsOf('again').size,
    });
  });

  it('counts and reads no more than it is asked for', async () => {
    const { contextId } = await start();
    await insertMessages(world.database, contextId, 1_200, "'zebra ' || n");
    expect(await store.indexForRecall(contextId, 10_000)).toBe(1_200);
    const scope = await store.recallScope(contextId, { earlierWorkshops: false });
    expect(await scope.countMessages(['zebra', 'nothing'], 100)).toEqual(new Map([['zebra', 100]]));
    const postings = await scope.postings(['zebra'], 50);
    expect(postings.map((posting) => posting.version).sort((a, b) => b - a)).toEqual(Array.from({ length: 50 }, (_, n) => 1_200 - n));
    expect(postings[0]).toMatchObject({ contextId, term: 'zebra', frequency: 1, length: 2 });
    expect(await scope.logs()).toEqual([{ contextId, messages: 1_200, length: 2_400 }]);
    const messages = await scope.messages([{ contextId, from: 3, to: 5 }]);
    expect(messages.map((message) => message.text).sort()).toEqual(['zebra 3', 'zebra 4', 'zebra 5']);
  });

  it('lets several index one log at once', async () => {
    const { contextId } = await start();
    await insertMessages(world.database, contextId, 700, "'zebra ' || n");
    await Promise.all(Array.from({ length: 3 }, () => store.indexForRecall(contextId, 10_000)));
    expect(await statistics(contextId)).toEqual({ recallVersion: 700, recallMessages: 700, recallLength: 1_400, terms: 1_400 });
  });

  describe('by meaning', () => {
    /** A stand-in for a model: words of one kind point the same way. */
    const kinds = [/dog|puppy|hound/i, /car|automobile|vehicle/i, /rain|weather|storm/i];
    const noise = (text: string) => [...createHash('sha256').update(text).digest().subarray(0, 8)].map((byte) => byte / 255 - 0.5);
    const embedderOf = (model: string): Embedder & { asked: string[] } => {
      const asked: string[] = [];
      return {
        model,
        dimensions: 11,
        maxBatch: 3,
        asked,
        embed: async (texts) => {
          asked.push(...texts);
          return texts.map((text) => [...kinds.map((pattern) => (pattern.test(text) ? 3 : 0)), ...noise(text)]);
        },
      };
    };

    it('finds a message that has no word of the question, and embeds anew after an edit or with another model', async () => {
      const { id, messages } = await start('The puppy ate my notes.', 'An automobile is parked outside.', '', 'It will storm tonight.');
      await insertMessages(world.database, await world.contextOf(id, 'challenge'), 30);
      const asker = await world.contextOf(id, 'persona');
      const embedder = embedderOf("model 'one'");
      let embedded = 0;
      for (let done = -1; done !== 0; embedded += done) done = await embedMissing(store, embedder, 1_000);
      expect(embedded).toBeGreaterThanOrEqual(34);
      expect(embedder.asked).not.toContain('');
      const built = (service: ContextService) => service.build({ contextId: asker, budgetTokens: 2_000, query: 'hound' });
      const meaning = world.serviceWith({ embedder });
      expect(textsOf(await built(meaning), 'recall')).toContain('The puppy ate my notes.');
      expect(textsOf(await built(service), 'recall')).toEqual([]);

      await store.inWorkshop(id, (tx) => tx.reviseMessage(messages[1]?.id ?? '', 'A dog is parked outside.', at));
      expect(await embedMissing(store, embedder, 1_000)).toBe(1);
      expect(textsOf(await built(meaning), 'recall')).toContain('A dog is parked outside.');
      await store.inWorkshop(id, (tx) => tx.markMessageDeleted(messages[0]?.id ?? '', at));
      expect(textsOf(await built(meaning), 'recall')).not.toContain('The puppy ate my notes.');

      const next = embedderOf('model two');
      expect(textsOf(await built(world.serviceWith({ embedder: next })), 'recall')).toEqual([]);
      expect(await embedMissing(store, next, 10)).toBe(10);
    });

    it('goes through the index where there is too much to compare', { timeout: 90_000 }, async () => {
      const { contextId } = await start('A hound sleeps.');
      await insertMessages(
        world.database,
        contextId,
        2_100,
        "CASE n % 3 WHEN 0 THEN 'dog' WHEN 1 THEN 'car' ELSE 'rain' END || ' number ' || n",
      );
      await store.indexForRecall(contextId, 10_000);
      const embedder = { ...embedderOf('large'), maxBatch: 1_000 };
      while ((await embedMissing(store, embedder, 10_000)) > 0);
      const scope = await store.recallScope(contextId, { earlierWorkshops: false });
      const [vector = []] = await embedder.embed(['puppy'], { deadlineMs: 1 });
      const places = await scope.nearest({ model: 'large', vector, limit: 20 });
      expect(places).toHaveLength(20);
      const texts = await scope.messages(places.map((place) => ({ contextId, from: place.version, to: place.version })));
      expect(texts.every((message) => /dog|hound/.test(message.text))).toBe(true);
    });

    it('does without when the model fails', async () => {
      const { id } = await start('The kiosk is broken.');
      const embedder: Embedder = { ...embedderOf('broken'), embed: () => Promise.reject(new Error('no server')) };
      const contextId = await world.contextOf(id, 'persona');
      const built = await world.serviceWith({ embedder }).build({ contextId, budgetTokens, query: 'kiosk' });
      expect(textsOf(built, 'recall')).toEqual(['The kiosk is broken.']);
    });
  });
});
