import type { Clock } from './ports/clock.ts';
import type { TurnQueue } from './ports/queue.ts';
import type { Store } from './ports/store.ts';
import type { Database } from './store/open-database.ts';
import type { Backlog, PoolState } from './web/create-meters.ts';
import type { Readiness } from './web/create-ops-server.ts';

const databaseMs = 1_000;

/** Whether this process should be given work: the database answers within a second, Slack is heard, and it is not about to end. */
export function createReadiness(of: {
  database: Pick<Database, 'pool'>;
  /** Undefined in a process that hears nothing. */
  isHearing: () => boolean | undefined;
  isStopping: () => boolean;
}): () => Promise<Readiness> {
  return async () => {
    if (of.isStopping()) return { isReady: false, why: 'stopping' };
    if (of.isHearing() === false) return { isReady: false, why: 'Slack is not heard' };
    const isThere = await answersWithin(databaseMs, of.database.pool.query('SELECT 1'));
    return isThere ? { isReady: true, why: 'ready' } : { isReady: false, why: 'the database does not answer' };
  };
}

async function answersWithin(ms: number, asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const isThere = await Promise.race([
    asked.then(
      () => true,
      () => false,
    ),
    late,
  ]);
  clearTimeout(timer);
  return isThere;
}

export function poolState({ pool }: Pick<Database, 'pool'>): PoolState {
  return { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount };
}

export async function readBacklog(store: Store, queue: TurnQueue, clock: Clock): Promise<Backlog> {
  const now = clock.now();
  const seconds = (since: Date | null, to: number) => (since ? Math.max(0, (to - since.getTime()) / 1_000) : 0);
  const [{ oldestDueAt, ...outbox }, depths] = await Promise.all([store.backlog(now), queue.depth()]);
  return {
    queues: depths.map(({ oldestDueAt: oldest, ...depth }) => ({ ...depth, oldestDueSeconds: seconds(oldest, Date.now()) })),
    outbox: { ...outbox, oldestSeconds: seconds(oldestDueAt, now.getTime()) },
  };
}
