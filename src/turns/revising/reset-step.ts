import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { Step } from '../../workshop/workshop.ts';
import { voidRounds } from '../activities/leave-step.ts';
import { requireRunning } from '../advance-step.ts';
import { writeTarget } from '../button-target.ts';
import { seedDraft } from '../open-step.ts';
import { startClock } from '../time/deadlines.ts';
import { cancelTimers } from '../time/timers.ts';
import { type Asker, type Deps, isRepeated, requirePermission } from '../use-case.ts';
import { noticeMoved } from '../write-version.ts';
import { markStale, sayWaiting } from './mark-stale.ts';

/** Throws a RuleBreach unless the step is one that can be started over. */
export function requireResettable(step: Pick<Step, 'status' | 'definition'>): void {
  if (step.status === 'not_started')
    throw new RuleBreach('not-started', phrase`${step.definition.name} has not begun yet, so there is nothing to start over.`);
}

/**
 * Starts a step over, once that is confirmed: a new epoch, so that nothing that is still under way from before can reach it (F-25), a new
 * log, so that old talk can't bring back what was thrown away (F-21), and a draft from what it reads. What it had is kept, out of force.
 * Throws a RuleBreach; the same `asker.key` does it once.
 */
export async function resetStep(
  deps: Deps,
  asker: Asker,
  target: { workshopId: WorkshopId; stepId: StepId; epoch?: number },
): Promise<Phrase> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(target.workshopId, async (tx) => {
    const { name } = tx.workshop.template.step(target.stepId);
    if (await isRepeated(tx, asker)) return phrase`${name} was started over.`;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const step = await tx.step(target.stepId);
    requireResettable(step);
    if (target.epoch !== undefined && target.epoch !== step.epoch)
      throw new RuleBreach('other-epoch', phrase`${name} was started over a moment ago already.`);
    const waiting = await startOver(tx, step, asker.userId, now);
    return phrase`${name} was started over. ${sayWaiting(waiting)}`;
  });
}

async function startOver(tx: WorkshopTx, step: Step, by: UserId, now: Date): Promise<Step[]> {
  const { stepId, definition } = step;
  const requests = (await tx.openActions()).filter((one) => one.stepId === stepId && one.status === 'offered' && !one.isPrivate);
  await tx.beginEpoch(step, now);
  for (const { id } of requests) await tx.wantCard('action', stepId, { subjectId: id });
  const seq = tx.workshop.latestSeq;
  await noticeMoved(tx);
  await tx.updateStep(step.id, { status: 'in_progress', arcPhase: 'orient', startedAt: now });
  await cancelTimers(tx, { workshopStepId: step.id }, now);
  await voidRounds(tx, step, now);
  await startClock(tx, step, now);
  const fresh = await tx.step(stepId);
  await tx.saveDraft(fresh, seedDraft(definition, await tx.currentArtifacts(), await tx.takeSeq()));
  const waiting = await markStale(tx, stepId, now);
  await tx.wantCard('step', stepId);
  if (step.readBackShown) await tx.wantCard('read-back', stepId);
  if (await tx.latestProposal(stepId)) await tx.wantCard('proposal', stepId);
  await tx.post({
    kind: 'say',
    stepId,
    text: phrase`${person(by)} has started *${definition.name}* over. What was said above stays there to read; I begin afresh below this line. ${sayWaiting(waiting)}\n\n*${definition.opening.question}*`,
    buttons: [{ label: 'How do I answer?', action: 'how', value: writeTarget({ workshopId: tx.workshop.id, stepId, epoch: fresh.epoch }) }],
  });
  await tx.wantCard('hub', null);
  await tx.audit({
    action: 'reset',
    userId: by,
    details: { stepId, epoch: fresh.epoch, seq, stale: waiting.map((one) => one.stepId) },
    at: now,
  });
  return waiting;
}
