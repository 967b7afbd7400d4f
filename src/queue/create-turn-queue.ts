import type pg from 'pg';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { QueuedTurn, QueuedWakeUp, SqlRunner, TurnQueue, TurnScheduler } from '../ports/queue.ts';
import { type Alarm, createAlarm } from './alarm.ts';
import { bossDatabase } from './boss-database.ts';

/** What the queue needs of a database; everything goes through its one pool. */
export interface QueueDatabase {
  kind: 'pglite' | 'postgres';
  pool: pg.Pool;
  listen(channel: string, onPayload: (payload: string) => void, onReady: () => void): Promise<{ close(): Promise<void> }>;
}

/** A turn in a context, or a wake-up of a workshop. Their ids never meet, so that they share the keys of one queue. */
type TurnJob = QueuedTurn | QueuedWakeUp;
type Handlers = Parameters<TurnQueue['start']>[0];

const queueName = 'turns';
const schema = 'jobs';
/** Carries the moment at which a turn is due, in milliseconds since 1970. */
const channel = 'workshop_pilot_turns';

const maxParallel = 8;
/** For what no notification reached: retries, distant turns, other processes' clocks. */
const pollMs = 1_000;
const heartbeatSeconds = 10;
const beatMs = 4_000;
const sweepMs = 10_000;
const keepDoneSeconds = 600;
const maxForgotten = 1_000;
/** Any number that nothing else locks. */
const startLock = 72707370;

const systemClock: Clock = { now: () => new Date() };

const retries = { retryLimit: 3, retryDelay: 1, retryBackoff: true, retryDelayMax: 10 };

/**
 * Turns on pg-boss, in the schema `jobs`. One context's turns run one at a time, across processes too (policy key_strict_fifo).
 * pg-boss's own workers take one job per poll and need one poll each; this fetches for all free places at once, and again when one is free.
 */
export async function createTurnQueue({
  database,
  log,
  clock = systemClock,
}: {
  database: QueueDatabase;
  log: Log;
  /** Whose moments `dueAt` are. */
  clock?: Clock;
}): Promise<TurnQueue & TurnScheduler> {
  // How often other processes' missed heartbeats are looked for; on PGlite there is no other process.
  const watchSeconds = database.kind === 'pglite' ? 60 : 3;
  const boss = new PgBoss({
    db: bossDatabase(database.pool),
    backend: database.kind,
    schema,
    schedule: false,
    superviseIntervalSeconds: watchSeconds,
    monitorIntervalSeconds: watchSeconds,
    maintenanceIntervalSeconds: keepDoneSeconds,
    monitorVacuum: false,
    reindex: false,
  });
  boss.on('error', (error) => log.error({ err: error }, 'The job queue reports an error'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'The job queue warns'));
  await oneByOne(database, async () => {
    await boss.start();
    const options = { heartbeatSeconds, deleteAfterSeconds: keepDoneSeconds, ...retries };
    await boss.createQueue(queueName, { policy: 'key_strict_fifo', ...options });
    // The queue may be there from an earlier version with other options.
    await boss.updateQueue(queueName, options);
  });
  // Fills pg-boss's cache: otherwise the first enqueueTurn asks outside its transaction, and on one connection waits for ever.
  await boss.getBlockedKeys(queueName);

  const alarm = createAlarm();
  let worker: TurnWorker | undefined;
  return {
    enqueueTurn: (tx, turn, dueAt) => enqueue(boss, tx, turn, inSystemTime(clock, dueAt)),
    enqueueWakeUp: (tx, wakeUp, dueAt) => enqueue(boss, tx, wakeUp, inSystemTime(clock, dueAt)),
    async start(handlers) {
      if (database.kind === 'pglite') await retryAbandoned(boss);
      worker = startWorker({ boss, handlers, alarm, log });
      worker.stopListening = await listenForTurns(database, alarm, log);
    },
    async forgetTeam(orgId) {
      const jobs = await boss.findJobs<TurnJob>(queueName, { data: { orgId }, queued: true });
      const ids = jobs.slice(0, maxForgotten).map((job) => job.id);
      if (ids.length > 0) await boss.deleteJob(queueName, ids);
      return ids.length;
    },
    async stop(timeoutMs) {
      await worker?.stop(timeoutMs);
      await boss.stop({ close: false, graceful: false });
    },
  };
}

/** Jobs wait by the system's clock, whatever clock the core goes by. */
function inSystemTime(clock: Clock, at: Date): Date {
  return clock === systemClock ? at : new Date(at.getTime() + Date.now() - clock.now().getTime());
}

async function enqueue(boss: PgBoss, tx: SqlRunner, job: TurnJob, dueAt: Date): Promise<void> {
  await boss.upsert(queueName, job, { singletonKey: keyOf(job), startAfter: dueAt, db: tx });
  // Heard after the commit, by every process, this one included.
  await tx.executeSql('SELECT pg_notify($1, $2)::text', [channel, String(dueAt.getTime())]);
}

function keyOf(job: TurnJob): string {
  return 'contextId' in job ? job.contextId : job.workshopId;
}

/** pg-boss looks for its schema before it takes its own lock: two processes that start at once on a new database would both make it. */
async function oneByOne(database: QueueDatabase, work: () => Promise<void>): Promise<void> {
  if (database.kind === 'pglite') return work();
  const client = await database.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [startLock]);
    await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [startLock]).catch(() => undefined);
    client.release();
  }
}

/** A database of one process: whatever is active was left by an earlier one that is gone. */
async function retryAbandoned(boss: PgBoss): Promise<void> {
  const jobs = await boss.findJobs<TurnJob>(queueName);
  const abandoned = jobs.filter((job) => job.state === 'active').map((job) => job.id);
  if (abandoned.length > 0) await boss.fail(queueName, abandoned, { message: 'The process ended while this ran' });
}

async function listenForTurns(database: QueueDatabase, alarm: Alarm, log: Log): Promise<() => Promise<void>> {
  try {
    const listener = await database.listen(
      channel,
      (payload) => alarm.wakeAt(new Date(Number(payload))),
      () => alarm.wake(),
    );
    return () => listener.close();
  } catch (error) {
    log.warn({ err: error }, 'No notifications from the database: turns start up to a second later');
    return async () => undefined;
  }
}

interface TurnWorker {
  stopListening: () => Promise<void>;
  stop(timeoutMs: number): Promise<void>;
}

function startWorker({ boss, handlers, alarm, log }: { boss: PgBoss; handlers: Handlers; alarm: Alarm; log: Log }): TurnWorker {
  const running = new Set<Promise<void>>();
  let isStopping = false;
  let sweptAt = 0;

  const fetchTurns = async () => {
    const free = maxParallel - running.size;
    if (free === 0) return;
    const jobs = await boss.fetch<TurnJob>(queueName, { batchSize: free, includeMetadata: true });
    for (const job of jobs) {
      const run = runTurn(boss, handlers, job, log).finally(() => {
        running.delete(run);
        alarm.wake();
      });
      running.add(run);
    }
  };
  const loop = async () => {
    while (!isStopping) {
      try {
        if (Date.now() - sweptAt > sweepMs) {
          sweptAt = Date.now();
          for (const key of await boss.getBlockedKeys(queueName)) await giveUp(boss, handlers, key, log);
        }
        await fetchTurns();
      } catch (error) {
        log.error({ err: error }, 'Turns could not be fetched');
      }
      if (!isStopping) await alarm.sleep(pollMs);
    }
  };

  const looping = loop();
  return {
    stopListening: async () => undefined,
    async stop(timeoutMs) {
      isStopping = true;
      alarm.wake();
      await looping;
      await this.stopListening();
      alarm.clear();
      await settledWithin(running, timeoutMs);
    },
  };
}

async function settledWithin(running: Iterable<Promise<void>>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([Promise.allSettled(running), timeout]);
  clearTimeout(timer);
}

/** Never rejects. What cannot be settled comes back when its heartbeat has been missed. */
async function runTurn(boss: PgBoss, handlers: Handlers, job: JobWithMetadata<TurnJob>, log: Log): Promise<void> {
  const key = keyOf(job.data);
  const beat = setInterval(() => void boss.touch(queueName, job).catch((error) => log.warn({ err: error }, 'A heartbeat failed')), beatMs);
  beat.unref();
  try {
    await ('contextId' in job.data ? handlers.run(job.data) : handlers.wake(job.data));
    await boss.complete(queueName, job);
  } catch (error) {
    log.error({ err: error, key, attempt: job.retryCount + 1 }, 'A turn failed');
    await fail(boss, handlers, job, error, log);
  } finally {
    clearInterval(beat);
  }
}

async function fail(boss: PgBoss, handlers: Handlers, job: JobWithMetadata<TurnJob>, error: unknown, log: Log): Promise<void> {
  try {
    await boss.fail(queueName, job, { message: error instanceof Error ? error.message : String(error) });
    if (job.retryCount >= job.retryLimit) await giveUp(boss, handlers, keyOf(job.data), log, error);
  } catch (cause) {
    log.error({ err: cause, key: keyOf(job.data) }, 'A failed turn could not be settled');
  }
}

/** A job that failed for good would block its context for ever (G-09): it goes, and whoever removed it tells. */
async function giveUp(boss: PgBoss, handlers: Handlers, key: string, log: Log, error?: unknown): Promise<void> {
  const jobs = await boss.findJobs<TurnJob>(queueName, { key });
  for (const job of jobs.filter((one) => one.state === 'failed')) {
    // Another process may have been quicker; pg-boss returns the number, its types do not.
    const { affected } = (await boss.deleteJob(queueName, job.id)) as { affected: number };
    if (affected === 0 || !('contextId' in job.data)) continue;
    try {
      await handlers.onGiveUp(job.data, error ?? new Error(messageOf(job.output)));
    } catch (cause) {
      log.error({ err: cause, key }, 'Giving a turn up failed');
    }
  }
}

function messageOf(output: unknown): string {
  return typeof output === 'object' && output !== null && 'message' in output ? String(output.message) : 'The turn failed';
}
