import type { RecallMessage, RecallRange } from '../../ports/recall.ts';

/** A message twice as long must be 7 % better: the budget is for many. */
const thrift = 0.1;

export interface Candidate {
  message: RecallMessage;
  /** What it was read with. */
  range: RecallRange;
  score: number;
  /** What it costs in the prompt. */
  tokens: number;
}

/**
 * The candidates with the best scores for their length that fit into the budget together, the newer of equals first.
 * One that no longer fits is passed over, and the next may still fit. In the order of `candidates`.
 */
export function chooseMessages(candidates: readonly Candidate[], budgetTokens: number): Candidate[] {
  const ranked = candidates
    .map((candidate) => ({ candidate, worth: candidate.score / Math.max(1, candidate.tokens) ** thrift }))
    .sort((one, other) => other.worth - one.worth || comparePlaces(other.candidate.message, one.candidate.message));
  const chosen = new Set<Candidate>();
  let left = budgetTokens;
  for (const { candidate } of ranked) {
    if (!(candidate.tokens <= left)) continue;
    left -= candidate.tokens;
    chosen.add(candidate);
  }
  return candidates.filter((candidate) => chosen.has(candidate));
}

/** Runs of chosen messages of one log between which nothing was left out. `ordered` holds all candidates by log and version. */
export function groupPassages(ordered: readonly Candidate[], chosen: ReadonlySet<Candidate>): Candidate[][] {
  const passages: Candidate[][] = [];
  let previous: Candidate | undefined;
  for (const candidate of ordered) {
    if (chosen.has(candidate)) {
      const joins = previous !== undefined && chosen.has(previous) && areNeighbours(previous, candidate);
      if (joins) passages.at(-1)?.push(candidate);
      else passages.push([candidate]);
    }
    previous = candidate;
  }
  return passages;
}

/** Deleted messages leave gaps: within a range all there is was read, so nothing lies between. */
function areNeighbours(one: Candidate, next: Candidate): boolean {
  if (one.message.contextId !== next.message.contextId) return false;
  return one.range === next.range || next.message.version === one.message.version + 1;
}

/** When they were said; in one instant by log and number. */
export function comparePlaces(one: RecallMessage, other: RecallMessage): number {
  if (one.createdAtMs !== other.createdAtMs) return one.createdAtMs - other.createdAtMs;
  if (one.contextId !== other.contextId) return one.contextId < other.contextId ? -1 : 1;
  return one.version - other.version;
}
