import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactPlace, NewFact } from '../../src/ports/context-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, type ContextWorld, openContextWorld } from '../support/context-world.ts';
import { databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop } from '../support/open-test-store.ts';

describe.each(databaseKinds)('facts on %s', (kind) => {
  let world: ContextWorld;
  let store: Store;

  beforeAll(async () => {
    world = await openContextWorld(kind);
    ({ store } = world);
  });
  afterAll(() => store.close());

  async function place() {
    const { id, orgId } = await startWorkshop(store, { orgId: `T${Math.random()}` });
    const message = await store.inWorkshop(id, (tx) => say(tx, 'We have two desks.'));
    const contextId = await world.contextOf(id, 'challenge');
    const ofWorkshop: FactPlace = { scope: 'workshop', scopeId: id };
    const fact: NewFact = {
      ...ofWorkshop,
      type: 'domain',
      key: 'desks',
      value: 2,
      confidence: 0.9,
      sourceMessageId: message?.id ?? '',
      at,
    };
    return { id, orgId, contextId, message, fact, ofWorkshop };
  }

  it('are found by their key, and by their type', async () => {
    const { fact, ofWorkshop } = await place();
    const id = await store.storeContext(fact);
    await store.storeContext({ ...fact, type: 'preference', key: 'tone', value: { likes: ['short'] }, at: new Date(at.getTime() + 1) });
    expect(await store.retrieveContext(ofWorkshop, 'desks')).toEqual({
      id,
      scope: 'workshop',
      type: 'domain',
      key: 'desks',
      value: 2,
      confidence: 0.9,
      sourceMessageId: fact.sourceMessageId,
      updatedAt: at,
    });
    expect((await store.retrieveContextByType(ofWorkshop, 'preference')).map((one) => one.value)).toEqual([{ likes: ['short'] }]);
    expect((await store.retrieveContextByType(ofWorkshop)).map((one) => one.key)).toEqual(['desks', 'tone']);
    expect(await store.retrieveContext(ofWorkshop, 'nothing')).toBeUndefined();
  });

  it('that change supersede the old value, which is not lost', async () => {
    const { fact, ofWorkshop } = await place();
    await store.storeContext(fact);
    await store.storeContext({ ...fact, value: 3 });
    expect((await store.retrieveContext(ofWorkshop, 'desks'))?.value).toBe(3);
    const rows = await world.database.prisma.fact.findMany({ where: { scopeId: ofWorkshop.scopeId }, orderBy: { createdAt: 'asc' } });
    expect(rows.map((row) => row.contextValue).sort()).toEqual([2, 3]);
    expect(rows.filter((row) => row.supersededAt === null)).toHaveLength(1);
  });

  it('are refused when they are not sure, too large, or not what a person said there (F-42)', async () => {
    const { id, contextId, fact, orgId } = await place();
    const other = await place();
    const bot = await store.inWorkshop(id, (tx) =>
      tx.appendMessage({ contextId, role: 'assistant', content: 'You have three desks.', userId: null, slackTs: null, createdAt: at }),
    );
    const deleted = await store.inWorkshop(id, async (tx) => {
      const message = await say(tx, 'oops');
      await tx.markMessageDeleted(message?.id ?? '', at);
      return message;
    });
    const refused: Partial<NewFact>[] = [
      { confidence: 0.7 },
      { confidence: Number.NaN },
      { confidence: 1.1 },
      { key: '  ' },
      { value: 'x'.repeat(3_000) },
      { sourceMessageId: bot?.id ?? '' },
      { sourceMessageId: deleted?.id ?? '' },
      { sourceMessageId: 'msg_none' },
      { sourceMessageId: other.fact.sourceMessageId },
      { scope: 'team', scopeId: other.orgId, consentedBy: 'UHOST' },
      { scope: 'team', scopeId: orgId },
      { scope: 'thread', scopeId: other.contextId },
    ];
    for (const change of refused) expect(await store.storeContext({ ...fact, ...change }), JSON.stringify(change)).toBeUndefined();
    expect(await world.database.prisma.fact.count({ where: { sourceMessageId: fact.sourceMessageId } })).toBe(0);
    for (const there of [
      { scope: 'team', scopeId: orgId, consentedBy: 'UHOST' },
      { scope: 'thread', scopeId: contextId },
    ] as const)
      expect(await store.storeContext({ ...fact, ...there })).toBeDefined();
  });

  it('of one scope are not seen from another (F-32, F-41)', async () => {
    const one = await place();
    const other = await place();
    await store.storeContext(one.fact);
    expect(await store.retrieveContextByType(other.ofWorkshop)).toEqual([]);
    expect(await store.retrieveContextByType({ scope: 'thread', scopeId: one.id })).toEqual([]);
    expect(await store.retrieveContextByType({ scope: 'team', scopeId: one.orgId })).toEqual([]);
  });

  it('go with the message that they rest on', async () => {
    const { id, fact, ofWorkshop } = await place();
    await store.storeContext(fact);
    await store.inWorkshop(id, (tx) => tx.markMessageDeleted(fact.sourceMessageId, at));
    expect(await store.retrieveContextByType(ofWorkshop)).toEqual([]);
  });

  it('are a hundred in a scope at most: the oldest make room', async () => {
    const { id, fact, ofWorkshop } = await place();
    await store.inWorkshop(id, async (tx) => {
      for (let n = 0; n < 103; n++) await tx.storeContext({ ...fact, key: `fact ${n}`, at: new Date(at.getTime() + n) });
    });
    const facts = await store.retrieveContextByType(ofWorkshop);
    expect(facts).toHaveLength(100);
    expect(facts[0]?.key).toBe('fact 3');
  });

  it('of a team that two workshops learn at once are one', async () => {
    const { orgId } = await place();
    const workshops = await Promise.all([startWorkshop(store, { orgId }), startWorkshop(store, { orgId })]);
    await Promise.all(
      workshops.map(async ({ id }, index) => {
        const message = await store.inWorkshop(id, (tx) => say(tx, 'We use Slack.'));
        const ofTeam = { scope: 'team', scopeId: orgId, type: 'technology', key: 'chat', value: index, consentedBy: 'UHOST' } as const;
        await store.storeContext({ ...ofTeam, confidence: 1, sourceMessageId: message?.id ?? '', at });
      }),
    );
    expect(await store.retrieveContextByType({ scope: 'team', scopeId: orgId })).toHaveLength(1);
  });
});
