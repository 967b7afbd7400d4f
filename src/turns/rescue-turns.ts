import type { Store } from '../ports/store.ts';
import type { Deps } from './use-case.ts';

/** What looks after all workspaces at once. */
export interface Rescue extends Pick<Deps, 'clock' | 'log'> {
  store: Pick<Store, 'overdueTurns' | 'rescheduleTurn' | 'overdueWakeUps' | 'rescheduleWakeUp'>;
}

const overdueMs = 20_000;

/** Turns that are long due and were never run lost their job in a crash: they are put into the queue again. */
export async function rescueTurns(deps: Rescue): Promise<void> {
  const now = deps.clock.now();
  for (const contextId of await deps.store.overdueTurns(new Date(now.getTime() - overdueMs))) {
    deps.log.warn({ contextId }, 'A turn was lost; it is put into the queue again');
    await deps.store.rescheduleTurn(contextId, now);
  }
}
