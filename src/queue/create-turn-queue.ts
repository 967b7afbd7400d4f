import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { type Meters, noMeters } from '../ports/meters.ts';
import type { SqlRunner, TurnQueue, TurnScheduler } from '../ports/queue.ts';
import { noTrace, type Trace } from '../ports/trace.ts';
import { createAlarm } from './alarm.ts';
import { bossDatabase } from './boss-database.ts';
import { heartbeatSeconds, keyOf, type QueueWorker, type TurnJob, workQueue } from './work-queue.ts';

/** What the queue needs of a database; everything but its start lock goes through its one pool. */
export interface QueueDatabase {
  kind: 'pglite' | 'postgres';
  pool: pg.Pool;
  direct: pg.Pool;
  listen(
    channel: string,
    onPayload: (payload: string, by: 'here' | 'elsewhere') => void,
    onReady: () => void,
  ): Promise<{ close(): Promise<void> }>;
  tell(channel: string, payload: string): void;
}

/** Wake-ups have a queue and places of their own: one that has a model think for minutes takes none from a turn. */
const queueNames = { turns: 'turns', wakeUps: 'wakeups' } as const;
type QueueName = (typeof queueNames)[keyof typeof queueNames];
const everyQueue = Object.values(queueNames);

const schema = 'jobs';
/** Carries the moment at which a job is due, in milliseconds since 1970. */
const channel = 'workshop_pilot_turns';

const usualPlaces = { turns: 8, wakeUps: 2 };
const keepDoneSeconds = 60;
const maxDead = 1_000;
const maxForgotten = 1_000;
/** A job that waits longer than any retry does is for another moment than the one that has passed. */
const soonSeconds = 15;
/** Several processes that hear of a job at the same moment ask for it one after the other. */
const jitterMs = 40;
/** Any number that nothing else locks. */
const startLock = 72707370;

const systemClock: Clock = { now: () => new Date() };

const retries = { retryLimit: 3, retryDelay: 1, retryBackoff: true, retryDelayMax: 10 };

export interface QueueOptions {
  database: QueueDatabase;
  log: Log;
  /** Whose moments `dueAt` are. */
  clock?: Clock;
  /** False: only puts jobs into the queue, and costs the database nothing else. */
  works?: boolean;
  /** How many run side by side in this process. */
  places?: { turns: number; wakeUps: number };
  trace?: Trace;
  meters?: Pick<Meters, 'took'>;
}

/** Turns and wake-ups on pg-boss, in the schema `jobs`. Those of one context run one at a time, across processes too (policy key_strict_fifo). */
export async function createTurnQueue(options: QueueOptions): Promise<TurnQueue & TurnScheduler> {
  const { database, log, clock = systemClock, works = true, places = usualPlaces, trace = noTrace, meters = noMeters } = options;
  const boss = await openBoss(database, log, works);
  const alarms = { [queueNames.turns]: createAlarm(), [queueNames.wakeUps]: createAlarm() };
  let workers: QueueWorker[] = [];
  let stopListening: () => Promise<void> = async () => undefined;

  async function enqueue(tx: SqlRunner, name: QueueName, job: TurnJob, dueAt: Date): Promise<void> {
    const at = inSystemTime(clock, dueAt);
    const traced = trace.current();
    await boss.upsert(name, { ...job, ...(traced ? { trace: traced } : {}) }, { singletonKey: keyOf(job), startAfter: at, db: tx });
    // Without it, it is found by looking.
    tx.afterCommit?.(() => database.tell(channel, `${name} ${at.getTime()}`));
  }
  return {
    enqueueTurn: (tx, turn, dueAt) => enqueue(tx, queueNames.turns, turn, dueAt),
    enqueueWakeUp: (tx, wakeUp, dueAt) => enqueue(tx, queueNames.wakeUps, wakeUp, dueAt),
    async start(handlers) {
      if (database.kind === 'pglite') for (const name of everyQueue) await retryAbandoned(boss, name);
      const work = (name: QueueName, count: number) =>
        workQueue({ boss, name, places: count, handlers, alarm: alarms[name], log, trace, meters });
      workers = [work(queueNames.turns, places.turns), work(queueNames.wakeUps, places.wakeUps)];
      try {
        const ear = await database.listen(
          channel,
          (payload, by) => {
            const [name, ms] = payload.split(' ');
            const lateMs = by === 'here' ? 0 : Math.random() * jitterMs;
            alarms[name as QueueName]?.wakeAt(new Date(Number(ms) + lateMs));
          },
          () => Object.values(alarms).map((alarm) => alarm.wake()),
        );
        stopListening = () => ear.close();
      } catch (error) {
        log.warn({ err: error }, 'No notifications from the database: turns start up to a second later');
      }
    },
    async forgetTeam(orgId) {
      let forgotten = 0;
      for (const name of everyQueue) {
        const jobs = await boss.findJobs<TurnJob>(name, { data: { orgId }, queued: true });
        const ids = jobs.slice(0, maxForgotten).map((job) => job.id);
        if (ids.length > 0) await boss.deleteJob(name, ids);
        forgotten += ids.length;
      }
      return forgotten;
    },
    async stop(timeoutMs) {
      await stopListening();
      await Promise.all(workers.map((worker) => worker.stop(timeoutMs)));
      for (const alarm of Object.values(alarms)) alarm.clear();
      await boss.stop({ close: false, graceful: false });
    },
    async dead() {
      const { rows } = await database.pool.query<{ id: string; name: string; of: string; orgId: string; error: string }>(
        `SELECT id, name, singleton_key AS of, coalesce(data->>'orgId', '') AS "orgId", coalesce(output->>'message', '') AS error
         FROM ${schema}.job WHERE name = ANY ($1) AND state = 'failed' ORDER BY completed_on DESC, id LIMIT ${maxDead}`,
        [everyQueue],
      );
      return rows.map(({ name, ...job }) => ({ ...job, kind: kindOf(name) }));
    },
    async requeue({ id, kind }) {
      const { affected } = (await boss.retry(kind === 'turn' ? queueNames.turns : queueNames.wakeUps, id)) as { affected: number };
      return affected > 0;
    },
    async depth() {
      const { rows } = await database.pool.query<{ name: string; waiting: number; active: number; dead: number; oldest: Date | null }>(
        `SELECT name, count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting, count(*) FILTER (WHERE state = 'active')::int AS active,
                count(*) FILTER (WHERE state = 'failed')::int AS dead, min(start_after) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now()) AS oldest
         FROM ${schema}.job WHERE name = ANY ($1) GROUP BY name`,
        [everyQueue],
      );
      return everyQueue.map((name) => {
        const { waiting = 0, active = 0, dead = 0, oldest = null } = rows.find((row) => row.name === name) ?? {};
        return { kind: kindOf(name), waiting, active, dead, oldestDueAt: oldest };
      });
    },
    async withoutJob(kind, ids) {
      const { rows } = await database.pool.query<{ id: string }>(
        `SELECT id FROM unnest($1::text[]) wanted(id) WHERE NOT EXISTS (
           SELECT FROM ${schema}.job WHERE name = ANY ($2) AND singleton_key = wanted.id
             AND (state IN ('active', 'failed') OR (state IN ('created', 'retry') AND start_after <= now() + interval '${soonSeconds} seconds')))`,
        // Wake-ups had no queue of their own once.
        [ids, kind === 'turn' ? [queueNames.turns] : everyQueue],
      );
      return rows.map((row) => row.id);
    },
  };
}

const kindOf = (name: string) => (name === queueNames.turns ? 'turn' : 'wake-up');

/** Started, with its queues made and its cache warm; whoever works looks after it too. */
async function openBoss(database: QueueDatabase, log: Log, works: boolean): Promise<PgBoss> {
  // How often other processes' missed heartbeats are looked for; on PGlite there is no other process.
  const watchSeconds = database.kind === 'pglite' ? 60 : 5;
  const boss = new PgBoss({
    db: bossDatabase(database.pool),
    backend: database.kind,
    schema,
    schedule: false,
    supervise: works,
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
    for (const name of everyQueue) {
      await boss.createQueue(name, { policy: 'key_strict_fifo', ...options });
      // The queue may be there from an earlier version with other options.
      await boss.updateQueue(name, options);
    }
  });
  // Fills pg-boss's cache: otherwise the first enqueueTurn asks outside its transaction, and on one connection waits for ever.
  for (const name of everyQueue) await boss.getBlockedKeys(name);
  return boss;
}

/** Jobs wait by the system's clock, whatever clock the core goes by. */
function inSystemTime(clock: Clock, at: Date): Date {
  return clock === systemClock ? at : new Date(at.getTime() + Date.now() - clock.now().getTime());
}

/** pg-boss looks for its schema before it takes its own lock: two processes that start at once on a new database would both make it. */
async function oneByOne(database: QueueDatabase, work: () => Promise<void>): Promise<void> {
  if (database.kind === 'pglite') return work();
  const client = await database.direct.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [startLock]);
    await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [startLock]).catch(() => undefined);
    client.release();
  }
}

/** A database of one process: whatever is active was left by an earlier one that is gone. */
async function retryAbandoned(boss: PgBoss, name: string): Promise<void> {
  const jobs = await boss.findJobs<TurnJob>(name);
  const abandoned = jobs.filter((job) => job.state === 'active').map((job) => job.id);
  if (abandoned.length > 0) await boss.fail(name, abandoned, { message: 'The process ended while this ran' });
}
