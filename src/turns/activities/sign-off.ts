import type { WorkshopTx } from '../../ports/store.ts';
import { signOffOf } from '../../workshop/activity.ts';
import { fieldOf } from '../../workshop/apply-ops.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import { signOffSubject } from '../../workshop/sign-off.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { type ButtonTarget, writeTarget } from '../button-target.ts';
import { inOpenStep } from '../in-open-step.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';

/** Somebody's yes to the words as they stand. It holds for these words only: a change of them asks again. */
export async function signOff(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return inOpenStep(deps, asker, target, async (tx, step) => {
    const activity = requireSignOff(step);
    const subject = signOffSubject(step.draft, activity.fields);
    if (!subject) {
      const missing = activity.fields.filter((key) => !step.draft.fields[key]).map((key) => fieldOf(step.definition, key)?.label ?? key);
      throw new RuleBreach(
        'nothing-to-sign',
        phrase`It is not whole yet, so there is nothing to sign off. Still missing: ${missing.join(', ')}.`,
      );
    }
    const at = deps.clock.now();
    if (!(await tx.signOff(step, { userId: asker.userId, subject, at })))
      return {
        text: phrase`You have signed this off already. A change of the words would ask you again.`,
        buttons: [
          { label: 'Take it back', action: 'withdraw-sign-off', value: writeTarget(target) },
          { label: 'Leave it', action: 'dismiss' },
        ],
      };
    await show(tx, step);
    await tx.audit({ action: 'sign-off', userId: asker.userId, details: { stepId: step.stepId, subject }, at });
    return undefined;
  });
}

export async function withdrawSignOff(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply | undefined> {
  return inOpenStep(deps, asker, target, async (tx, step) => {
    requireSignOff(step);
    const at = deps.clock.now();
    if (!(await tx.withdrawSignOff(step, asker.userId, at)))
      throw new RuleBreach('not-signed', phrase`You have not signed this off, so there is nothing to take back.`);
    await show(tx, step);
    await tx.audit({ action: 'withdraw-sign-off', userId: asker.userId, details: { stepId: step.stepId }, at });
    return { text: phrase`Taken back. Say in the thread what should be different, or press “Sign off” again any time.` };
  });
}

function requireSignOff(step: StepWithDraft) {
  const activity = signOffOf(step.definition);
  if (!activity) throw new RuleBreach('no-sign-off', phrase`${step.definition.name} has nothing to sign off.`);
  return activity;
}

async function show(tx: WorkshopTx, step: StepWithDraft): Promise<void> {
  await tx.wantCard('step', step.stepId);
  if (step.readBackShown) await tx.wantCard('read-back', step.stepId);
}
