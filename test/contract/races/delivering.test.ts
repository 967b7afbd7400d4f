import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClaimedCard, OutboxContent, OutboxRow } from '../../../src/ports/outbox.ts';
import type { Store } from '../../../src/ports/store.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { phrase } from '../../../src/workshop/phrase.ts';
import { databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';
import { nextTs, startWorkshop, storeOn, type TestStore } from '../../support/open-test-store.ts';

const leaseMs = 15_000;

describe.each(databaseKinds)('several processes that deliver from one database, on %s', (kind) => {
  let test: TestStore;
  let store: Store;

  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
    store = test.store;
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await test.database.pool.query('DELETE FROM outbox; DELETE FROM cards; DELETE FROM paces');
  });

  const now = () => test.clock.now();
  const later = (ms: number) => new Date(now().getTime() + ms);
  const claim = (owner: string, more: { lanes?: 'posts' | 'replies'; perTeam?: number; without?: string[]; limit?: number } = {}) =>
    store.claimOutbox({ owner, now: now(), leaseMs, limit: 100, lanes: 'posts', ...more });
  const one = async (owner: string) => (await claim(owner))[0] as OutboxRow;
  const say = (text: string): OutboxContent => ({ kind: 'say', stepId: 'persona', text: phrase`${text}` });
  const whisper = (text: string): OutboxContent => ({ kind: 'whisper', userId: 'UANNA', stepId: null, text: phrase`${text}` });
  const react: OutboxContent = { kind: 'react', slackTs: '1.1', name: 'eyes' };

  async function withRows(contents: OutboxContent[], orgId = 'T1') {
    const place = await startWorkshop(store, { orgId });
    await store.inWorkshop(place.id, async (tx) => {
      for (const content of contents) await tx.post(content);
    });
    return place;
  }

  describe('a row that another one has taken over', () => {
    /** `first` lost it to `second`, who is sending it. */
    async function takenOver(content: OutboxContent) {
      const place = await withRows([content]);
      const first = await one('first');
      test.clock.advance(leaseMs);
      const second = await one('second');
      expect(second).toMatchObject({ id: first.id, owner: 'second', doubtful: true });
      return { ...place, first, second };
    }
    const state = async (id: string) =>
      test.database.prisma.outboxRow.findUnique({
        where: { id },
        select: { leaseOwner: true, doneAt: true, failedAt: true, slackTs: true },
      });

    it.each([
      ['a post with consequences', say('Hello')],
      ['a simple one', whisper('Hello')],
    ])('can neither be finished nor put off nor given up nor noted by who had it before: %s', async (_name, content) => {
      const { first, second, id } = await takenOver(content);
      expect(await store.finishOutbox(first, { slackTs: nextTs(), text: 'Hello', at: now() })).toBe(false);
      await store.postponeOutbox(first, { until: now(), error: 'x', doubtful: false });
      await store.failOutbox(first, { error: 'x', at: now() });
      await store.noteOutboxPost(first, nextTs());
      expect(await store.extendLease(first, later(60_000))).toBe('lost');
      expect(await state(first.id)).toEqual({ leaseOwner: 'second', doneAt: null, failedAt: null, slackTs: null });
      expect(await store.countMessages(id)).toEqual({ human: 0, bot: 0 });
      expect(await store.finishOutbox(second, { slackTs: '7.7', at: now() })).toBe(true);
      expect(await state(first.id)).toMatchObject({ slackTs: '7.7', leaseOwner: null });
    });

    it('is not taken over while its sender renews its lease', async () => {
      await withRows([say('Hello')]);
      const first = await one('first');
      test.clock.advance(leaseMs - 1);
      expect(await store.extendLease(first, later(leaseMs))).toBe('ours');
      test.clock.advance(leaseMs - 1);
      expect(await claim('second')).toEqual([]);
    });
  });

  it('a card that another one has taken over is neither finished nor put off by who had it before', async () => {
    const { id } = await startWorkshop(store);
    await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
    await store.finishOutbox(await one('first'), { slackTs: nextTs(), shownRevision: 1, digest: 'a', at: now() });
    await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
    const claimCard = async (owner: string) => (await store.claimCards({ owner, now: now(), leaseMs, limit: 9 }))[0] as ClaimedCard;
    const first = await claimCard('first');
    expect(first).toMatchObject({ owner: 'first', shownDigest: 'a' });
    test.clock.advance(leaseMs);
    const second = await claimCard('second');
    // Whoever had it before may have edited it, or not.
    expect(second).toMatchObject({ id: first.id, owner: 'second', shownDigest: null });
    await store.finishCard(first, { revision: 2, editNotBefore: now(), digest: 'old' });
    await store.postponeCard(first, { until: now(), error: 'x' });
    expect(await store.extendCard(first, later(1))).toBe(false);
    expect(await claimCard('third')).toBeUndefined();
    await store.finishCard(second, { revision: 2, editNotBefore: now(), digest: 'b' });
    expect(await test.database.prisma.card.findUnique({ where: { id: first.id } })).toMatchObject({ shownRevision: 2, shownDigest: 'b' });
  });

  describe('the pace', () => {
    it('of a channel is one for all of them; reactions do not wait for it, and other channels neither', async () => {
      await withRows([say('a'), react, say('b')]);
      await store.finishOutbox(await one('first'), { slackTs: nextTs(), at: now(), nextPostAt: later(1_000) });
      const reaction = await one('second');
      expect(reaction.content.kind).toBe('react');
      await store.finishOutbox(reaction, { slackTs: null, at: now() });
      expect(await claim('second')).toEqual([]);
      expect(await store.nextDueAt()).toEqual(later(1_000));
      await withRows([say('elsewhere')]);
      expect(await claim('second')).toHaveLength(1);
      test.clock.advance(999);
      expect(await claim('first')).toEqual([]);
      test.clock.advance(1);
      expect(await claim('second')).toMatchObject([{ content: say('b') }]);
    });

    it('that Slack asks for holds one method of one workspace, and nothing else', async () => {
      await withRows([react]);
      await withRows([whisper('b')]);
      await withRows([react], 'T2');
      await store.holdPlace({ orgId: 'T1', name: 'reactions.add', until: later(30_000) });
      await store.holdPlace({ orgId: 'T1', name: 'reactions.add', until: later(10_000) });
      expect((await claim('first')).map((row) => [row.orgId, row.content.kind])).toEqual([
        ['T1', 'whisper'],
        ['T2', 'react'],
      ]);
      const reactions = async () => (await claim('second')).filter((row) => row.content.kind === 'react' && row.orgId === 'T1');
      test.clock.advance(29_999);
      expect(await reactions()).toEqual([]);
      test.clock.advance(1);
      expect(await reactions()).toHaveLength(1);
    });

    it('that Slack asks for after a post holds its channel alone', async () => {
      const { channelId } = await withRows([say('a')]);
      await withRows([say('b')]);
      await store.holdPlace({ orgId: 'T1', name: channelId, until: later(30_000) });
      expect(await claim('first')).toMatchObject([{ content: say('b') }]);
    });

    it('of cards is one for a workspace: a few at once after a rest, then one after the other', async () => {
      const pace = { everyMs: 2_000, burst: 2 };
      const ids = [];
      for (let n = 0; n < 6; n++) {
        const { id } = await startWorkshop(store, n === 5 ? { orgId: 'T2' } : {});
        await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
        ids.push(id);
      }
      for (const row of await claim('first')) await store.finishOutbox(row, { slackTs: nextTs(), shownRevision: 1, at: now() });
      for (const id of ids) await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
      const claimCards = (owner: string) => store.claimCards({ owner, now: now(), leaseMs: 600_000, limit: 100, pace });
      const both = (await Promise.all([claimCards('first'), claimCards('second')])).flat();
      expect(both.map((card) => card.orgId).toSorted()).toEqual(['T1', 'T1', 'T1', 'T2']);
      expect(await claimCards('first')).toEqual([]);
      expect(await store.nextDueAt(pace)).toEqual(later(2_000));
      test.clock.advance(2_000);
      const next = await claimCards('second');
      expect(next).toHaveLength(1);
      // It needed no call: its place is for the next one.
      await store.finishCard(next[0] as ClaimedCard, { revision: 2, editNotBefore: now(), digest: 'x', unused: pace });
      expect(await claimCards('first')).toHaveLength(1);
    });

    it('of replies lets some go at once after a rest, and not more', async () => {
      const take = () => store.takePlace({ orgId: 'T1', name: 'bursts', everyMs: 500, burst: 3, now: now() });
      const waits = async () => Math.max(0, (await take()).getTime() - now().getTime());
      expect([await waits(), await waits(), await waits(), await waits(), await waits()]).toEqual([0, 0, 0, 500, 1_000]);
      test.clock.advance(60_000);
      expect([await waits(), await waits(), await waits(), await waits()]).toEqual([0, 0, 0, 500]);
    });

    it('of replies gives each its own place', async () => {
      const take = () => store.takePlace({ orgId: 'T1', name: 'appends', everyMs: 500, burst: 1, now: now() });
      const places = await Promise.all([take(), take(), take()]);
      expect(places.map((at) => at.getTime() - now().getTime()).toSorted((a, b) => a - b)).toEqual([0, 500, 1_000]);
      await store.holdPlace({ orgId: 'T1', name: 'appends', until: later(9_000) });
      expect(await take()).toEqual(later(9_000));
    });
  });

  it('leave room for other workspaces when one has much to say', async () => {
    for (let n = 0; n < 5; n++) await withRows([say(`${n}`)]);
    await withRows([say('other')], 'T2');
    expect((await claim('first', { limit: 4, perTeam: 3 })).map((row) => row.orgId)).toEqual(['T1', 'T1', 'T1', 'T2']);
    expect(await claim('first', { without: ['T1'] })).toEqual([]);
  });

  it('edit the hub once for a step that is opened: when its thread is there', async () => {
    const { id } = await startWorkshop(store);
    await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
    await store.finishOutbox(await one('first'), { slackTs: nextTs(), shownRevision: 1, at: now() });
    await store.inWorkshop(id, async (tx) => {
      await tx.wantCard('hub', null);
      await tx.wantCard('step', 'persona');
    });
    const hubs = () => store.claimCards({ owner: 'first', now: now(), leaseMs, limit: 9 });
    expect(await hubs()).toEqual([]);
    await store.finishOutbox(await one('second'), { slackTs: nextTs(), shownRevision: 1, at: now() });
    expect(await hubs()).toMatchObject([{ kind: 'hub', wantedRevision: 3 }]);
  });

  it('edit the hub all the same when the step’s card can’t be posted for a while', async () => {
    const { id } = await startWorkshop(store);
    await store.inWorkshop(id, (tx) => tx.wantCard('hub', null));
    await store.finishOutbox(await one('first'), { slackTs: nextTs(), shownRevision: 1, at: now() });
    await store.inWorkshop(id, async (tx) => {
      await tx.wantCard('hub', null);
      await tx.wantCard('step', 'persona');
    });
    await store.postponeOutbox(await one('second'), { until: later(60_000), error: 'internal_error', doubtful: true });
    expect(await store.claimCards({ owner: 'first', now: now(), leaseMs, limit: 9 })).toMatchObject([{ kind: 'hub' }]);
  });

  it('are told to stop a reply by its thread, once it is being written', async () => {
    const told: string[] = [];
    store.onStop((rowId) => told.push(rowId));
    const { id, channelId } = await startWorkshop(store);
    const threadTs = nextTs();
    const [rowId] = await store.inWorkshop(id, async (tx) => {
      const step = await tx.step('persona');
      await tx.updateStep(step.id, { threadTs });
      const ask = { kind: 'reply' as const, contextId: step.contextId, epoch: 1, toVersion: 1, recipient: null, speak: true };
      return [await tx.post({ ...ask, stepId: 'persona' }), await tx.post({ ...ask, stepId: 'challenge' })];
    });
    const place = { orgId: 'T1', channelId, threadTs, at: now() };
    await store.stopReplies(place);
    expect(told).toEqual([]);
    const rows = await claim('first', { lanes: 'replies' });
    await store.stopReplies({ ...place, orgId: 'T2' });
    await store.stopReplies(place);
    expect(told).toEqual([rowId]);
    const answers = await Promise.all(rows.map((row) => store.extendLease(row, later(leaseMs))));
    expect(answers.toSorted()).toEqual(['ours', 'stop']);
  });

  if (kind === 'postgres')
    it('hear of what another one left to deliver at once, and once for much', async () => {
      const heard: string[] = [];
      const { url } = await test.database.pool
        .query<{ url: string }>('SELECT current_database() AS url')
        .then(({ rows }) => ({ url: Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ''), { pathname: `/${rows[0]?.url}` }).href }));
      const other = await storeOn(await openDatabase(url));
      try {
        const isTold = new Promise<void>((resolve) => {
          store.onOutbox((left) => {
            heard.push(`${left.posts} ${left.replies}`);
            resolve();
          });
        });
        await test.database.pool.query('SELECT 1');
        await vi.waitFor(async () => {
          const { rows } = await test.database.pool.query(
            `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
          );
          expect(rows[0].n).toBeGreaterThan(0);
        });
        const { id } = await startWorkshop(other.store);
        await Promise.all(Array.from({ length: 20 }, () => other.store.inWorkshop(id, (tx) => tx.post(whisper('Hello')))));
        await isTold;
        await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
        expect(heard.length).toBeLessThan(20);
        expect(heard[0]).toBe('true false');
      } finally {
        await other.store.close();
      }
    });
});
