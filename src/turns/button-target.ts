import { RuleBreach } from '../workshop/errors.ts';
import { isStepIdShape, type StepId, type WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';

/** What a button is about. Whoever presses it may have forged it: all of it is checked again then. */
export interface ButtonTarget {
  workshopId: WorkshopId;
  stepId: StepId;
  epoch: number;
  formId?: string;
}

export function writeTarget({ workshopId, stepId, epoch, formId }: ButtonTarget): string {
  return JSON.stringify({ w: workshopId, s: stepId, e: epoch, ...(formId ? { f: formId } : {}) });
}

/** Throws a RuleBreach for a value that we did not write. Whether the workshop has such a step is known when it is loaded. */
export function readTarget(value: string): ButtonTarget {
  try {
    const { w, s, e, f } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string' && typeof s === 'string' && isStepIdShape(s) && Number.isInteger(e))
      return { workshopId: w, stepId: s, epoch: e as number, ...(typeof f === 'string' ? { formId: f } : {}) };
  } catch {
    // Falls through: not ours.
  }
  throw staleButton();
}

export function staleButton(): RuleBreach {
  return new RuleBreach('stale-button', phrase`That button is from an older card. The newest card shows where we are.`);
}
