import type { RoundKind } from '../../workshop/activity.ts';

const verbs: Record<RoundKind, string> = { write: 'handed in', vote: 'voted', rate: 'rated' };

/** `2 of 5 have voted`: never who, never what. Later ones count too, so nobody is “6 of 5”. */
export function sayTook(kind: RoundKind, took: number, of: number): string {
  const all = Math.max(took, of);
  return `${took} of ${all} ${took === 1 ? 'has' : 'have'} ${verbs[kind]}`;
}
