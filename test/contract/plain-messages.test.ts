import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlainMessage } from '../../src/ports/plain-message.ts';
import type { ThreadPlace } from '../../src/ports/store.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { nextTs, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const lullMs = {
  live: { quiet: 36_000, normal: 12_000, lively: 6_000 },
  async: { quiet: 900_000, normal: 300_000, lively: 150_000 },
};
const debounceMs = 1_200;

describe.each(databaseKinds)('the short way of a message, on %s', (kind) => {
  let ours: TestStore;
  beforeAll(async () => {
    ours = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => ours.store.close());

  /** A workshop whose first step has a thread, with a session that has begun and one member besides the host. */
  async function openThread(): Promise<{ place: ThreadPlace; said: (more?: Partial<PlainMessage>) => PlainMessage }> {
    const { store, clock } = ours;
    const { id, orgId, channelId } = await startWorkshop(store);
    const threadTs = nextTs();
    await store.inWorkshop(id, async (tx) => {
      await tx.updateStep((await tx.step('challenge')).id, { threadTs, status: 'in_progress' });
      await tx.setMember('UANNA', 'editor');
      await tx.noteActivity(clock.now());
    });
    const place = await store.findThread({ orgId, channelId, threadTs });
    if (!place) throw new Error('The thread was not found');
    const said = (more: Partial<PlainMessage> = {}): PlainMessage => ({
      orgId,
      channelId,
      threadTs,
      slackTs: nextTs(),
      userId: 'UANNA',
      content: 'We wait too long',
      metadata: { addressed: false },
      sentAt: clock.now(),
      dueAt: new Date(clock.now().getTime() + debounceMs),
      ...more,
    });
    return { place, said };
  }

  /** What is put into the queue after it was stored, once so many are there. */
  const dueFor = async ({ contextId }: ThreadPlace, count: number) => {
    const dues = () =>
      ours.enqueued.filter((one) => one.contextId === contextId).map((one) => one.dueAt.getTime() - ours.clock.now().getTime());
    await vi.waitFor(() => expect(dues().length).toBeGreaterThanOrEqual(count));
    return dues();
  };

  it('stores it as the long way would: numbered, counted, its author heard, with one turn', async () => {
    const { place, said } = await openThread();
    expect(await ours.store.storePlainMessage(said())).toEqual({ kind: 'stored', isSeenLately: false });
    expect(await ours.store.storePlainMessage(said({ content: 'At the desk' }))).toMatchObject({ kind: 'stored' });
    const messages = await ours.store.recentMessages(place.contextId, 10);
    expect(messages.map((one) => [one.version, one.seq, one.userId, one.content])).toEqual([
      [1, 1, 'UANNA', 'We wait too long'],
      [2, 2, 'UANNA', 'At the desk'],
    ]);
    expect(await dueFor(place, 1)).toEqual([debounceMs]);
    await ours.store.inWorkshop(place.workshopId, async (tx) => {
      expect(tx.workshop.latestSeq).toBe(2);
      expect(await tx.participation(place.workshopStepId)).toMatchObject([{ userId: 'UANNA', messages: 2 }]);
    });
    expect(await ours.store.loadTurn(place.contextId)).toMatchObject({ uncompacted: { messages: 2, tokens: 27 }, unconsidered: 2 });
  });

  it('knows a repetition, and changes nothing for it', async () => {
    const { place, said } = await openThread();
    const message = said();
    await ours.store.storePlainMessage(message);
    expect(await ours.store.storePlainMessage(message)).toEqual({ kind: 'repeated' });
    expect(await ours.store.recentMessages(place.contextId, 10)).toHaveLength(1);
  });

  it('lets a silence come first where nothing can follow from it, and moves the turn forward for what is said to the bot', async () => {
    const { place, said } = await openThread();
    await ours.store.storePlainMessage(said({ lullMs }));
    await ours.store.storePlainMessage(said({ lullMs }));
    expect(await dueFor(place, 1)).toEqual([lullMs.live.normal]);
    await ours.store.storePlainMessage(said());
    expect(await dueFor(place, 2)).toEqual([lullMs.live.normal, debounceMs]);
    await ours.store.storePlainMessage(said({ lullMs }));
    expect(await dueFor(place, 2)).toHaveLength(2);
  });

  it('goes by how the workshop is set', async () => {
    const { place, said } = await openThread();
    await ours.store.inWorkshop(place.workshopId, (tx) => tx.updateWorkshop({ settings: { pace: 'async', talk: 'lively' } }));
    await ours.store.storePlainMessage(said({ lullMs }));
    expect(await dueFor(place, 1)).toEqual([lullMs.async.lively]);
  });

  it('puts the turn into the queue again when the one that waited has been taken', async () => {
    const { place, said } = await openThread();
    await ours.store.storePlainMessage(said({ lullMs }));
    await dueFor(place, 1);
    await ours.store.inWorkshop(place.workshopId, (tx) =>
      tx.finishTurn(place.contextId, { expectedHandledVersion: 0, handledVersion: 1, flagged: [], asOfSeq: 1 }),
    );
    expect(await ours.store.storePlainMessage(said({ lullMs }))).toMatchObject({ kind: 'stored' });
    expect(await dueFor(place, 2)).toHaveLength(2);
  });

  it('asks the queue for the moment that is due, whoever was last to ask', async () => {
    const { place, said } = await openThread();
    const talk = Array.from({ length: 10 }, () => ours.store.storePlainMessage(said({ lullMs })));
    await Promise.all([...talk, ours.store.storePlainMessage(said()), ...talk]);
    await vi.waitFor(async () => expect((await dueFor(place, 1)).at(-1)).toBe(debounceMs));
  });

  it('leaves a newcomer, and the first words of a session, to the long way', async () => {
    const { place, said } = await openThread();
    expect(await ours.store.storePlainMessage(said({ userId: 'UNEW' }))).toEqual({ kind: 'unusual', place });
    ours.clock.advance(2 * 3_600_000);
    expect(await ours.store.storePlainMessage(said())).toEqual({ kind: 'unusual', place });
    expect(await ours.store.recentMessages(place.contextId, 10)).toEqual([]);
    expect(await dueFor(place, 0)).toEqual([]);
  });

  it('knows nothing of other threads, of other teams, of what is erased', async () => {
    const { said } = await openThread();
    expect(await ours.store.storePlainMessage(said({ threadTs: '1.000001' }))).toEqual({ kind: 'elsewhere' });
    expect(await ours.store.storePlainMessage(said({ orgId: 'T2' }))).toEqual({ kind: 'elsewhere' });
    expect(await ours.store.ofTeam('T2').storePlainMessage(said())).toEqual({ kind: 'elsewhere' });
  });

  it('numbers without a gap and stores each once, whoever delivers what at the same moment', async () => {
    const { place, said } = await openThread();
    const messages = Array.from({ length: 60 }, (_, index) => said({ content: `line ${index}`, ...(index % 3 ? { lullMs } : {}) }));
    const deliveries = [...messages, ...messages].map((message) => ours.store.storePlainMessage(message));
    const outcomes = (await Promise.all(deliveries)).map((one) => one.kind);
    expect(outcomes.filter((one) => one === 'stored')).toHaveLength(60);
    const stored = await ours.store.recentMessages(place.contextId, 200);
    expect(stored.map((one) => one.version)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(stored.map((one) => one.seq)).toEqual(stored.map((one) => one.version));
    expect((await ours.store.loadTurn(place.contextId))?.messages).toHaveLength(60);
  });
});
