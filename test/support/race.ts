import { expect, vi } from 'vitest';
import type { Database } from '../../src/store/open-database.ts';

/** How many attempts a race has, through how many connections, and how many of them must be seen waiting at once: one holds the others up. */
export const attempts = 200;
export const poolOfRaces = 20;
const overlapping = 15;

/**
 * Runs all of this at once. On PostgreSQL nobody gets anywhere until it has been seen that they overlap: `lock` (a statement that takes
 * a row's lock) is held until at least fifteen of them wait for it in the database. On PGlite, which has one connection, they come one
 * after the other. Resolves with what became of each, in the order of `starts`.
 */
export async function race<T>(
  database: Database,
  lock: { sql: string; values: unknown[] },
  starts: readonly (() => Promise<T>)[],
): Promise<PromiseSettledResult<T>[]> {
  if (database.kind === 'pglite') {
    const settled: PromiseSettledResult<T>[] = [];
    for (const start of starts) settled.push(...(await Promise.allSettled([start()])));
    return settled;
  }
  await warmUp(database);
  const holder = await database.pool.connect();
  try {
    await holder.query('BEGIN');
    await holder.query(lock.sql, lock.values);
    const running = Promise.allSettled(starts.map((start) => start()));
    await vi.waitFor(
      async () => {
        const { rows } = await holder.query<{ waiting: number }>(
          "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        expect(rows[0]?.waiting).toBeGreaterThanOrEqual(Math.min(overlapping, starts.length - 1));
      },
      { timeout: 60_000, interval: 50 },
    );
    await holder.query('COMMIT');
    return await running;
  } catch (error) {
    // Whoever waits for the lock must not wait for ever.
    await holder.query('ROLLBACK');
    throw error;
  } finally {
    holder.release();
  }
}

/** Connecting takes longer than what is raced for. */
async function warmUp({ pool }: Database): Promise<void> {
  const clients = await Promise.all(Array.from({ length: poolOfRaces }, () => pool.connect()));
  for (const client of clients) client.release();
}

export function fulfilled<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** Why the others did not come through, as sentences. */
export function refusals(settled: readonly PromiseSettledResult<unknown>[]): string[] {
  return settled.flatMap((one) =>
    one.status === 'rejected' ? [String(one.reason instanceof Error ? one.reason.message : one.reason)] : [],
  );
}
