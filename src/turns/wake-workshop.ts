import { NotFound } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { wakeActions } from './actions/wake-actions.ts';
import { composePack } from './compose-pack.ts';
import { wakeRetention } from './memory/retention.ts';
import { settleStandIn } from './people/stand-in.ts';
import { wakeDueTests } from './results/wake-due-tests.ts';
import { wakeSharing } from './sharing/wake-sharing.ts';
import { wakeDeadlines } from './time/wake-deadlines.ts';
import { wakeDigests } from './time/wake-digests.ts';
import { wakeSessions } from './time/wake-sessions.ts';
import { wakeTimers } from './time/wake-timers.ts';
import type { Deps } from './use-case.ts';

/**
 * Something that happens in a workshop because time has passed. It looks at what is stored, does what is due, and asks for its next
 * moment with `tx.wakeAt`. It may be called too early, twice, or late, and must do no harm then.
 */
export type Waker = (deps: Deps, workshopId: WorkshopId) => Promise<void>;

const wakers: readonly Waker[] = [
  wakeTimers,
  wakeDeadlines,
  wakeSessions,
  wakeDigests,
  settleStandIn,
  wakeActions,
  wakeDueTests,
  wakeSharing,
  wakeRetention,
  // Last, for a model takes its time.
  composePack,
];

const tryAgainMs = 60_000;

/**
 * Time has come for something in this workshop: a timer, a deadline, a digest. What fails holds up nothing else, and is looked at again
 * in a minute.
 */
export async function wakeWorkshop(deps: Deps, workshopId: WorkshopId): Promise<void> {
  try {
    await deps.store.inWorkshop(workshopId, (tx) => tx.clearWakeUp());
    let isWhole = true;
    for (const wake of wakers) {
      try {
        await wake(deps, workshopId);
      } catch (error) {
        isWhole = false;
        deps.log.error({ err: error, workshopId }, 'Something that was due in a workshop failed; it is tried again in a minute');
      }
    }
    if (isWhole) return;
    const again = new Date(deps.clock.now().getTime() + tryAgainMs);
    await deps.store.inWorkshop(workshopId, (tx) => tx.wakeAt(again));
  } catch (error) {
    // Erased meanwhile: nothing is due any more.
    if (!(error instanceof NotFound)) throw error;
    await deps.store.purgeErased(workshopId, deps.clock.now());
  }
}
