import type { StoredVersion } from '../../ports/revision-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { findGaps } from '../../workshop/gate.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { rebuildDraft } from '../../workshop/rebuild-draft.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { requireRunning } from '../advance-step.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { writeVersion } from '../write-version.ts';
import { markStale, sayWaiting } from './mark-stale.ts';

export interface RestoreRequest {
  workshopId: WorkshopId;
  stepId: StepId;
  version: number;
  /** The newest version when its button was shown: another one by now means that somebody was faster. */
  newest?: number;
}

/**
 * Brings an earlier version back, as a new one: a finished step stays finished and what rests on it waits; an open one goes on from its
 * draft. Throws a RuleBreach for a version that is none, that is in force, or from before the step was started over, and when somebody
 * else wrote a newer one meanwhile (F-06).
 */
export async function restoreVersion(deps: Deps, asker: Asker, request: RestoreRequest): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(request.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const step = await tx.step(request.stepId);
    const [newest] = await tx.listVersions(step.stepId, { limit: 1 });
    if (newest && request.newest !== undefined && request.newest !== newest.version)
      throw new RuleBreach(
        'newer',
        phrase`${newest.author ? [person(newest.author)] : phrase`Somebody`} was faster: ${step.definition.name} has version ${newest.version} now${newest.restoredFrom ? phrase`, which brings version ${newest.restoredFrom} back` : []}. Look at “/workshop history ${step.stepId}” and choose again.`,
      );
    const version = await tx.artifactVersion(step.stepId, request.version);
    requireRestorable(step, version, request.version);
    const restored = await bringBack(tx, step, version, { by: asker.userId, expectedVersion: newest?.version ?? 0, now });
    return {
      text: phrase`Version ${request.version} of ${step.definition.name} is back, as version ${restored.version}. ${restored.waiting}`,
    };
  });
}

function requireRestorable(step: StepWithDraft, found: StoredVersion | undefined, wanted: number): asserts found is StoredVersion {
  const { name } = step.definition;
  if (!found)
    throw new RuleBreach('no-version', phrase`${name} has no version ${wanted}. “/workshop history ${step.stepId}” lists those there are.`);
  if (found.epoch !== step.epoch)
    throw new RuleBreach(
      'before-reset',
      phrase`Version ${wanted} is from before ${name} was started over, so it can't be brought back as a whole. “/workshop show ${step.stepId} as of v${wanted}” shows it, and you can say again what you want to keep.`,
    );
  if (found.isCurrent && step.status !== 'in_progress') throw new RuleBreach('current', phrase`Version ${wanted} is what ${name} has now.`);
}

async function bringBack(
  tx: WorkshopTx,
  step: StepWithDraft,
  version: StoredVersion,
  { by, expectedVersion, now }: { by: UserId; expectedVersion: number; now: Date },
): Promise<{ version: number; waiting: Phrase }> {
  const { definition, stepId } = step;
  const { artifact, provenance } = version;
  const draft = version.draft ?? rebuildDraft(definition, artifact, provenance, version.seq);
  // Ids are never used again, not even for what was added since.
  const nextItemNumber = Math.max(draft.nextItemNumber, step.draft.nextItemNumber);
  await tx.saveDraft(step, { ...draft, nextItemNumber });
  const earlier = Object.fromEntries(
    (await tx.currentArtifacts()).filter((one) => one.stepId !== stepId).map((one) => [one.stepId, one.artifact]),
  );
  const gaps = findGaps(definition, artifact, earlier);
  const written = await writeVersion(tx, step, {
    expectedVersion,
    artifact,
    provenance,
    draft: { ...draft, nextItemNumber },
    gaps,
    by,
    now,
    restoredFrom: version.version,
  });
  await tx.updateStep(step.id, { output: artifact, ...(step.status === 'in_progress' ? {} : { gaps }) });
  const waiting = sayWaiting(await markStale(tx, stepId, now));
  if (step.threadTs || step.status === 'in_progress') {
    await tx.wantCard('step', stepId);
    if (step.readBackShown) await tx.wantCard('read-back', stepId);
    await tx.post({
      kind: 'say',
      stepId,
      text: phrase`${person(by)} has brought version ${version.version} of *${definition.name}* back; it is version ${written} now. ${waiting}`,
    });
  }
  await tx.wantCard('hub', null);
  await tx.audit({ action: 'restore', userId: by, details: { stepId, version: written, restoredFrom: version.version }, at: now });
  return { version: written, waiting };
}
