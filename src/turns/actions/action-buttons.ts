import type { StoredAction } from '../../ports/action-store.ts';
import type { Button } from '../../ports/outbox.ts';

/** Yes and no to a request. Who may press, and whether it still counts, is asked when it is pressed. */
export function actionButtons({ id, workshopId, isDestructive }: Pick<StoredAction, 'id' | 'workshopId' | 'isDestructive'>): Button[] {
  const value = JSON.stringify({ w: workshopId, a: id });
  return [
    { label: 'Confirm', action: 'action-confirm', value, style: isDestructive ? 'danger' : 'primary' },
    { label: 'Leave it', action: 'action-leave', value },
  ];
}

/** Undefined for a value that we did not write. */
export function readActionValue(value: string): { workshopId: string; actionId: string } | undefined {
  try {
    const { w, a } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string' && typeof a === 'string') return { workshopId: w, actionId: a };
  } catch {
    // Falls through: not ours.
  }
  return undefined;
}
