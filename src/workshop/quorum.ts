/** How many have to be done with a step before it counts as done for the team. */
export type QuorumRule = 'everyone' | 'majority' | 'count';

export interface Quorum {
  rule: QuorumRule;
  /** With `count`: so many people. */
  count?: number;
}

export const defaultQuorum: Quorum = { rule: 'majority' };
export const maxQuorumCount = 50;

export interface QuorumState {
  /** How many are done. */
  done: number;
  /** How many take part in the step; whoever is done takes part. */
  of: number;
  /** How many have to be. Never more than the team has, never fewer than two where there are two. */
  needed: number;
  isReached: boolean;
}

/**
 * Whether enough of those who take part in a step are done with it. `team`: all who may contribute; nobody else is counted.
 * One who is alone decides alone; a step without anybody in it is never done.
 */
export function judgeQuorum(
  quorum: Quorum,
  { team, takePart, done }: { team: readonly string[]; takePart: readonly string[]; done: readonly string[] },
): QuorumState {
  const mayCount = new Set(team);
  const ready = new Set(done.filter((userId) => mayCount.has(userId)));
  const present = new Set([...takePart.filter((userId) => mayCount.has(userId)), ...ready]);
  const needed = Math.max(1, Math.min(mayCount.size, Math.max(Math.min(2, mayCount.size), wanted(quorum, present.size))));
  return { done: ready.size, of: present.size, needed, isReached: ready.size >= needed };
}

function wanted({ rule, count }: Quorum, present: number): number {
  if (rule === 'everyone') return present;
  if (rule === 'count') return count ?? 1;
  return Math.floor(present / 2) + 1;
}

/** `everybody`, `most`, `3 people`: as sentences go on with it. */
export function nameQuorum({ rule, count }: Quorum): string {
  if (rule === 'everyone') return 'everybody';
  if (rule === 'majority') return 'more than half';
  return count === 1 ? 'one of us' : `${count ?? 1} people`;
}
