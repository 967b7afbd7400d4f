import type { StoredArtifact, WorkshopTx } from '../ports/store.ts';
import { artifactSchema, projectArtifact, type StepMemory, sourcesOfArtifact } from '../workshop/artifact.ts';
import { compareArtifacts } from '../workshop/compare-artifacts.ts';
import { type Artifacts, findGaps, type Gap } from '../workshop/gate.ts';
import type { StepId, UserId } from '../workshop/ids.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { closeRoundsOf } from './activities/leave-step.ts';
import { openStep } from './open-step.ts';
import { reopenStale } from './revising/reopen-stale.ts';
import { sayNewVersion } from './revising/say-changes.ts';
import { cancelTimers } from './time/timers.ts';
import { writeVersion } from './write-version.ts';

export interface Completion {
  /** Null when a step closes by itself. */
  by: UserId | null;
  now: Date;
  /** The host moves on although the gate is not met: gaps are recorded, with the reason if there is one. */
  override?: { reason: string | null };
  /** No further step is opened. */
  isLast?: boolean;
  /** It is still right as it was: no new version unless something differs. */
  asItIs?: boolean;
}

export interface Completed {
  gaps: Gap[];
  completed: boolean;
  /** The one that is worked on now; undefined when none is left. */
  nextStepId: StepId | undefined;
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
export async function completeStep(tx: WorkshopTx, stepId: StepId, completion: Completion): Promise<Completed> {
  const step = await tx.step(stepId);
  const artifacts = await tx.currentArtifacts();
  const judged = judgeStep(step, artifacts, await earlierSummaries(tx, stepId, artifacts));
  const { definition, artifact, gaps } = judged;
  if (gaps.length > 0 && !completion.override) return { gaps, completed: false, nextStepId: undefined };
  // What was still open may have brought something: it is looked at once more, with nothing open any more.
  if (await closeRoundsOf(tx, stepId, completion.by, completion.now)) return completeStep(tx, stepId, completion);
  const checked = artifactSchema(definition).safeParse(artifact);
  if (!checked.success) throw new Error(`The draft of ${stepId} projects to an artifact of another shape: ${checked.error.message}`);

  const before = artifacts.find((one) => one.stepId === stepId);
  const version = await writeNext(tx, step, judged, before, completion);
  await tx.updateStep(step.id, {
    status: 'complete',
    arcPhase: 'complete',
    completedAt: completion.now,
    staleSince: null,
    output: artifact,
    gaps,
    skipReason: completion.override?.reason ?? null,
  });
  await cancelTimers(tx, { workshopStepId: step.id }, completion.now);
  await tx.wantCard('step', stepId);
  if (step.readBackShown) await tx.wantCard('read-back', stepId);
  if (await tx.openProposal(stepId)) await tx.wantCard('proposal', stepId);
  // Between turns its summary is looked at once more.
  if (tx.workshop.facilitatorMode === 'model') await tx.scheduleTurn(step.contextId, completion.now);
  const next = completion.isLast ? undefined : await goOn(tx, completion.now);
  await tx.wantCard('hub', null);
  await tx.audit({
    action: completion.asItIs && version === before?.version ? 'still-right' : gaps.length > 0 ? 'override' : 'complete',
    userId: completion.by,
    details: { stepId, version, gaps: gaps.map((gap) => gap.field) },
    at: completion.now,
  });
  return { gaps, completed: true, nextStepId: next };
}

/** What the steps that are done have come to, each with the messages that it rests on. */
export async function earlierSummaries(tx: WorkshopTx, stepId: StepId, artifacts: readonly StoredArtifact[]): Promise<StepMemory[]> {
  return (await tx.currentSummaries())
    .filter((one) => one.kind !== 'failed' && one.stepId !== stepId)
    .map((one) => {
      const stored = artifacts.find((artifact) => artifact.stepId === one.stepId);
      return {
        text: `${tx.workshop.template.step(one.stepId).name}: ${one.summary}`,
        sources: sourcesOfArtifact(stored?.provenance ?? {}),
      };
    });
}

/** The next version, and what it changes in words. What is still right as it was needs none. Returns the version in force. */
async function writeNext(
  tx: WorkshopTx,
  step: StepWithDraft,
  { definition, artifact, provenance, gaps }: ReturnType<typeof judgeStep>,
  before: StoredArtifact | undefined,
  { by, now, asItIs }: Completion,
): Promise<number> {
  const draftBefore = before ? ((await tx.artifactVersion(step.stepId, before.version))?.draft ?? null) : null;
  const changes = before
    ? compareArtifacts(definition, { ...before, draft: draftBefore }, { artifact, provenance, draft: step.draft })
    : [];
  if (before && asItIs && changes.length === 0) return before.version;
  const expectedVersion = await tx.newestVersion(step.stepId);
  const version = await writeVersion(tx, step, { expectedVersion, artifact, provenance, draft: step.draft, gaps, by, now });
  if (before && changes.length > 0)
    await tx.post({ kind: 'say', stepId: step.stepId, text: sayNewVersion(definition.name, { version, before: before.version }, changes) });
  return version;
}

/** The first step that is not done is worked on: it may be open already, have waited for this one, or begin now. Undefined when all are done. */
async function goOn(tx: WorkshopTx, now: Date): Promise<StepId | undefined> {
  const next = (await tx.steps()).find((one) => one.status !== 'complete');
  if (next?.status === 'needs_regeneration') await reopenStale(tx, next.stepId, now);
  if (next?.status === 'not_started') await openStep(tx, next.stepId, now);
  return next?.stepId;
}
