import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import { person, phrase } from '../../workshop/phrase.ts';
import type { Step, StepWithDraft } from '../../workshop/workshop.ts';
import { requireRunning } from '../advance-step.ts';
import { writeTarget } from '../button-target.ts';
import { catchUp } from '../catch-up.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { markStale, sayWaiting } from './mark-stale.ts';
import { reopenStep } from './reopen-step.ts';

export interface StepRequest {
  workshopId: WorkshopId;
  stepId: StepId;
}

/** The host opens a finished step again, with all that is in it; what rests on it waits. Throws a RuleBreach for one that can't be. */
export async function reviseStep(deps: Deps, asker: Asker, { workshopId, stepId }: StepRequest): Promise<Reply | undefined> {
  await catchUp(deps, asker, workshopId);
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const step = await tx.step(stepId);
    requireRevisable(step);
    const waiting = await reopen(tx, step, asker.userId, now);
    return { text: phrase`${step.definition.name} is open again, in its thread. ${sayWaiting(waiting)}` };
  });
}

/** Throws a RuleBreach unless the step is one that can be opened again. */
export function requireRevisable(step: Pick<Step, 'status' | 'definition'>): void {
  const { name } = step.definition;
  if (step.status === 'not_started')
    throw new RuleBreach('not-started', phrase`${name} has not begun yet, so there is nothing to revise. We get there step by step.`);
  if (step.status === 'in_progress')
    throw new RuleBreach(
      'open',
      phrase`${name} is open already: change what you like in its thread. “Fix” on its card changes single lines.`,
    );
}

/** Opens the step again in the caller's transaction. Returns the steps that wait for it now. */
async function reopen(tx: WorkshopTx, step: StepWithDraft, by: UserId, now: Date): Promise<Step[]> {
  await reopenStep(tx, step, now);
  const waiting = await markStale(tx, step.stepId, now);
  await tx.post({
    kind: 'say',
    stepId: step.stepId,
    text: phrase`${person(by)} has opened *${step.definition.name}* again. All of it stands; tell me what should be different, or press *Fix* on the card. ${sayWaiting(waiting)}`,
    buttons: [
      {
        label: 'How do I answer?',
        action: 'how',
        value: writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch }),
      },
    ],
  });
  await tx.wantCard('hub', null);
  await tx.audit({
    action: 'revise',
    userId: by,
    details: { stepId: step.stepId, stale: waiting.map((one) => one.stepId), seq: await tx.takeSeq() },
    at: now,
  });
  return waiting;
}
