import { RuleBreach } from '../workshop/errors.ts';
import { phrase } from '../workshop/phrase.ts';
import type { Step } from '../workshop/workshop.ts';

/**
 * Throws a RuleBreach unless something can be written down in this step now. `epoch`: that of the button or form it comes from; what was
 * opened before the step was started over belongs to what is gone (F-25).
 */
export function requireOpen(step: Pick<Step, 'status' | 'epoch' | 'definition'>, { epoch }: { epoch?: number } = {}): void {
  const { name } = step.definition;
  if (step.status === 'not_started') throw new RuleBreach('not-started', phrase`${name} has not begun yet.`);
  if (epoch !== undefined && epoch < step.epoch)
    throw new RuleBreach(
      'other-epoch',
      phrase`${name} was started over meanwhile, so this belongs to what was there before. Copy your words and put them in again from the newest card.`,
    );
  if (step.status === 'needs_regeneration')
    throw new RuleBreach(
      'waits',
      phrase`${name} waits, because something it rests on was reopened. It opens again when we get there; nothing of it is lost.`,
    );
  if (step.status !== 'in_progress' || (epoch !== undefined && epoch !== step.epoch))
    throw new RuleBreach(
      'finished',
      phrase`${name} is finished, so this can't be added any more. Copy your text and put it into the step that is open now.`,
    );
}
