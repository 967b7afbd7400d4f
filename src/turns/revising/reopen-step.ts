import type { WorkshopTx } from '../../ports/store.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { startClock } from '../time/deadlines.ts';
import { workingDraft } from './working-draft.ts';

/** A step that was finished or waited is open again, with what people did in it, its time anew and nobody done with it. */
export async function reopenStep(tx: WorkshopTx, step: StepWithDraft, now: Date): Promise<void> {
  await tx.updateStep(step.id, {
    status: 'in_progress',
    arcPhase: 'orient',
    completedAt: null,
    followUps: 0,
    ...(step.startedAt ? {} : { startedAt: now }),
  });
  // Whoever was done with it was done with what it said before.
  await tx.clearDone(step.id);
  await startClock(tx, step, now);
  await tx.saveDraft(step, await workingDraft(tx, step));
  await tx.wantCard('step', step.stepId);
  if (step.readBackShown) await tx.wantCard('read-back', step.stepId);
}
