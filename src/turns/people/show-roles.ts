import type { WorkshopTx } from '../../ports/store.ts';

/** Who leads stands on the hub and on the card of the open step: both are shown anew, and nothing is posted. */
export async function showRoles(tx: WorkshopTx): Promise<void> {
  await tx.wantCard('hub', null);
  for (const step of await tx.steps()) if (step.status === 'in_progress') await tx.wantCard('step', step.stepId);
}
