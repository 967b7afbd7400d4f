import type { StepId, UserId } from '../workshop/ids.ts';
import { person, phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { currentStep } from './advance-step.ts';
import type { Asker, Deps } from './use-case.ts';

/** Somebody joined the channel while a workshop is under way: they alone are told where it stands. Joining counts from their first words. */
export async function welcomePerson(deps: Deps, asker: Asker): Promise<void> {
  const [workshop] = await deps.store.listWorkshops(asker, ['active']);
  if (!workshop) return;
  await deps.store.inWorkshop(workshop.id, async (tx) => {
    if (!(await tx.takeReceipt(asker.key))) return;
    const step = currentStep(await tx.steps());
    const isMember = (await tx.members()).some((member) => member.userId === asker.userId);
    if (!step || isMember) return;
    await tx.post({ kind: 'whisper', userId: asker.userId, stepId: null, text: sayWelcome(asker.userId, workshop, step.stepId) });
  });
}

function sayWelcome(userId: UserId, { title, template }: Workshop, stepId: StepId) {
  return phrase`Welcome, ${person(userId)}! “${title}” is under way: we are at step ${template.positionOf(stepId)}, ${template.step(stepId).name}. Jump into the thread of the newest card. “/workshop steps” shows what was decided so far.`;
}
