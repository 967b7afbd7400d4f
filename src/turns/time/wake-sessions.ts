import type { Waker } from '../wake-workshop.ts';

/** A session that has been idle for long is closed, as of its last activity. */
export const wakeSessions: Waker = async (deps, workshopId) => {
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const again = await tx.closeIdleSession(deps.clock.now());
    if (again) await tx.wakeAt(again);
  });
};
