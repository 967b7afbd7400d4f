import type { TurnQueue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Deps } from './use-case.ts';

/** What looks after all workspaces at once. */
export interface Rescue extends Pick<Deps, 'clock' | 'log'> {
  store: Pick<Store, 'overdueTurns' | 'rescheduleTurn' | 'overdueWakeUps' | 'rescheduleWakeUp'>;
  queue: Pick<TurnQueue, 'withoutJob'>;
}

const overdueMs = 20_000;

/** Turns that are long due and have no job: they lost it in a crash, and are put into the queue again. One that only waits is left alone. */
export async function rescueTurns({ store, clock, log, queue }: Rescue): Promise<void> {
  const now = clock.now();
  const overdue = await store.overdueTurns(new Date(now.getTime() - overdueMs));
  for (const contextId of await queue.withoutJob('turn', overdue)) {
    log.warn({ contextId }, 'A turn was lost; it is put into the queue again');
    await store.rescheduleTurn(contextId, now);
  }
}

/** The same for workshops that should have been woken. */
export async function rescueWakeUps({ store, clock, log, queue }: Rescue): Promise<void> {
  const now = clock.now();
  const overdue = await store.overdueWakeUps(new Date(now.getTime() - overdueMs));
  for (const workshopId of await queue.withoutJob('wake-up', overdue)) {
    log.warn({ workshopId }, 'A wake-up was lost; it is put into the queue again');
    await store.rescheduleWakeUp(workshopId, now);
  }
}
