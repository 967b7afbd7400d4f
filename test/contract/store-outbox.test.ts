import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClaimedCard, OutboxRow } from '../../src/ports/outbox.ts';
import type { Store } from '../../src/ports/store.ts';
import { phrase } from '../../src/workshop/phrase.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { nextTs, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const leaseMs = 30_000;

describe.each(databaseKinds)('the outbox in the store on %s', (kind) => {
  let test: TestStore;
  let store: Store;

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
    store = test.store;
  });
  afterAll(() => store.close());

  const now = () => test.clock.now();
  const later = (ms: number) => new Date(now().getTime() + ms);
  const claim = (channelId: string, owner = 'one') =>
    store
      .claimOutbox({ owner, now: now(), leaseMs, limit: 100, lanes: 'posts' })
      .then((rows) => rows.filter((row) => row.channelId === channelId));
  const whisper = (text: string) => ({ kind: 'whisper' as const, userId: 'UANNA', stepId: null, text: phrase`${text}` });

  /** A workshop with whispers in its outbox. */
  async function withPosts(...texts: string[]) {
    const place = await startWorkshop(store);
    const ids = await store.inWorkshop(place.id, async (tx) => {
      const posted = [];
      for (const text of texts) posted.push(await tx.post(whisper(text)));
      return posted as [string, ...string[]];
    });
    return { ...place, ids };
  }

  it('hands out what was posted, oldest first, one at a time per channel', async () => {
    const { channelId, ids, id } = await withPosts('a', 'b');
    const [first, ...more] = await claim(channelId);
    expect(more).toEqual([]);
    expect(first).toEqual({
      id: ids[0],
      workshopId: id,
      orgId: 'T1',
      channelId,
      content: whisper('a'),
      attempts: 1,
      slackTs: null,
      doubtful: false,
      createdAt: now(),
      owner: 'one',
      trace: null,
    });
    expect(await claim(channelId, 'other')).toEqual([]);
    expect(await store.finishOutbox(first as OutboxRow, { slackTs: null, at: now() })).toBe(true);
    expect((await claim(channelId)).map((row) => row.id)).toEqual([ids[1]]);
  });

  it('keeps the order of a channel while its oldest post has to wait, and lets other channels go on', async () => {
    const { channelId, ids } = await withPosts('a', 'b');
    const other = await withPosts('c');
    const [row] = await claim(channelId);
    await store.postponeOutbox(row as OutboxRow, { until: later(5_000), error: 'ratelimited', doubtful: false });
    expect(await claim(channelId)).toEqual([]);
    const elsewhere = await store.outboxRow(other.ids[0]);
    expect(elsewhere?.attempts).toBe(1);
    test.clock.advance(5_000);
    expect(await claim(channelId)).toMatchObject([{ id: ids[0], attempts: 2, doubtful: false }]);
  });

  it('never gives a post to two owners who ask at the same moment', async () => {
    const posts = await Promise.all(Array.from({ length: 8 }, (_, n) => withPosts(`post ${n}`)));
    const claims = await Promise.all(
      ['a', 'b', 'c', 'd'].map((owner) => store.claimOutbox({ owner, now: now(), leaseMs, limit: 3, lanes: 'posts' })),
    );
    const ids = claims.flat().map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rows of claims) expect(rows.length).toBeLessThanOrEqual(3);
    while (ids.length < posts.length) {
      const rest = await store.claimOutbox({ owner: 'e', now: now(), leaseMs, limit: 3, lanes: 'posts' });
      if (rest.length === 0) break;
      ids.push(...rest.map((row) => row.id));
    }
    expect(ids).toEqual(expect.arrayContaining(posts.map((post) => post.ids[0])));
    expect(new Set(ids).size).toBe(ids.length);
  });

  if (kind === 'postgres')
    it('does not wait for a channel that somebody else is just busy with', async () => {
      const busy = await withPosts('a');
      const free = await withPosts('b');
      const client = await test.database.pool.connect();
      try {
        await client.query('BEGIN');
        await client.query('SELECT id FROM outbox WHERE id = $1 FOR UPDATE', [busy.ids[0]]);
        const rows = await store.claimOutbox({ owner: 'one', now: now(), leaseMs, limit: 100, lanes: 'posts' });
        const ids = rows.map((row) => row.id);
        expect(ids).toContain(free.ids[0]);
        expect(ids).not.toContain(busy.ids[0]);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    });

  it('gives a post whose sender vanished to the next one as doubtful (G-02)', async () => {
    const { channelId, ids } = await withPosts('a');
    await claim(channelId, 'vanishes');
    test.clock.advance(leaseMs - 1);
    expect(await claim(channelId)).toEqual([]);
    test.clock.advance(1);
    expect(await claim(channelId)).toMatchObject([{ id: ids[0], doubtful: true, attempts: 2 }]);
  });

  it('knows after a restart at once what is doubtful, when nobody else can be sending (G-02)', async () => {
    const { channelId, ids } = await withPosts('a');
    await claim(channelId);
    await store.releaseLeases();
    expect(await claim(channelId)).toMatchObject([{ id: ids[0], doubtful: true }]);
  });

  it('keeps what can never be posted with its error, and goes on with the next', async () => {
    const { channelId, id, ids } = await withPosts('a', 'b');
    const [row] = await claim(channelId);
    await store.failOutbox(row as OutboxRow, { error: 'user_not_found', at: now() });
    expect(await claim(channelId)).toMatchObject([{ id: ids[1] }]);
    expect(await store.countOutbox(id)).toEqual({ waiting: 1, failed: [{ kind: 'whisper', error: 'user_not_found' }] });
  });

  it('forgets what a transaction posted that was rolled back, and tells nobody', async () => {
    const { id, channelId } = await startWorkshop(store);
    let told = 0;
    store.onOutbox(() => {
      told += 1;
    });
    await store.inWorkshop(id, async (tx) => void (await tx.post(whisper('a')))).catch(() => undefined);
    expect(told).toBe(1);
    await expect(
      store.inWorkshop(id, async (tx) => {
        await tx.post(whisper('lost'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await store.inWorkshop(id, (tx) => tx.takeSeq());
    expect(told).toBe(1);
    expect(await claim(channelId)).toMatchObject([{ content: whisper('a') }]);
  });

  it('adds what the facilitator said to the log of its step once, however often it is told that it is done', async () => {
    const { id, channelId, orgId } = await startWorkshop(store);
    const outboxId = await store.inWorkshop(id, (tx) =>
      tx.post({ kind: 'say', stepId: 'persona', text: phrase`Hello ${{ person: 'UANNA' }}` }),
    );
    const [row] = await claim(channelId);
    const done = { slackTs: nextTs(), text: 'Hello <@UANNA>', at: new Date('2026-11-21T10:00:05.678Z') };
    await store.finishOutbox(row as OutboxRow, done);
    await store.finishOutbox(row as OutboxRow, { ...done, slackTs: nextTs() });
    expect(await store.countMessages(id)).toEqual({ human: 0, bot: 1 });
    const { contextId } = await store.inWorkshop(id, (tx) => tx.step('persona'));
    expect(await store.recentMessages(contextId, 10)).toMatchObject([
      {
        role: 'assistant',
        content: done.text,
        slackTs: done.slackTs,
        createdAt: done.at,
        version: 1,
        seq: 1,
        metadata: { outboxId },
        userId: null,
      },
    ]);
    expect(await store.findMessage({ orgId, channelId, slackTs: done.slackTs })).toEqual({ workshopId: id });
    expect(await claim(channelId)).toEqual([]);
  });

  it('adds it once too when two are told at the same moment that they are done', async () => {
    const { id, channelId } = await startWorkshop(store);
    await store.inWorkshop(id, (tx) => tx.post({ kind: 'say', stepId: 'persona', text: phrase`Hello` }));
    const [row] = await claim(channelId);
    await Promise.all([1, 2, 3].map(() => store.finishOutbox(row as OutboxRow, { slackTs: nextTs(), at: now() })));
    expect(await store.countMessages(id)).toEqual({ human: 0, bot: 1 });
  });

  describe('a card', () => {
    it('is posted once however often it is wanted, and its first post carries the address', async () => {
      const { id, channelId, orgId } = await startWorkshop(store);
      const wanted = await store.inWorkshop(id, async (tx) => [
        await tx.wantCard('step', 'challenge'),
        await tx.wantCard('step', 'challenge'),
        await tx.wantCard('hub', null),
        await tx.wantCard('hub', null),
      ]);
      const [cardId, again, hubId, hubAgain] = wanted as [string, string, string, string];
      expect([again, hubAgain]).toEqual([cardId, hubId]);
      const [row] = await claim(channelId);
      expect(row?.content).toEqual({ kind: 'card', cardId });
      expect(await store.hasCardsUnderWay({ orgId, channelId })).toBe(true);
      const slackTs = nextTs();
      await store.finishOutbox(row as OutboxRow, { slackTs, shownRevision: 2, at: now() });
      expect(await store.card(cardId)).toEqual({
        id: cardId,
        workshopId: id,
        orgId,
        channelId,
        kind: 'step',
        stepId: 'challenge',
        slackTs,
        subjectId: null,
        threadTs: null,
        wantedRevision: 2,
      });
      expect(await store.findThread({ orgId, channelId, threadTs: slackTs })).toMatchObject({ stepId: 'challenge' });
      expect(await store.hasCardsUnderWay({ orgId, channelId })).toBe(false);
      expect(await claim(channelId)).toMatchObject([{ content: { kind: 'card', cardId: hubId } }]);
    });

    it('of a read-back stands in the thread of its step, which knows that it is there', async () => {
      const { id } = await startWorkshop(store);
      const threadTs = nextTs();
      const cardId = await store.inWorkshop(id, async (tx) => {
        await tx.updateStep((await tx.step('persona')).id, { threadTs });
        return tx.wantCard('read-back', 'persona');
      });
      expect(await store.card(cardId)).toMatchObject({ kind: 'read-back', threadTs, slackTs: null });
      const steps = await store.inWorkshop(id, (tx) => tx.steps());
      expect(steps.filter((step) => step.readBackShown).map((step) => step.stepId)).toEqual(['persona']);
    });

    async function posted() {
      const { id, channelId } = await startWorkshop(store);
      const cardId = await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
      const [row] = await claim(channelId);
      await store.finishOutbox(row as OutboxRow, { slackTs: nextTs(), shownRevision: 1, at: now() });
      const want = () => store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
      const claimCard = async (owner = 'one') =>
        (await store.claimCards({ owner, now: now(), leaseMs, limit: 100 })).filter((card) => card.id === cardId);
      return { id, cardId, want, claimCard };
    }

    it('that is posted is edited when it is wanted again: by one owner, in its newest state', async () => {
      const { cardId, want, claimCard } = await posted();
      expect(await claimCard()).toEqual([]);
      await want();
      await want();
      const claims = await Promise.all([claimCard('one'), claimCard('other')]);
      expect(claims.flat()).toMatchObject([{ id: cardId, wantedRevision: 3 }]);
      await store.finishCard(claims.flat()[0] as ClaimedCard, { revision: 3, editNotBefore: later(5_000), digest: null });
      expect(await claimCard()).toEqual([]);
    });

    it('is edited again no sooner than it may, and then in what it became meanwhile', async () => {
      const { want, claimCard } = await posted();
      await want();
      const [card] = await claimCard();
      await want();
      await store.finishCard(card as ClaimedCard, { revision: 2, editNotBefore: later(5_000), digest: null });
      expect(await claimCard()).toEqual([]);
      test.clock.advance(5_000);
      const [again] = await claimCard();
      expect(again).toMatchObject({ wantedRevision: 3 });
      await store.postponeCard(again as ClaimedCard, { until: later(1_000), error: 'ratelimited' });
      expect(await claimCard()).toEqual([]);
      test.clock.advance(1_000);
      expect(await claimCard()).toHaveLength(1);
    });

    it('whose editor vanished is given to another one', async () => {
      const { want, claimCard } = await posted();
      await want();
      expect(await claimCard()).toHaveLength(1);
      expect(await claimCard('other')).toEqual([]);
      test.clock.advance(leaseMs);
      expect(await claimCard('other')).toHaveLength(1);
    });

    it('whose post failed for good is posted anew when it is wanted again', async () => {
      const { id, channelId } = await startWorkshop(store);
      const cardId = await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
      const [row] = await claim(channelId);
      await store.failOutbox(row as OutboxRow, { error: 'is_archived', at: now() });
      await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
      expect(await claim(channelId)).toMatchObject([{ content: { kind: 'card', cardId } }]);
    });
  });

  it('says when the next thing is due', async () => {
    const database = await openTestDatabase(kind);
    const alone = await storeOn(database);
    try {
      const { store: quiet, clock } = alone;
      expect(await quiet.nextDueAt()).toBeUndefined();
      const { id } = await startWorkshop(quiet);
      await quiet.inWorkshop(id, async (tx) => {
        await tx.wantCard('hub', null);
        await tx.post(whisper('after it'));
      });
      expect(await quiet.nextDueAt()).toEqual(clock.now());
      const [row] = await quiet.claimOutbox({ owner: 'one', now: clock.now(), leaseMs, limit: 1, lanes: 'posts' });
      expect(await quiet.nextDueAt()).toEqual(new Date(clock.now().getTime() + leaseMs));
      const until = new Date(clock.now().getTime() + 700);
      await quiet.postponeOutbox(row as OutboxRow, { until, error: 'x', doubtful: true });
      expect(await quiet.nextDueAt()).toEqual(until);
    } finally {
      await alone.store.close();
    }
  });
});
