import { sayGaps } from '../facilitator/guided/words.ts';
import type { WorkshopTx } from '../ports/store.ts';
import { cleanText } from '../workshop/clean-text.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
import type { Step } from '../workshop/workshop.ts';
import { askBeforeLeaving, recordSignOffs } from './activities/leave-step.ts';
import { writeTarget } from './button-target.ts';
import { catchUp } from './catch-up.ts';
import { completeStep } from './complete-step.ts';
import { finishWorkshop } from './finish-workshop.ts';
import { requireOpen } from './require-open.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from './use-case.ts';

export interface AdvanceRequest {
  workshopId: WorkshopId;
  /** Where a button or a thread says which step is meant; the current one otherwise. */
  stepId?: StepId;
  /** The epoch the button was made for: after a reset it means nothing. */
  epoch?: number;
  override?: { reason: string | null };
  /** What is open in the step, such as a vote, closes with it: the host was asked. */
  leavesOpen?: boolean;
  /** It was looked at again, and is still right. */
  asItIs?: boolean;
}

const maxReasonChars = 500;

/** The step that is being worked on: the first one in progress. */
export function currentStep(steps: readonly Step[]): Step | undefined {
  return steps.find((step) => step.status === 'in_progress');
}

/** Throws a RuleBreach unless the workshop is running. */
export function requireRunning(tx: WorkshopTx): void {
  if (tx.workshop.status === 'paused')
    throw new RuleBreach('paused', phrase`“${tx.workshop.title}” is paused. “/workshop resume” goes on.`);
  const { archived } = tx.workshop.settings;
  if (archived)
    throw new RuleBreach(
      'archived',
      phrase`“${tx.workshop.title}” was put away: the team kept “${archived.keptTitle}”. Its host can take it up again on its card.`,
    );
  if (tx.workshop.status !== 'active')
    throw new RuleBreach(
      'over',
      phrase`“${tx.workshop.title}” is over. “/workshop canvas” shows the build pack, “/workshop start IDEA” begins another.`,
    );
}

/** Finishes a step and opens the next, or finishes the workshop after the last. Two presses at once advance once. */
export async function advanceStep(deps: Deps, asker: Asker, request: AdvanceRequest): Promise<Reply | undefined> {
  const stepId = await catchUp(deps, asker, request.workshopId, request.stepId);
  const now = deps.clock.now();
  return deps.store.inWorkshop(request.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const steps = await tx.steps();
    const step = stepId ? steps.find((one) => one.stepId === stepId) : currentStep(steps);
    if (!step) throw new RuleBreach('not-started', phrase`No step is open just now. The hub card shows where we are.`);
    const { name } = step.definition;
    const epoch = request.epoch ?? step.epoch;
    if (epoch > step.epoch || (step.status === 'complete' && epoch === step.epoch))
      throw new RuleBreach('finished', phrase`${name} is finished already. The newest card shows where we are.`);
    requireOpen(step, request);
    // Somebody who gives a reason for going on has made up their mind.
    const question =
      request.leavesOpen || request.override?.reason ? undefined : await askBeforeLeaving(tx, step, request.override !== undefined);
    if (question) return question;
    const signedOff = await tx.step(step.stepId);
    const reason = request.override?.reason ? cleanText(request.override.reason).slice(0, maxReasonChars) : null;
    const done = await completeStep(tx, step.stepId, {
      by: asker.userId,
      now,
      ...(request.asItIs ? { asItIs: true } : {}),
      ...(request.override ? { override: { reason } } : {}),
    });
    if (!done.completed) {
      return {
        text: phrase`${name} is not quite there. Still open: ${sayGaps(done.gaps)}.`,
        buttons: [
          {
            label: 'Move on anyway',
            // Asked about what is open once is enough.
            action: request.leavesOpen ? 'leave-open' : 'move-on',
            value: writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch, formId: 'move-on' }),
            style: 'danger',
          },
          { label: 'Keep going', action: 'dismiss' },
        ],
      };
    }
    const missing = await recordSignOffs(tx, signedOff, asker.userId, now);
    if (done.nextStepId === undefined) await finishWorkshop(tx, now);
    return missing && { text: missing };
  });
}
