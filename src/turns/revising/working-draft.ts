import type { WorkshopTx } from '../../ports/store.ts';
import type { Draft } from '../../workshop/draft.ts';
import { rebuildDraft } from '../../workshop/rebuild-draft.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';

/** What the step's result was made of; put together from the result where it was not kept. */
export async function workingDraft(tx: WorkshopTx, step: StepWithDraft): Promise<Draft> {
  const isEmpty = Object.keys(step.draft.fields).length === 0 && Object.values(step.draft.items).every((items) => items.length === 0);
  const current = isEmpty ? (await tx.currentArtifacts()).find((one) => one.stepId === step.stepId) : undefined;
  return current ? rebuildDraft(step.definition, current.artifact, current.provenance, current.seq) : step.draft;
}
