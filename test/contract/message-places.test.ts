import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

describe.each(databaseKinds)('where messages stand, in the store on %s', (kind) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => test.store.close());

  it('tells of a form the thread of its step, also after a reset, of a deleted message that it is, and nothing of another workshop', async () => {
    const { id } = await startWorkshop(test.store);
    const other = await startWorkshop(test.store, { channelId: 'C2' });
    const ids = await test.store.inWorkshop(id, async (tx) => {
      const step = await tx.step('challenge');
      await tx.updateStep(step.id, { threadTs: '1.1' });
      const now = test.clock.now();
      const say = async (slackTs: string | null) =>
        (await tx.appendMessage({ contextId: step.contextId, role: 'user', content: 'a', userId: 'UAIKO', slackTs, createdAt: now }))?.id ??
        '';
      const [form, message, gone] = [await say(null), await say('2.1'), await say('2.2')];
      await tx.markMessageDeleted(gone, now);
      await tx.beginEpoch(step, now);
      return [form, message, gone];
    });
    const expected = [
      { id: ids[0], slackTs: null, threadTs: '1.1', isDeleted: false },
      { id: ids[1], slackTs: '2.1', threadTs: '1.1', isDeleted: false },
      { id: ids[2], slackTs: '2.2', threadTs: '1.1', isDeleted: true },
    ];
    const byId = (rows: { id: string }[]) => ids.flatMap((one) => rows.filter((row) => row.id === one));
    expect(byId(await test.store.messagePlaces(id, ids))).toEqual(expected);
    expect(byId(await test.store.inWorkshop(id, (tx) => tx.messagePlaces(ids)))).toEqual(expected);
    expect(await test.store.messagePlaces(other.id, ids)).toEqual([]);
  });

  it('are asked for with the log in the same transaction', async () => {
    const { id } = await startWorkshop(test.store);
    await test.store.inWorkshop(id, async (tx) => {
      await tx.audit({ action: 'complete', userId: 'UMAYA', details: { stepId: 'challenge' }, at: test.clock.now() });
      await tx.audit({ action: 'pause', userId: 'UMAYA', at: test.clock.now() });
      expect(await tx.history({ limit: 10, actions: ['complete'] })).toMatchObject([{ userId: 'UMAYA', details: { stepId: 'challenge' } }]);
    });
  });
});
