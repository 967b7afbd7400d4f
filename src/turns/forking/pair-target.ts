import type { WorkshopId } from '../../workshop/ids.ts';
import { staleButton } from '../button-target.ts';

/** Two workshops that a button is about: the parent and its fork, or the one to keep and the other. Checked again when it is pressed. */
export interface Pair {
  one: WorkshopId;
  other: WorkshopId;
}

export function writePair({ one, other }: Pair): string {
  return JSON.stringify({ a: one, b: other });
}

/** Throws a RuleBreach for a value that we did not write. */
export function readPair(value: string): Pair {
  try {
    const { a, b } = JSON.parse(value) as Record<string, unknown>;
    if (typeof a === 'string' && typeof b === 'string' && a !== b) return { one: a, other: b };
  } catch {
    // Falls through: not ours.
  }
  throw staleButton();
}
