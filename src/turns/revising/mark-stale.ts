import type { WorkshopTx } from '../../ports/store.ts';
import type { StepId } from '../../workshop/ids.ts';
import { listPhrases, type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Step } from '../../workshop/workshop.ts';

/**
 * What was begun and rests on this step, directly or through others, has to be looked at again: it waits, keeps all it has and is shown
 * as out of date everywhere until somebody has. Returns these steps, in their order; those that wait already are among them (F-09).
 */
export async function markStale(tx: WorkshopTx, stepId: StepId, now: Date): Promise<Step[]> {
  const dependents = tx.workshop.template.dependentsOf(stepId);
  const started = (await tx.steps()).filter((step) => dependents.includes(step.stepId) && step.status !== 'not_started');
  for (const step of started) {
    await tx.updateStep(step.id, { status: 'needs_regeneration', staleSince: step.staleSince ?? now });
    // In a fork, what was never opened there has no card to keep up to date.
    if (step.threadTs) await tx.wantCard('step', step.stepId);
    if (step.readBackShown) await tx.wantCard('read-back', step.stepId);
  }
  return started;
}

/** Which steps wait now; nothing when none does. */
export function sayWaiting(waiting: readonly Step[]): Phrase {
  if (waiting.length === 0) return phrase`Nothing else rests on it yet.`;
  const names = listPhrases(waiting.map((step) => phrase`${step.definition.name}`));
  return waiting.length === 1
    ? phrase`${names} waits for it, and keeps what it has.`
    : phrase`${names} wait for it, and keep what they have.`;
}
