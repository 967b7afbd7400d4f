import type { WorkshopTx } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { closeOnTime, showOnRound } from '../activities/close-on-time.ts';

/**
 * What follows from a timer, in the transaction in which it happens; called for every timer, also those that concern somebody else.
 * A timer of an activity has its `activityId`.
 */
export interface TimerHook {
  /** Its time is up; called once. True when it has told the thread, so that nobody says it twice. */
  ended?(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<boolean>;
  /** It was extended, paused or resumed: `endsAt` is another one while it runs. */
  changed?(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<void>;
  /** Somebody stopped it before its time; what it belongs to goes on without one. */
  stopped?(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<void>;
}

/** One line for each feature that lives by timers. Put together when it is asked for: features and timers import each other. */
export function timerHooks(): readonly TimerHook[] {
  return [{ ended: closeOnTime, changed: showOnRound, stopped: showOnRound }];
}
