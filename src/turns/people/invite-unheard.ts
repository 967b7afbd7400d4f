import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { currentStep, requireRunning } from '../advance-step.ts';
import type { ButtonHandler } from '../press-button.ts';
import { followUpsOf } from '../talkativeness.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { currentQuestion } from '../views.ts';
import { askForVoices, findMissing, findWhereabouts, sayAsked } from './ask-for-voices.ts';
import { findHere } from './find-here.ts';

/**
 * The host would like to hear from those who have said nothing in this step: one line for all in the thread, as long as the facilitator
 * may still speak up there, which names nobody; and each of them alone. Who it was is told to nobody but the host.
 */
export async function inviteUnheard(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  const whereabouts = await findWhereabouts(deps, await findHere(deps, asker, workshopId));
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const current = currentStep(await tx.steps());
    if (!current) throw new RuleBreach('between-steps', phrase`No step is open just now.`);
    const step = await tx.step(current.stepId);
    const missing = await findMissing(tx, step, asker.userId, whereabouts);
    if (missing.length === 0) throw new RuleBreach('all-heard', phrase`We have heard from everybody in ${step.definition.name}.`);
    const question = currentQuestion(step.definition, step.draft);
    const asked = await askForVoices(tx, step, missing, {
      kind: 'nudge',
      say: (userId) => sayToOne(userId, question),
      zoneOf: whereabouts.zoneOf,
    });
    const isSaid = step.followUps < followUpsOf(step.definition, tx.workshop.settings);
    if (isSaid) {
      await tx.updateStep(step.id, { followUps: step.followUps + 1 });
      await tx.post({ kind: 'say', stepId: step.stepId, text: sayToAll() });
    }
    await tx.audit({
      action: 'invite',
      userId: asker.userId,
      details: { stepId: step.stepId, people: missing.length },
      at: tx.now(),
    });
    const said = isSaid
      ? phrase`, and said to all that there is room for more voices. No names, of course.`
      : phrase`. In the thread I have asked enough, so I say nothing there.`;
    return { text: phrase`${sayAsked(asked, tx.workshop)}${said}` };
  });
}

function sayToAll(): Phrase {
  return phrase`There is room for more voices here. If you have not said anything yet: half a sentence is plenty, and there are no wrong answers.`;
}

function sayToOne(userId: UserId, question: string): Phrase {
  return phrase`${person(userId)}, we would love to hear from you: _${question}_ A word or two in the thread is enough.`;
}

export const inviteButtons: Readonly<Record<string, ButtonHandler>> = {
  'invite-unheard': (deps, asker, value) => inviteUnheard(deps, asker, value),
};
