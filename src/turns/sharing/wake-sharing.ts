import type { Waker } from '../wake-workshop.ts';

/** A workshop whose last link has expired is private again. */
export const wakeSharing: Waker = async (deps, workshopId) => {
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const next = await tx.settleVisibility(now);
    if (next) await tx.wakeAt(next);
  });
};
