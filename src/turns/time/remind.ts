import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { readTarget } from '../button-target.ts';
import { askForVoices, findMissing, findWhereabouts, sayAsked } from '../people/ask-for-voices.ts';
import { findHere } from '../people/find-here.ts';
import type { ButtonHandler } from '../press-button.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { currentQuestion } from '../views.ts';
import { inTimedStep, type StepWish } from './timer-target.ts';

/** A host reminds those who are missing in the open step, each alone. Who it was is told to nobody. Throws a RuleBreach. */
export async function remind(deps: Deps, asker: Asker, wish: StepWish): Promise<Reply | undefined> {
  const whereabouts = await findWhereabouts(deps, await findHere(deps, asker, wish.workshopId));
  return inTimedStep(deps, asker, wish, async (tx, { stepId }, now) => {
    const step = await tx.step(stepId);
    const missing = await findMissing(tx, step, asker.userId, whereabouts);
    if (missing.length === 0)
      throw new RuleBreach('all-there', phrase`Nobody is missing in ${step.definition.name}: everybody has said something or is done.`);
    const asked = await askForVoices(tx, step, missing, {
      kind: 'reminder',
      say: (userId) => sayReminder(userId, asker.userId, step),
      zoneOf: whereabouts.zoneOf,
    });
    await tx.audit({ action: 'remind', userId: asker.userId, details: { stepId, people: missing.length }, at: now });
    return { text: phrase`${sayAsked(asked, tx.workshop)}.` };
  });
}

function sayReminder(userId: UserId, by: UserId, { definition, draft }: StepWithDraft): Phrase {
  const question = currentQuestion(definition, draft);
  return phrase`${person(userId)}, ${person(by)} would love to hear from you in ${definition.name}: _${question}_ A line is enough.`;
}

export const remindButtons: Readonly<Record<string, ButtonHandler>> = {
  remind: async (deps, asker, value) => remind(deps, asker, readTarget(value)),
};
