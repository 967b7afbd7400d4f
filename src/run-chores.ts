import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { embedMissing } from './context/embed-missing.ts';
import type { Clock } from './ports/clock.ts';
import type { InstallationStore } from './ports/installations.ts';
import type { Embedder } from './ports/model.ts';
import type { TurnQueue } from './ports/queue.ts';
import type { Store } from './ports/store.ts';
import { every, type Job, stopAll } from './process.ts';
import { rescueTurns, rescueWakeUps } from './turns/rescue-turns.ts';

interface Chore {
  name: string;
  what: string;
  everyMs: number;
  /** So long nobody else begins it, should this process end in the middle of it. */
  maxMs: number;
  work(): Promise<unknown>;
}

const embedAtOnce = 500;

/** What is done now and then, each time by one of all processes that work. */
export function runChores(all: {
  store: Store;
  queue: TurnQueue;
  clock: Clock;
  log: Logger;
  embedder: Embedder | undefined;
  /** Absent where there is one workspace alone. */
  installations: InstallationStore | undefined;
  renewTokens(): Promise<number>;
}): Job {
  const { store, clock, log, embedder, installations } = all;
  const chores: Chore[] = [
    {
      name: 'rescue',
      what: 'Looking for lost turns and wake-ups',
      everyMs: 30_000,
      maxMs: 60_000,
      async work() {
        await rescueTurns(all);
        await rescueWakeUps(all);
      },
    },
    { name: 'tidy', what: 'Tidying up', everyMs: 3_600_000, maxMs: 600_000, work: () => store.tidyUp(clock.now()) },
  ];
  if (embedder)
    chores.push({
      name: 'vectors',
      what: 'Giving messages their vectors',
      everyMs: 5_000,
      maxMs: 300_000,
      work: () => embedMissing(store, embedder, embedAtOnce),
    });

  if (installations)
    chores.push(
      { name: 'tokens', what: 'Renewing tokens', everyMs: 60_000, maxMs: 60_000, work: all.renewTokens },
      {
        name: 'erasures',
        what: 'Erasing what was stored of teams',
        everyMs: 5_000,
        maxMs: eraseLeaseMs,
        work: () => eraseTeams(installations, clock, log),
      },
    );

  const after = (ms: number) => new Date(clock.now().getTime() + ms);
  async function doOnce({ name, everyMs, maxMs, work }: Chore): Promise<void> {
    if (!(await store.takeChore(name, { now: clock.now(), until: after(maxMs) }))) return;
    try {
      await work();
    } finally {
      await store.endChore(name, after(everyMs));
    }
  }

  const jobs = chores.map((chore) => {
    // The one process of a small installation does not wait for its first round.
    const first = doOnce(chore).catch((error: unknown) => log.error({ err: error }, `${chore.what} failed`));
    const job = every(chore.everyMs, chore.what, () => doOnce(chore), log);
    return { stop: () => Promise.all([first, job.stop()]).then(() => undefined) };
  });
  return { stop: () => stopAll(jobs) };
}

const eraseLeaseMs = 120_000;

async function eraseTeams(installations: InstallationStore, clock: Clock, log: Logger): Promise<void> {
  const owner = randomUUID();
  for (;;) {
    const erasure = await installations.eraseNext({ owner, now: clock.now(), leaseMs: eraseLeaseMs });
    if (!erasure) return;
    if (erasure.doneAt) log.info({ team: erasure.orgId, erased: erasure.counts }, 'All that was stored of a team is erased');
  }
}
