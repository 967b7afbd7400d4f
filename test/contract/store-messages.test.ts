import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store, TurnWork } from '../../src/ports/store.ts';
import { Conflict, NotFound } from '../../src/workshop/errors.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { nextTs, say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

describe.each(databaseKinds)('messages and turns in the store on %s', (kind) => {
  let test: TestStore;
  let store: Store;

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
    store = test.store;
  });
  afterAll(() => store.close());

  /** A workshop with messages in its first step. */
  async function withMessages(...texts: string[]) {
    const place = await startWorkshop(store);
    const stored = await store.inWorkshop(place.id, async (tx) => {
      const messages = [];
      for (const text of texts) {
        const message = await say(tx, text);
        if (message) messages.push(message);
      }
      return messages;
    });
    const contextId = await store.inWorkshop(place.id, async (tx) => (await tx.step('challenge')).contextId);
    return { ...place, contextId, stored };
  }
  const finish = (id: string, work: TurnWork | undefined, more: { asOfSeq?: number } = {}) =>
    store.inWorkshop(id, async (tx) => {
      if (!work) throw new Error('There was no turn to finish');
      const fresh = work.messages.filter((message) => !message.flagged);
      await tx.finishTurn(work.step.contextId, {
        expectedHandledVersion: work.handledVersion,
        handledVersion: fresh.at(-1)?.version ?? work.handledVersion,
        flagged: work.messages.filter((message) => message.flagged).map((message) => message.id),
        asOfSeq: more.asOfSeq ?? work.workshop.latestSeq,
      });
    });

  describe('a message', () => {
    it('gets version and seq, and comes back as it was said', async () => {
      const { id, contextId, orgId, channelId } = await startWorkshop(store).then(async (place) => ({
        ...place,
        contextId: await store.inWorkshop(place.id, async (tx) => (await tx.step('concept')).contextId),
      }));
      const slackTs = nextTs();
      const createdAt = new Date('2026-11-21T09:31:02.345Z');
      const message = await store.inWorkshop(id, (tx) =>
        tx.appendMessage({
          contextId,
          role: 'user',
          content: 'Zażółć 👩‍🚀 <b>',
          userId: 'UANNA',
          slackTs,
          createdAt,
          metadata: { addressed: true, files: ['a'] },
        }),
      );
      expect(message).toEqual({
        id: expect.stringMatching(/^msg_/),
        contextId,
        version: 1,
        seq: 1,
        role: 'user',
        content: 'Zażółć 👩‍🚀 <b>',
        userId: 'UANNA',
        slackTs,
        createdAt,
        editedAt: null,
        deletedAt: null,
        metadata: { addressed: true, files: ['a'] },
      });
      expect(await store.inWorkshop(id, (tx) => tx.messageByTs(slackTs))).toEqual(message);
      expect(await store.recentMessages(contextId, 10)).toEqual([message]);
      expect(await store.findMessage({ orgId, channelId, slackTs })).toEqual({ workshopId: id });
      expect(await store.findMessage({ orgId: 'T2', channelId, slackTs })).toBeUndefined();
    });

    it('delivered again is stored once, also at the same moment, and the transaction goes on (F-35)', async () => {
      const { id } = await startWorkshop(store);
      const slackTs = nextTs();
      const deliver = () =>
        store.inWorkshop(id, async (tx) => {
          const message = await say(tx, 'once', { slackTs });
          await tx.takeSeq();
          return message?.version;
        });
      const versions = await Promise.all([deliver(), deliver(), deliver()]);
      expect(versions.filter((version) => version === 1)).toHaveLength(1);
      expect(versions.filter((version) => version === undefined)).toHaveLength(2);
      expect(await store.inWorkshop(id, async (tx) => (await say(tx, 'next'))?.version)).toBe(2);
      expect(await store.countMessages(id)).toEqual({ human: 2, bot: 0 });
    });

    it('without a place in Slack, such as a form, may come as often as it likes', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        expect((await say(tx, 'form', { slackTs: null }))?.version).toBe(1);
        expect((await say(tx, 'form', { slackTs: null }))?.version).toBe(2);
      });
    });

    it('has the tokens of its text counted, and its context adds them up (F-16, F-36)', async () => {
      const { contextId, id, stored } = await withMessages('12345', '123');
      await store.inWorkshop(id, (tx) => tx.reviseMessage(stored[1]?.id ?? '', '1234567', new Date()));
      const { prisma } = test.database;
      const counts = await prisma.message.findMany({
        where: { contextId },
        orderBy: { version: 'asc' },
        select: { tokenCount: true, tokenizer: true },
      });
      expect(counts).toEqual([
        { tokenCount: 5, tokenizer: 'characters' },
        { tokenCount: 7, tokenizer: 'characters' },
      ]);
      expect(await prisma.context.findUnique({ where: { id: contextId } })).toMatchObject({
        totalTokens: 12,
        messageCount: 2,
        latestVersion: 2,
      });
    });

    it('that is edited keeps what it said before', async () => {
      const { id, stored } = await withMessages('first');
      const messageId = stored[0]?.id ?? '';
      const at = new Date('2026-11-21T09:40:00.500Z');
      const revise = (text: string) => store.inWorkshop(id, (tx) => tx.reviseMessage(messageId, text, at));
      expect([await revise('second'), await revise('second'), await revise('third')]).toEqual([true, false, true]);
      const [message] = await store.messagesById(id, [messageId]);
      expect(message).toMatchObject({ content: 'third', editedAt: at, version: 1 });
      const revisions = await test.database.prisma.messageRevision.findMany({ where: { messageId }, orderBy: { revision: 'asc' } });
      expect(revisions.map(({ revision, content, seq }) => [revision, content, seq])).toEqual([
        [1, 'first', 2],
        [2, 'second', 3],
      ]);
    });

    it('can be given other metadata', async () => {
      const { id, stored } = await withMessages('with a file');
      const messageId = stored[0]?.id ?? '';
      await store.inWorkshop(id, (tx) => tx.setMessageMetadata(messageId, { text: 'half \ud83d a pair', files: [1, null] }));
      const [message] = await store.messagesById(id, [messageId]);
      expect(message).toMatchObject({ content: 'with a file', metadata: { text: 'half \ufffd a pair', files: [1, null] } });
    });

    it('that is deleted is hidden, not lost', async () => {
      const { id, contextId, stored } = await withMessages('stays', 'goes');
      const at = new Date('2026-11-21T09:41:00.000Z');
      await store.inWorkshop(id, (tx) => tx.markMessageDeleted(stored[1]?.id ?? '', at));
      expect((await store.recentMessages(contextId, 10)).map((message) => message.content)).toEqual(['stays']);
      expect(await store.countMessages(id)).toEqual({ human: 1, bot: 0 });
      expect(await store.messagesById(id, [stored[1]?.id ?? ''])).toMatchObject([{ content: 'goes', deletedAt: at }]);
    });

    it('belongs to its workshop: another one can neither see nor change it (F-19)', async () => {
      const { stored } = await withMessages('mine');
      const messageId = stored[0]?.id ?? '';
      const other = await startWorkshop(store);
      expect(await store.messagesById(other.id, [messageId])).toEqual([]);
      for (const change of [
        () => store.inWorkshop(other.id, (tx) => tx.reviseMessage(messageId, 'theirs', new Date())),
        () => store.inWorkshop(other.id, (tx) => tx.markMessageDeleted(messageId, new Date())),
        () => store.inWorkshop(other.id, (tx) => tx.addReaction(messageId, 'U', 'pushpin', new Date())),
        () => store.inWorkshop(other.id, (tx) => tx.flagForTurn(messageId)),
        () => store.inWorkshop(other.id, (tx) => tx.setMessageMetadata(messageId, {})),
      ])
        await expect(change()).rejects.toThrow(NotFound);
    });

    it('for a context that is gone, or of another workshop, is NotFound', async () => {
      const { contextId } = await withMessages('x');
      const other = await startWorkshop(store);
      const append = (to: string) =>
        store.inWorkshop(other.id, (tx) =>
          tx.appendMessage({ contextId: to, role: 'user', content: 'x', userId: 'U', slackTs: nextTs(), createdAt: new Date() }),
        );
      await expect(append(contextId)).rejects.toThrow(NotFound);
      await expect(append('ctx_unknown')).rejects.toThrow(NotFound);
    });

    it('is among the newest ones, oldest first, up to the limit', async () => {
      const { contextId } = await withMessages('1', '2', '3', '4');
      expect((await store.recentMessages(contextId, 3)).map((message) => message.content)).toEqual(['2', '3', '4']);
    });

    it('shows who has contributed, in the order of their first words', async () => {
      const { id } = await startWorkshop(store);
      await store.inWorkshop(id, async (tx) => {
        for (const userId of ['UCY', 'UANNA', 'UCY', 'UBO']) await say(tx, 'word', { userId });
      });
      expect((await store.loadWorkshop(id)).contributors).toEqual(['UCY', 'UANNA', 'UBO']);
    });
  });

  describe('a reaction', () => {
    it('is there once per person, can be taken back, and be there again', async () => {
      const { id, stored } = await withMessages('pin me');
      const messageId = stored[0]?.id ?? '';
      const at = new Date('2026-11-21T09:50:00.000Z');
      await store.inWorkshop(id, async (tx) => {
        const first = await tx.addReaction(messageId, 'UBO', 'pushpin', at);
        expect(first).toEqual({
          id: expect.stringMatching(/^rea_/),
          messageId,
          userId: 'UBO',
          name: 'pushpin',
          seq: 2,
          createdAt: at,
          removedAt: null,
        });
        expect(await tx.addReaction(messageId, 'UBO', 'pushpin', at)).toBeUndefined();
        expect(await tx.addReaction(messageId, 'UCY', 'pushpin', at)).toMatchObject({ userId: 'UCY' });
        expect(await tx.removeReaction(messageId, 'UBO', 'pushpin', at)).toMatchObject({ id: first?.id, removedAt: at });
        expect(await tx.removeReaction(messageId, 'UBO', 'pushpin', at)).toBeUndefined();
        expect(await tx.addReaction(messageId, 'UBO', 'pushpin', at)).toMatchObject({ userId: 'UBO', removedAt: null });
      });
    });
  });

  describe('a turn', () => {
    it('is enqueued once while one is waiting, unless the new one is due earlier', async () => {
      const { id, contextId } = await withMessages('x');
      test.enqueued.length = 0;
      const due = (second: number) => new Date(Date.UTC(2026, 10, 21, 10, 0, second));
      const schedule = (second: number) => store.inWorkshop(id, (tx) => tx.scheduleTurn(contextId, due(second)));
      for (const second of [30, 31, 40, 10, 11]) await schedule(second);
      expect(test.enqueued).toEqual([
        { contextId, dueAt: due(30) },
        { contextId, dueAt: due(10) },
      ]);
    });

    it('gets what is new since the last one, and afterwards nothing', async () => {
      const { id, contextId, stored } = await withMessages('one', 'two');
      const work = await store.loadTurn(contextId);
      expect(work?.messages.map(({ content, flagged }) => [content, flagged])).toEqual([
        ['one', false],
        ['two', false],
      ]);
      expect(work).toMatchObject({
        handledVersion: 0,
        hasMore: false,
        lastHumanMessageAt: stored[1]?.createdAt,
        step: { stepId: 'challenge' },
        workshop: { id },
      });
      expect(work?.members).toEqual([{ userId: 'UHOST', role: 'owner' }]);
      await finish(id, work);
      expect(await store.loadTurn(contextId)).toMatchObject({ handledVersion: 2, messages: [] });
    });

    it('leaves what the bot says out', async () => {
      const { id, contextId } = await withMessages('a question');
      await store.inWorkshop(id, (tx) =>
        tx.appendMessage({ contextId, role: 'assistant', content: 'an answer', userId: null, slackTs: nextTs(), createdAt: new Date() }),
      );
      expect((await store.loadTurn(contextId))?.messages.map((message) => message.content)).toEqual(['a question']);
    });

    it('gets flagged messages again, deleted ones too, with the pins that still stand', async () => {
      const { id, contextId, stored } = await withMessages('pinned', 'deleted', 'unpinned', 'plain');
      await finish(id, await store.loadTurn(contextId));
      const [pinned, deleted, unpinned] = stored.map((message) => message.id);
      const at = new Date();
      await store.inWorkshop(id, async (tx) => {
        await tx.addReaction(pinned ?? '', 'UBO', 'pushpin', at);
        await tx.addReaction(pinned ?? '', 'UBO', 'heart', at);
        await tx.addReaction(unpinned ?? '', 'UBO', 'pushpin', at);
        await tx.removeReaction(unpinned ?? '', 'UBO', 'pushpin', at);
        await tx.markMessageDeleted(deleted ?? '', at);
        for (const messageId of [pinned, deleted, unpinned]) await tx.flagForTurn(messageId ?? '');
      });
      const work = await store.loadTurn(contextId);
      expect(work?.messages.map(({ content, flagged, pins }) => [content, flagged, pins.map((pin) => pin.userId)])).toEqual([
        ['pinned', true, ['UBO']],
        ['deleted', true, []],
        ['unpinned', true, []],
      ]);
      await finish(id, work);
      expect((await store.loadTurn(contextId))?.messages).toEqual([]);
    });

    it('handles a message that is new and was edited already once', async () => {
      const { id, contextId, stored } = await withMessages('typo');
      await store.inWorkshop(id, async (tx) => {
        await tx.reviseMessage(stored[0]?.id ?? '', 'corrected', new Date());
        await tx.flagForTurn(stored[0]?.id ?? '');
      });
      const work = await store.loadTurn(contextId);
      expect(work?.messages.map(({ content, flagged }) => [content, flagged])).toEqual([['corrected', false]]);
      test.enqueued.length = 0;
      await finish(id, work);
      expect(test.enqueued).toEqual([]);
      expect((await store.loadTurn(contextId))?.messages).toEqual([]);
    });

    it('is followed at once by another one when something came in meanwhile', async () => {
      const { id, contextId } = await withMessages('early');
      await store.inWorkshop(id, (tx) => tx.scheduleTurn(contextId, test.clock.now()));
      const work = await store.loadTurn(contextId);
      test.enqueued.length = 0;
      await store.inWorkshop(id, async (tx) => {
        await say(tx, 'late');
        await tx.scheduleTurn(contextId, new Date(test.clock.now().getTime() + 1_000));
      });
      expect(test.enqueued).toEqual([]);
      await finish(id, work);
      expect(test.enqueued).toEqual([{ contextId, dueAt: test.clock.now() }]);
      expect((await store.loadTurn(contextId))?.messages.map((message) => message.content)).toEqual(['late']);
    });

    it('does not overlook an edit that came while it was thinking about the same message', async () => {
      const { id, contextId, stored } = await withMessages('v1');
      await finish(id, await store.loadTurn(contextId));
      const edit = (text: string) =>
        store.inWorkshop(id, async (tx) => {
          await tx.reviseMessage(stored[0]?.id ?? '', text, new Date());
          await tx.flagForTurn(stored[0]?.id ?? '');
        });
      await edit('v2');
      const work = await store.loadTurn(contextId);
      await edit('v3');
      await finish(id, work);
      expect((await store.loadTurn(contextId))?.messages.map(({ content, flagged }) => [content, flagged])).toEqual([['v3', true]]);
    });

    it('that finds its work done by another one is a conflict and changes nothing', async () => {
      const { id, contextId } = await withMessages('x');
      const work = await store.loadTurn(contextId);
      await finish(id, work);
      await expect(finish(id, work)).rejects.toThrow(Conflict);
      await expect(finish(id, work)).rejects.toMatchObject({ expected: 0, current: 1 });
    });

    it('gets at most two hundred messages and says that there are more', async () => {
      const { id, contextId } = await withMessages();
      await store.inWorkshop(id, async (tx) => {
        for (let n = 1; n <= 203; n++)
          await tx.appendMessage({ contextId, role: 'user', content: `${n}`, userId: 'UANNA', slackTs: null, createdAt: new Date() });
      });
      const work = await store.loadTurn(contextId);
      expect(work?.messages).toHaveLength(200);
      expect(work?.hasMore).toBe(true);
      await finish(id, work);
      expect(await store.loadTurn(contextId)).toMatchObject({
        hasMore: false,
        messages: [{ content: '201' }, { content: '202' }, { content: '203' }],
      });
    });

    it('of a context that is gone is nothing', async () => {
      const { contextId } = await withMessages('x');
      await test.database.prisma.context.update({ where: { id: contextId }, data: { deletedAt: new Date() } });
      expect(await store.loadTurn(contextId)).toBeUndefined();
      expect(await store.loadTurn('ctx_unknown')).toBeUndefined();
    });

    it('that lost its job is found when it is overdue, and put back into the queue', async () => {
      const { id, contextId } = await withMessages('x');
      await store.inWorkshop(id, (tx) => tx.scheduleTurn(contextId, new Date('2026-11-21T08:00:00.000Z')));
      expect(await store.overdueTurns(new Date('2026-11-21T08:00:00.000Z'))).not.toContain(contextId);
      expect(await store.overdueTurns(new Date('2026-11-21T08:00:00.001Z'))).toContain(contextId);
      const dueAt = new Date('2026-11-21T11:00:00.000Z');
      test.enqueued.length = 0;
      await store.rescheduleTurn(contextId, dueAt);
      expect(test.enqueued).toEqual([{ contextId, dueAt }]);
      expect(await store.overdueTurns(new Date('2026-11-21T10:00:00.000Z'))).not.toContain(contextId);
    });
  });
});
