import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { proofOf, rowsOfWorkshop } from '../../src/admin/rows-of.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { phrase } from '../../src/workshop/phrase.ts';
import { createTestDatabase, databaseKinds } from '../support/open-test-database.ts';
import { say, startWorkshop, storeOn } from '../support/open-test-store.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const script = (name: string) => fileURLToPath(new URL(`../../scripts/${name}.sh`, import.meta.url));

describe.runIf(databaseKinds.includes('postgres'))('a backup of PostgreSQL', () => {
  const run = (name: string, file: string, url: string) =>
    execFileSync(script(name), [file], {
      env: { ...process.env, DATABASE_URL: url, DIRECT_DATABASE_URL: '' },
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it('restored into an empty database is the same row by row, and what was on its way is looked for first', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'workshop-pilot-'));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'backup');
    const [from, to] = [await createTestDatabase('postgres'), await createTestDatabase('postgres')];
    cleanups.push(from.drop, to.drop);
    const { store, database, clock } = await storeOn(await openDatabase(from.url));
    const { id } = await startWorkshop(store);
    await store.inWorkshop(id, async (tx) => {
      await say(tx, 'Patients whisper at the desk');
      await tx.post({ kind: 'say', stepId: 'challenge', text: phrase`Hello` });
    });
    await store.claimOutbox({ owner: 'one', now: clock.now(), leaseMs: 60_000, limit: 1, lanes: 'posts' });
    run('backup', file, from.url);
    expect(statSync(file).mode & 0o077).toBe(0);
    const before = proofOf(await rowsOfWorkshop(database.pool, id));
    await store.close();

    run('restore', file, to.url);
    expect(() => run('restore', file, to.url)).toThrow('The database has');
    // What it refuses must not have changed anything.
    const again = await openDatabase(to.url);
    cleanups.push(() => again.close());
    const { outbox, ...others } = proofOf(await rowsOfWorkshop(again.pool, id));
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== 'outbox')));
    expect(outbox?.rows).toBe(1);
    const rows = await again.pool.query('SELECT doubtful, lease_owner FROM outbox');
    expect(rows.rows).toEqual([{ doubtful: true, lease_owner: null }]);
  }, 120_000);
});
