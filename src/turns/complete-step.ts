import type { StoredArtifact, WorkshopTx } from '../ports/store.ts';
import { artifactSchema, projectArtifact, type StepMemory, sourcesOfArtifact } from '../workshop/artifact.ts';
import { type Artifacts, findGaps, type Gap } from '../workshop/gate.ts';
import type { StepId, UserId } from '../workshop/ids.ts';
import { summariseArtifact } from '../workshop/outline.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { openStep } from './open-step.ts';

export interface Completion {
  by: UserId;
  now: Date;
  /** The host moves on although the gate is not met: gaps are recorded, with the reason if there is one. */
  override?: { reason: string | null };
  /** No further step is opened. */
  isLast?: boolean;
}

/** What a step has, by its draft, and what its gate still misses. */
export function judgeStep(
  step: StepWithDraft,
  artifacts: readonly Pick<StoredArtifact, 'stepId' | 'artifact'>[],
  summaries: readonly StepMemory[] = [],
) {
  const definition = step.definition;
  const { artifact, provenance } = projectArtifact(definition, step.draft, summaries);
  const earlier = Object.fromEntries(
    artifacts.filter((one) => one.stepId !== step.stepId).map((one) => [one.stepId, one.artifact]),
  ) as Artifacts;
  return { definition, artifact, provenance, earlier, gaps: findGaps(definition, artifact, earlier) };
}

/**
 * The one way a step completes, all in the caller's transaction: gate → artifact version → deterministic summary → status →
 * next step → what is to be posted. Returns the gaps and changes nothing when the gate is not met and nobody overrides it (F-04, F-13).
 */
export async function completeStep(
  tx: WorkshopTx,
  stepId: StepId,
  completion: Completion,
): Promise<{ gaps: Gap[]; completed: boolean; nextStepId: StepId | undefined }> {
  const step = await tx.step(stepId);
  const artifacts = await tx.currentArtifacts();
  const summaries = (await tx.currentSummaries())
    .filter((one) => one.kind !== 'failed')
    .map((one): StepMemory => {
      const stored = artifacts.find((artifact) => artifact.stepId === one.stepId);
      return {
        text: `${tx.workshop.template.step(one.stepId).name}: ${one.summary}`,
        sources: sourcesOfArtifact(stored?.provenance ?? {}),
      };
    });
  const { definition, artifact, provenance, gaps } = judgeStep(step, artifacts, summaries);
  if (gaps.length > 0 && !completion.override) return { gaps, completed: false, nextStepId: undefined };
  const checked = artifactSchema(definition).safeParse(artifact);
  if (!checked.success) throw new Error(`The draft of ${stepId} projects to an artifact of another shape: ${checked.error.message}`);

  const version = await tx.saveArtifact(step, {
    expectedVersion: artifacts.find((one) => one.stepId === stepId)?.version ?? 0,
    artifact,
    provenance,
    author: completion.by,
    origin: 'human',
    at: completion.now,
  });
  await tx.saveSummary(step, {
    kind: 'deterministic',
    summary: summariseArtifact(definition, artifact, gaps),
    artifactVersion: version,
    at: completion.now,
  });
  await tx.updateStep(step.id, {
    status: 'complete',
    arcPhase: 'complete',
    completedAt: completion.now,
    output: artifact,
    gaps,
    skipReason: completion.override?.reason ?? null,
  });
  await tx.wantCard('step', stepId);
  if (step.readBackShown) await tx.wantCard('read-back', stepId);
  if (await tx.openProposal(stepId)) await tx.wantCard('proposal', stepId);
  // Between turns its summary is looked at once more.
  if (tx.workshop.facilitatorMode === 'model') await tx.scheduleTurn(step.contextId, completion.now);
  const next = completion.isLast ? undefined : tx.workshop.template.next(stepId);
  if (next) await openStep(tx, next, completion.now);
  await tx.wantCard('hub', null);
  await tx.audit({
    action: gaps.length > 0 ? 'override' : 'complete',
    userId: completion.by,
    details: { stepId, version, gaps: gaps.map((gap) => gap.field) },
    at: completion.now,
  });
  return { gaps, completed: true, nextStepId: next };
}
