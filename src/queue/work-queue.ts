import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import type { QueuedTurn, QueuedWakeUp, TurnQueue } from '../ports/queue.ts';
import type { Trace } from '../ports/trace.ts';
import type { Alarm } from './alarm.ts';

/** A turn in a context, or a wake-up of a workshop. */
export type TurnJob = QueuedTurn | QueuedWakeUp;
export type Handlers = Parameters<TurnQueue['start']>[0];

/** For what no notification reached: retries, distant turns, other processes' clocks. */
const pollMs = 1_000;
export const heartbeatSeconds = 10;
const beatMs = 4_000;
const sweepMs = 10_000;

export interface QueueWorker {
  /** Takes nothing new, waits so long for what is running, and gives back what still runs then. */
  stop(timeoutMs: number): Promise<void>;
}

interface WorkerOptions {
  boss: PgBoss;
  /** The queue's name. */
  name: string;
  /** How many jobs side by side. */
  places: number;
  handlers: Handlers;
  alarm: Alarm;
  log: Log;
  trace: Trace;
  meters: Pick<Meters, 'took'>;
}

/** pg-boss's own workers take one job per poll and need one poll each; this fetches for all free places at once, and again when one is free. */
export function workQueue(options: WorkerOptions): QueueWorker {
  const { boss, name, places, alarm, log } = options;
  const running = new Map<string, Promise<void>>();
  let isStopping = false;
  let sweptAt = 0;

  const fetchJobs = async () => {
    const free = places - running.size;
    if (free === 0) return;
    const jobs = await boss.fetch<TurnJob>(name, { batchSize: free, includeMetadata: true });
    for (const job of jobs) {
      const run = options.trace
        .run(job.data.trace, () => runJob(options, job))
        .finally(() => {
          running.delete(job.id);
          alarm.wake();
        });
      running.set(job.id, run);
    }
  };
  const loop = async () => {
    while (!isStopping) {
      try {
        if (Date.now() - sweptAt > sweepMs) {
          sweptAt = Date.now();
          for (const key of await boss.getBlockedKeys(name)) await giveUp(options, key);
        }
        await fetchJobs();
      } catch (error) {
        log.error({ err: error, queue: name }, 'Jobs could not be fetched');
      }
      if (!isStopping) await alarm.sleep(pollMs);
    }
  };

  const looping = loop();
  return {
    async stop(timeoutMs) {
      isStopping = true;
      alarm.wake();
      await looping;
      await settledWithin(running.values(), timeoutMs);
      // Another process takes them at once, rather than when a heartbeat has been missed.
      const left = [...running.keys()];
      if (left.length > 0) await boss.fail(name, left, { message: 'The process stopped while this ran' }).catch(() => undefined);
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
async function runJob(options: WorkerOptions, job: JobWithMetadata<TurnJob>): Promise<void> {
  const { boss, name, handlers, log, meters } = options;
  const key = keyOf(job.data);
  const isTurn = 'contextId' in job.data;
  const begunMs = Date.now();
  if (isTurn) meters.took('waiting', Math.max(0, begunMs - job.startAfter.getTime()));
  const beat = setInterval(() => void boss.touch(name, job).catch((error) => log.warn({ err: error }, 'A heartbeat failed')), beatMs);
  beat.unref();
  try {
    await ('contextId' in job.data ? handlers.run(job.data) : handlers.wake(job.data));
    await boss.complete(name, job);
  } catch (error) {
    log.error({ err: error, key, attempt: job.retryCount + 1 }, 'A turn failed');
    await fail(options, job, error);
  } finally {
    clearInterval(beat);
    meters.took(isTurn ? 'turn' : 'wake-up', Date.now() - begunMs);
  }
}

async function fail(options: WorkerOptions, job: JobWithMetadata<TurnJob>, error: unknown): Promise<void> {
  try {
    await options.boss.fail(options.name, job, { message: error instanceof Error ? error.message : String(error) });
    if (job.retryCount >= job.retryLimit) await giveUp(options, keyOf(job.data), error);
  } catch (cause) {
    options.log.error({ err: cause, key: keyOf(job.data) }, 'A failed turn could not be settled');
  }
}

/** A job that failed for good would block its context for ever (G-09): it goes, and whoever removed it tells. */
async function giveUp({ boss, name, handlers, log }: WorkerOptions, key: string, error?: unknown): Promise<void> {
  const jobs = await boss.findJobs<TurnJob>(name, { key });
  for (const job of jobs.filter((one) => one.state === 'failed')) {
    // Another process may have been quicker; pg-boss returns the number, its types do not.
    const { affected } = (await boss.deleteJob(name, job.id)) as { affected: number };
    if (affected === 0 || !('contextId' in job.data)) continue;
    try {
      await handlers.onGiveUp(job.data, error ?? new Error(messageOf(job.output)));
    } catch (cause) {
      log.error({ err: cause, key }, 'Giving a turn up failed');
    }
  }
}

export function keyOf(job: TurnJob): string {
  return 'contextId' in job ? job.contextId : job.workshopId;
}

function messageOf(output: unknown): string {
  return typeof output === 'object' && output !== null && 'message' in output ? String(output.message) : 'The turn failed';
}
