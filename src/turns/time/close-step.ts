import type { WorkshopTx } from '../../ports/store.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { QuorumState } from '../../workshop/quorum.ts';
import type { Step } from '../../workshop/workshop.ts';
import { completeStep } from '../complete-step.ts';
import { finishWorkshop } from '../finish-workshop.ts';

export type ClosingReason = 'deadline' | { quorum: QuorumState };

/** Over days: a step whose gate is met closes by itself. Its thread is told why; the audit log names nobody but holds the count. */
export async function closeStep(tx: WorkshopTx, step: Step, reason: ClosingReason, now: Date): Promise<void> {
  const { name } = step.definition;
  const why =
    reason === 'deadline'
      ? phrase`The time for ${name} is up and everything it needs is here, so I close it.`
      : phrase`${reason.quorum.done} of ${Math.max(reason.quorum.of, reason.quorum.done)} are done with ${name} and everything it needs is here, so I close it.`;
  await tx.post({
    kind: 'say',
    stepId: step.stepId,
    text: phrase`:checkered_flag: ${why} If something is missing, the host can open it again.`,
  });
  const { completed, nextStepId } = await completeStep(tx, step.stepId, { by: null, now });
  if (!completed) throw new Error(`${step.stepId} was to be closed, and its gate is not met`);
  await tx.audit({
    action: 'close-by-itself',
    userId: null,
    details: {
      stepId: step.stepId,
      by: reason === 'deadline' ? 'deadline' : 'quorum',
      ...(reason === 'deadline' ? {} : { done: reason.quorum.done, needed: reason.quorum.needed }),
    },
    at: now,
  });
  if (nextStepId === undefined) await finishWorkshop(tx, now);
}
