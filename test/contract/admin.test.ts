import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminContext } from '../../src/admin/context.ts';
import { readVerb, runVerb, sayHelp } from '../../src/admin/run-verb.ts';
import type { OutboxRow } from '../../src/ports/outbox.ts';
import { createTurnQueue } from '../../src/queue/create-turn-queue.ts';
import { phrase } from '../../src/workshop/phrase.ts';
import { databaseKinds, openTestDatabase } from '../support/open-test-database.ts';
import { say, startWorkshop, storeOn, type TestStore } from '../support/open-test-store.ts';

/** What came as json, read as a test expects it. */
type Loose = { [key: string]: Loose } & Loose[];

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('what operators type', () => {
  it.each([
    ['nonsense', '“nonsense” is not something that can be done. “help” lists what is.'],
    ['list', 'Type “list TEAM” (the workshops of a workspace, newest first).'],
    ['forget workshop ws_1', '“forget workshop” (erases a workshop; its posts in Slack come to say so): add --yes if that is wanted.'],
    ['audit T1 --limit none', '--limit is a whole number from 1 to 10000.'],
    ['health --what', 'Unknown option'],
  ])('“%s” that can’t be done is answered with what to type instead', (typed, says) => {
    expect(() => readVerb(typed.split(' '))).toThrow(says);
  });

  it('is listed on request', () => {
    expect(readVerb(['help'])).toBe('help');
    expect(readVerb([])).toBe('help');
    for (const verb of ['migrate', 'forget person TEAM PERSON', 'outbox requeue', 'keys rotate', 'export WORKSHOP'])
      expect(sayHelp()).toContain(verb);
  });
});

describe.each(databaseKinds)('npm run admin, on %s', (kind) => {
  let test: TestStore;
  let context: AdminContext;
  const files: Record<string, string> = {};

  beforeAll(async () => {
    const database = await openTestDatabase(kind);
    test = await storeOn(database);
    let queue: ReturnType<typeof createTurnQueue> | undefined;
    context = {
      database,
      clock: test.clock,
      log: silent,
      store: async () => test.store,
      queue() {
        queue ??= createTurnQueue({ database, log: silent, works: false });
        return queue;
      },
      writeFile: async (path, text) => {
        files[path] = text;
      },
    };
  }, 60_000);
  afterAll(async () => {
    await (await context.queue()).stop(0);
    await test.store.close();
  });

  async function admin(...typed: string[]): Promise<{ json: Record<string, Loose>; exitCode: number; text: string }> {
    const asked = readVerb([...typed, '--json']);
    if (asked === 'help') throw new Error('help');
    const { text, exitCode } = await runVerb(context, asked);
    const { text: forPeople } = await runVerb(context, { ...asked, isJson: false }).catch(() => ({ text: '' }));
    return { json: JSON.parse(text), exitCode, text: forPeople };
  }
  const secret = 'Patients whisper at the desk';
  async function workshop(orgId: string) {
    const place = await startWorkshop(test.store, { orgId });
    await test.store.inWorkshop(place.id, async (tx) => {
      await say(tx, secret, { userId: 'USAM' });
      await say(tx, 'I agree', { userId: 'UANNA' });
    });
    return place;
  }

  it('migrate: says that nothing was missing', async () => {
    expect(await admin('migrate')).toMatchObject({ json: { applied: 0, missing: [] }, exitCode: 0, text: 'The schema was up to date.' });
  });

  it('teams and list: name workspaces and their workshops, and no other’s', async () => {
    const { id } = await workshop('TLIST');
    const { json } = await admin('teams');
    expect(json.teams).toContainEqual(expect.objectContaining({ team: 'TLIST', workshops: 1, active: 1 }));
    expect((await admin('list', 'TLIST')).json.workshops).toMatchObject([{ id, status: 'active', messages: 2 }]);
    await expect(admin('list', 'TNOBODY')).rejects.toThrow('There is no workshop of TNOBODY');
  });

  it('export: everything of a workshop, in a file or not', async () => {
    const { id } = await workshop('TEXPORT');
    const { json } = await admin('export', id);
    expect(json.tables?.workshops).toHaveLength(1);
    expect(json.tables?.messages?.map((row) => row.content)).toContain(secret);
    expect(Object.keys(json.tables ?? {})).toEqual(expect.arrayContaining(['workshop_steps', 'contexts', 'workshop_members']));
    expect((await admin('export', id, '--out', 'pack.json')).json).toMatchObject({ workshop: id, file: 'pack.json' });
    expect(JSON.parse(files['pack.json'] ?? '').tables).toEqual(json.tables);
    await expect(admin('export', 'ws_none')).rejects.toThrow('There is no workshop ws_none');
  });

  it('forget workshop: nothing of its content is left, and the proof holds none', async () => {
    const { id } = await workshop('TFORGET');
    const asked = readVerb(['forget', 'workshop', id, '--yes', '--json']);
    if (asked === 'help') throw new Error('help');
    const { text, exitCode } = await runVerb(context, asked);
    const { proof } = JSON.parse(text);
    expect(exitCode).toBe(0);
    expect(proof.before.messages).toEqual({ rows: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(Object.keys(proof.after)).not.toContain('messages');
    expect(text).not.toContain('whisper');
    const { rows } = await test.database.pool.query('SELECT count(*)::int AS n FROM messages WHERE content = $1 AND org_id = $2', [
      secret,
      'TFORGET',
    ]);
    expect(rows).toEqual([{ n: 0 }]);
    expect((await admin('audit', 'TFORGET')).json.audit?.map((one) => one.action)).toContain('operator:forget-workshop');
  });

  it('forget person: they stand nowhere any more in their workspace, and others stay', async () => {
    const { id } = await workshop('TPERSON');
    const elsewhere = await workshop('TELSEWHERE');
    const asked = readVerb(['forget', 'person', 'TPERSON', 'USAM', '--yes', '--json']);
    if (asked === 'help') throw new Error('help');
    const { text, exitCode } = await runVerb(context, asked);
    expect(JSON.parse(text).proof).toMatchObject({ what: 'person', workshops: 1, left: 0, after: {} });
    expect(exitCode).toBe(0);
    const words = async (of: string) => JSON.stringify((await admin('export', of)).json.tables);
    expect(await words(id)).not.toMatch(/USAM|whisper/);
    expect(await words(id)).toContain('I agree');
    expect(await words(elsewhere.id)).toContain(secret);
  });

  it('forget team: not one row is left of it, and every row of another', async () => {
    await workshop('TGONE');
    await test.store.holdPlace({ orgId: 'TGONE', name: 'chat.update', until: test.clock.now() });
    const { id } = await workshop('TSTAYS');
    const asked = readVerb(['forget', 'team', 'TGONE', '--yes', '--json']);
    if (asked === 'help') throw new Error('help');
    const { text } = await runVerb(context, asked);
    expect(JSON.parse(text).proof).toMatchObject({ what: 'team', left: 0, after: {}, before: { workshops: 1, paces: 1, messages: 2 } });
    expect((await admin('export', id)).json.tables?.messages).toHaveLength(2);
    await expect(runVerb(context, asked)).rejects.toThrow('Nothing is stored of TGONE');
  });

  it('outbox failed and requeue: what Slack refused is named without its content, and sent again after a look', async () => {
    const { id, channelId } = await startWorkshop(test.store, { orgId: 'TOUTBOX' });
    const rowId = await test.store.inWorkshop(id, (tx) =>
      tx.post({ kind: 'whisper', userId: 'UANNA', stepId: null, text: phrase`${secret}` }),
    );
    const claim = async () =>
      (await test.store.claimOutbox({ owner: 'one', now: test.clock.now(), leaseMs: 1_000, limit: 1_000, lanes: 'posts' })).find(
        (row) => row.channelId === channelId,
      ) as OutboxRow;
    await test.store.failOutbox(await claim(), { error: 'user_not_found', at: test.clock.now() });
    const { json, text } = await admin('outbox', 'failed');
    expect(json.failed).toMatchObject([{ id: rowId, team: 'TOUTBOX', kind: 'whisper', error: 'user_not_found' }]);
    expect(text).not.toContain('whisper at the desk');
    expect((await admin('health')).exitCode).toBe(1);
    expect((await admin('outbox', 'requeue', rowId, '--yes')).json).toEqual({ requeued: rowId });
    expect(await claim()).toMatchObject({ id: rowId, doubtful: true, attempts: 1 });
    await expect(admin('outbox', 'requeue', 'out_none', '--yes')).rejects.toThrow('There is no failed delivery out_none');
  });

  it('jobs dead and requeue: what failed for good is named, and runs again', async () => {
    const queue = await context.queue();
    await queue.enqueueTurn(
      { executeSql: (sql, values = []) => test.database.pool.query(sql, values) },
      { orgId: 'TJOBS', contextId: 'ctx_dead' },
      new Date(),
    );
    await test.database.pool.query(`UPDATE jobs.job SET state = 'failed', output = '{"message": "no luck"}', completed_on = now()`);
    const { json } = await admin('jobs', 'dead');
    expect(json.dead).toMatchObject([{ kind: 'turn', orgId: 'TJOBS', of: 'ctx_dead', error: 'no luck' }]);
    const id = String(json.dead?.[0]?.id);
    expect((await admin('jobs', 'requeue', id, '--yes')).json).toEqual({ requeued: id });
    expect((await admin('jobs', 'dead')).json.dead).toEqual([]);
    expect(await queue.depth()).toMatchObject([{ kind: 'turn', waiting: 1, dead: 0 }, { kind: 'wake-up' }]);
    await expect(admin('jobs', 'requeue', id, '--yes')).rejects.toThrow('There is no dead job');
  });

  it('keys rotate: uses what it is given, and says so where nothing is encrypted', async () => {
    await expect(admin('keys', 'rotate', '--yes')).rejects.toThrow('This installation stores no tokens');
    context.rotateKeys = async () => ({ rotated: 3, key: 'k2' });
    expect((await admin('keys', 'rotate', '--yes')).json).toEqual({ rotated: 3, key: 'k2' });
  });

  it('health: is well when nothing failed, and not when the schema is behind', async () => {
    await test.database.pool.query('DELETE FROM outbox');
    expect(await admin('health')).toMatchObject({ exitCode: 0, json: { isWell: true } });
    await test.database.pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%several_processes'`);
    expect(await admin('health')).toMatchObject({ exitCode: 1 });
    await test.database.pool.query('UPDATE _prisma_migrations SET rolled_back_at = NULL');
  });
});
