import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTurnQueue } from '../../src/queue/create-turn-queue.ts';
import { loadTemplates } from '../../src/templates/load-templates.ts';
import { storeTemplate } from '../../src/templates/stored-templates.ts';
import { rescueTurns, rescueWakeUps } from '../../src/turns/rescue-turns.ts';
import { definitionOf } from '../../src/workshop/check-template.ts';
import { designThinking } from '../../src/workshop/steps.ts';
import { createTemplate } from '../../src/workshop/template.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

const warned: object[] = [];
const log = { debug: () => undefined, info: () => undefined, warn: (details: object) => void warned.push(details), error: () => undefined };

describe.each(databaseKinds)('what is done now and then, on %s', (kind) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await storeOn(await openTestDatabase(kind));
  }, 60_000);
  afterAll(() => test.store.close());
  const later = (ms: number) => new Date(test.clock.now().getTime() + ms);

  it('is done by one of those who ask at the same moment, and by another one when that one is gone', async () => {
    const { store, clock } = test;
    const take = () => store.takeChore('some', { now: clock.now(), until: later(60_000) });
    expect((await Promise.all([take(), take(), take()])).filter(Boolean)).toHaveLength(1);
    clock.advance(59_999);
    expect(await take()).toBe(false);
    clock.advance(1);
    expect(await take()).toBe(true);
    await store.endChore('some', later(5_000));
    clock.advance(5_000);
    expect(await take()).toBe(true);
  });

  it('deletes receipts that Slack can’t repeat any more, and paces that are long over', async () => {
    const { store, database, clock } = test;
    const days = (n: number) => new Date(clock.now().getTime() - n * 24 * 3_600_000);
    const { id } = await startWorkshop(store);
    for (const key of ['old', 'new']) await store.inWorkshop(id, (tx) => tx.takeReceipt(key));
    await database.pool.query(`UPDATE event_receipts SET created_at = CASE WHEN key LIKE '%old' THEN $1::timestamptz ELSE $2 END`, [
      days(31),
      days(29),
    ]);
    await store.holdPlace({ orgId: 'T1', name: 'old', until: days(2) });
    await store.holdPlace({ orgId: 'T1', name: 'new', until: clock.now() });
    await store.tidyUp(clock.now());
    const receipts = await database.prisma.eventReceipt.findMany();
    expect(receipts.map((row) => row.createdAt)).toEqual([days(29)]);
    expect((await database.prisma.pace.findMany()).map((row) => row.name)).toEqual(['new']);
  });

  it('brings back turns and wake-ups that have no job, and leaves alone those that only wait', async () => {
    const { store, database, clock } = test;
    const queue = await createTurnQueue({ database, log, works: false });
    const { id } = await startWorkshop(store);
    const [lost, waiting] = await store.inWorkshop(id, async (tx) => {
      const contexts = [(await tx.step('challenge')).contextId, (await tx.step('persona')).contextId] as const;
      for (const contextId of contexts) await tx.scheduleTurn(contextId, clock.now());
      await tx.wakeAt(clock.now());
      return contexts;
    });
    const runner = { executeSql: (sql: string, values: unknown[] = []) => database.pool.query(sql, values) };
    await queue.enqueueTurn(runner, { orgId: 'T1', contextId: waiting }, clock.now());
    clock.advance(30_000);
    test.enqueued.length = 0;
    warned.length = 0;
    await rescueTurns({ store, clock, log, queue });
    await rescueWakeUps({ store, clock, log, queue });
    expect(test.enqueued.map((one) => one.contextId)).toEqual([lost]);
    expect(test.wakeUps.at(-1)).toEqual({ workshopId: id, dueAt: clock.now() });
    expect(warned).toEqual([{ contextId: lost }, { workshopId: id }]);
    await queue.stop(0);
  });

  it('reads a template that another process has stored since when it is met', async () => {
    const { database } = test;
    const db = { executeSql: (sql: string, values?: unknown[]) => database.pool.query(sql, values) };
    const templates = await loadTemplates(db, undefined, { areOthersThere: true });
    const newer = createTemplate({ ...definitionOf(designThinking), name: 'A newer method', version: 77 });
    await storeTemplate(db, newer);
    const named = { templateId: newer.id, templateVersion: 77 };
    expect(() => templates.get(newer.id, 77)).toThrow('Version 77');
    await templates.meet([named, named, { templateId: 'nothing', templateVersion: 1 }]);
    expect(templates.get(newer.id, 77).name).toBe('A newer method');
    expect(templates.list().map((one) => one.version)).not.toContain(77);
    expect(templates.all().filter((one) => one.version === 77)).toHaveLength(1);
  });
});
