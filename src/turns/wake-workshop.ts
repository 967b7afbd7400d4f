import type { WorkshopId } from '../workshop/ids.ts';
import { wakeActions } from './actions/wake-actions.ts';
import { settleStandIn } from './people/stand-in.ts';
import { wakeTimers } from './time/wake-timers.ts';
import type { Deps } from './use-case.ts';

/**
 * Something that happens in a workshop because time has passed. It looks at what is stored, does what is due, and asks for its next
 * moment with `tx.wakeAt`. It may be called too early, twice, or late, and must do no harm then.
 */
export type Waker = (deps: Deps, workshopId: WorkshopId) => Promise<void>;

const wakers: readonly Waker[] = [wakeTimers, settleStandIn, wakeActions];

const tryAgainMs = 60_000;

/**
 * Time has come for something in this workshop: a timer, a deadline, a digest. What fails holds up nothing else, and is looked at again
 * in a minute.
 */
export async function wakeWorkshop(deps: Deps, workshopId: WorkshopId): Promise<void> {
  await deps.store.inWorkshop(workshopId, (tx) => tx.clearWakeUp());
  for (const wake of wakers) await wake(deps, workshopId);
}

const overdueMs = 20_000;

/** Wake-ups that are long due and were never run lost their job in a crash: they are put into the queue again. */
export async function rescueWakeUps(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  for (const workshopId of await deps.store.overdueWakeUps(new Date(now.getTime() - overdueMs))) {
    deps.log.warn({ workshopId }, 'A wake-up was lost; it is put into the queue again');
    await deps.store.rescheduleWakeUp(workshopId, now);
  }
}
