import type { Waker } from '../wake-workshop.ts';
import { runAction } from './confirm-action.ts';
import { definitionOf, sayInLog } from './offer-action.ts';

/** What nobody answered in time says so on its card; what a crash left half done is brought to its end (F-35). */
export const wakeActions: Waker = async (deps, workshopId) => {
  const now = deps.clock.now();
  const stuck = await deps.store.inWorkshop(workshopId, async (tx) => {
    const open = await tx.openActions();
    const moments: Date[] = [];
    const left = [];
    for (const action of open) {
      const due = action.status === 'offered' ? action.expiresAt : (action.leasedUntil ?? now);
      if (due > now) {
        moments.push(due);
      } else if (action.status === 'offered') {
        await tx.moveAction(action.id, 'offered', { status: 'expired', endedAt: now });
        if (action.isPrivate) continue;
        await sayInLog(tx, action, 'agent_result', `${definitionOf(action.action).label}: nobody answered`, now, { outcome: 'expired' });
        await tx.wantCard('action', action.stepId, { subjectId: action.id });
      } else {
        left.push(action);
      }
    }
    const next = moments.sort((one, other) => one.getTime() - other.getTime())[0];
    if (next) await tx.wakeAt(next);
    const { orgId, channelId } = tx.workshop;
    return left.map((action) => ({
      action,
      asker: { orgId, channelId, userId: action.decidedBy ?? '', isOutsider: false, key: action.id },
    }));
  });
  for (const { action, asker } of stuck) {
    deps.log.warn({ workshopId, action: action.id }, 'An action was confirmed and never ended; it is carried out now');
    await runAction(deps, asker, action);
  }
};
