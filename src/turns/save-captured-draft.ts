import type { WorkshopTx } from '../ports/store.ts';
import { arcPhase } from '../workshop/arc.ts';
import type { Draft } from '../workshop/draft.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { judgeStep } from './complete-step.ts';

/** A changed draft, and everything that shows it. */
export async function saveCapturedDraft(tx: WorkshopTx, step: StepWithDraft, draft: Draft): Promise<void> {
  await tx.saveDraft(step, draft);
  const judged = judgeStep({ ...step, draft }, await tx.currentArtifacts());
  const phase = arcPhase({
    isComplete: false,
    capturedSomething: draft.captures.length > 0,
    gaps: judged.gaps.length,
    rules: judged.definition.gate.length,
    readBack: step.readBackShown,
  });
  await tx.updateStep(step.id, { arcPhase: phase });
  await tx.wantCard('step', step.stepId);
  // It shows what it would take the place of.
  if (await tx.openProposal(step.stepId)) await tx.wantCard('proposal', step.stepId);
  if (judged.gaps.length === 0 && tx.workshop.settings.pace === 'async') await tx.wakeAt(tx.now());
  if (judged.gaps.length === 0 || step.readBackShown) await tx.wantCard('read-back', step.stepId);
}
