import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { staleButton } from '../button-target.ts';

/** A version of a step's result, as a button names it. All of it is checked again when it is pressed. */
export interface VersionTarget {
  workshopId: WorkshopId;
  stepId: StepId;
  version: number;
  /** The newest one when the button was shown. */
  newest: number;
}

export function writeVersionTarget({ workshopId, stepId, version, newest }: VersionTarget): string {
  return JSON.stringify({ w: workshopId, s: stepId, v: version, n: newest });
}

/** Throws a RuleBreach for a value that we did not write. */
export function readVersionTarget(value: string): VersionTarget {
  try {
    const { w, s, v, n } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string' && typeof s === 'string' && isCount(v) && isCount(n))
      return { workshopId: w, stepId: s, version: v, newest: n };
  } catch {
    // Falls through: not ours.
  }
  throw staleButton();
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2_000_000_000;
}
