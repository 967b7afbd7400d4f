import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkshopId } from '../../src/workshop/ids.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const dayMs = 24 * 3_600_000;

describe.each(databaseKinds)('links for people outside in the store on %s', (kind) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
  });
  afterAll(() => test.store.close());

  let hashes = 0;
  const newHash = () => (++hashes).toString(16).padStart(64, '0');
  const soon = (days = 1) => new Date(test.clock.now().getTime() + days * dayMs);
  const savePack = (id: WorkshopId, content: string) =>
    test.store.inWorkshop(id, async (tx) => {
      const row = { title: 'Check-in', kind: 'overview' as const, sourceVersions: {}, at: test.clock.now() };
      await tx.saveBuildPack({ ...row, formatType: 'json', content });
      return tx.saveBuildPack({ ...row, formatType: 'markdown', content: `# ${content}` });
    });
  /** A workshop with a pack, and a link to that. */
  async function share(days = 1) {
    const { id } = await startWorkshop(test.store);
    await savePack(id, '{"a":1}');
    return { id, ...(await shareMore(id, days)) };
  }
  const shareMore = (id: WorkshopId, days = 1) =>
    test.store.inWorkshop(id, async (tx) => {
      const pack = await tx.newestPack();
      const tokenHash = newHash();
      const times = { createdAt: test.clock.now(), expiresAt: soon(days) };
      return { tokenHash, linkId: await tx.addShareLink({ buildPackId: pack?.id ?? '', tokenHash, createdBy: 'UHOST', ...times }) };
    });
  const found = async (tokenHash: string, at = test.clock.now()) => (await test.store.findShared(tokenHash, at))?.content;
  const visibilityOf = async (id: WorkshopId) =>
    (await test.database.pool.query('SELECT visibility, share_token FROM workshops WHERE id = $1', [id])).rows[0];

  it('lead to the pack as it stood, and say when they were opened', async () => {
    const { id, tokenHash, linkId } = await share();
    test.clock.advance(1_000);
    await savePack(id, '{"a":2}');
    expect(await test.store.findShared(tokenHash, test.clock.now())).toEqual({
      linkId,
      orgId: 'T1',
      workshopId: id,
      content: '{"a":1}',
      expiresAt: expect.any(Date),
    });
    await test.store.noteOpened(linkId, test.clock.now());
    await test.store.noteOpened(linkId, test.clock.now());
    const links = await test.store.inWorkshop(id, (tx) => tx.validShareLinks(test.clock.now()));
    expect(links).toMatchObject([{ id: linkId, createdBy: 'UHOST', openedCount: 2, lastOpenedAt: test.clock.now() }]);
    expect(await found(newHash())).toBeUndefined();
  });

  it('keep the pack that they lead to as it was, even where it could still be put into better words', async () => {
    const { id, tokenHash } = await share();
    const replace = (from: string) =>
      test.store.inWorkshop(id, async (tx) => tx.replacePack((await tx.newestPack())?.id ?? '', { from, to: '{"a":"in other words"}' }));
    expect(await replace('{"a":1}')).toBe(false);
    expect(await found(tokenHash)).toBe('{"a":1}');
    test.clock.advance(1_000);
    await savePack(id, '{"a":2}');
    expect(await replace('{"a":2}')).toBe(true);
  });

  it('lead nowhere from the moment on at which they expire, and the workshop is private again', async () => {
    const { id, tokenHash } = await share(2);
    await test.store.inWorkshop(id, async (tx) => expect(await tx.settleVisibility(test.clock.now())).toEqual(soon(2)));
    expect(await visibilityOf(id)).toEqual({ visibility: 'shared', share_token: null });
    expect(await found(tokenHash, new Date(soon(2).getTime() - 1))).toBeDefined();
    expect(await found(tokenHash, soon(2))).toBeUndefined();
    await test.store.inWorkshop(id, async (tx) => {
      expect(await tx.settleVisibility(soon(2))).toBeUndefined();
      expect(await tx.validShareLinks(soon(2))).toEqual([]);
      expect(await tx.revokeShareLinks(soon(2))).toBe(0);
    });
    expect(await visibilityOf(id)).toMatchObject({ visibility: 'private' });
  });

  it('are revoked one by one or all at once, once', async () => {
    const { id, tokenHash, linkId } = await share();
    const second = await shareMore(id);
    const third = await shareMore(id);
    const revoke = (only?: string) => test.store.inWorkshop(id, (tx) => tx.revokeShareLinks(test.clock.now(), only));
    expect(await revoke(linkId)).toBe(1);
    expect(await revoke(linkId)).toBe(0);
    expect([await found(tokenHash), await found(second.tokenHash)]).toEqual([undefined, '{"a":1}']);
    expect(await visibilityOf(id)).toMatchObject({ visibility: 'shared' });
    expect(await revoke()).toBe(2);
    expect(await found(third.tokenHash)).toBeUndefined();
    expect(await visibilityOf(id)).toMatchObject({ visibility: 'private' });
  });

  it('F-19: of another workshop are not there to be revoked, nor is its pack there to be shared', async () => {
    const one = await share();
    const other = await share();
    await test.store.inWorkshop(other.id, async (tx) => {
      expect(await tx.revokeShareLinks(test.clock.now(), one.linkId)).toBe(0);
    });
    expect(await found(one.tokenHash)).toBeDefined();
    const pack = await test.store.inWorkshop(one.id, (tx) => tx.newestPack());
    const link = { buildPackId: pack?.id ?? '', tokenHash: newHash(), createdBy: 'UHOST', createdAt: test.clock.now(), expiresAt: soon() };
    await expect(test.store.inWorkshop(other.id, (tx) => tx.addShareLink(link))).rejects.toThrow('Build pack');
  });

  it('go with what is erased, and rest while their workshop is put away', async () => {
    const put = await share();
    await test.store.inWorkshop(put.id, (tx) =>
      tx.updateWorkshop({ settings: { pace: 'live', archived: { from: 'active', by: 'UHOST', keptTitle: 'Another' } } }),
    );
    expect(await found(put.tokenHash)).toBeUndefined();
    const forgotten = await share();
    await test.store.inWorkshop(forgotten.id, (tx) => tx.erasePerson('UANNA', test.clock.now()));
    expect(await found(forgotten.tokenHash)).toBeUndefined();
    expect(await visibilityOf(forgotten.id)).toMatchObject({ visibility: 'private' });
    const erased = await share();
    await test.store.inWorkshop(erased.id, (tx) => tx.eraseWorkshop('UHOST', test.clock.now()));
    expect(await found(erased.tokenHash)).toBeUndefined();
    const { rows } = await test.database.pool.query('SELECT id FROM share_links WHERE workshop_id = ANY($1)', [[forgotten.id, erased.id]]);
    expect(rows).toEqual([]);
  });

  it('are refused by the database with a token in the place of its hash, or an end before their beginning', async () => {
    const { id } = await share();
    await expect(
      test.store.inWorkshop(id, async (tx) => {
        const pack = await tx.newestPack();
        await tx.addShareLink({
          buildPackId: pack?.id ?? '',
          tokenHash: 'a-token',
          createdBy: 'UHOST',
          createdAt: test.clock.now(),
          expiresAt: soon(),
        });
      }),
    ).rejects.toThrow();
    await expect(shareMore(id, -1)).rejects.toThrow();
  });
});
