import type { RecallPosting } from '../../ports/recall.ts';
import type { WeightedTerm } from './query-terms.ts';

/** BM25: how soon repetitions within a message stop counting, and how much its length matters. */
const k1 = 1.2;
const b = 0.6;
/** The same for repetitions within a passage. */
const passageK = 2.5;
/** An answer follows what it answers: a match shines less far back than ahead. */
const backShare = 0.7;
const reachInSigmas = 3;

interface Scale {
  /** Scores are computed at every `step`th place and in between by interpolation. */
  step: number;
  back: number;
  ahead: number;
  /** Kernel by distance, starting with `-back`. */
  kernel: Float64Array;
  /** Euclidean length of the kernel: what noise alone would yield. */
  norm: number;
}

/** From one message and its reply to a topic of an hour; σ in messages. */
const scales = [1, 3, 8, 24].map(createScale);
const farthest = Math.max(...scales.map(({ ahead, back }) => ahead + back));

/** A stretch of a log that some match reaches; `scores[n]` belongs to version `from + n`. */
export interface Island {
  contextId: string;
  from: number;
  scores: Float64Array;
}

/**
 * How much each place near a match is about the terms.
 *
 * Each term's matches are smoothed over neighbouring messages by bell curves of several widths. A curve as wide as the passage that holds
 * the matches gathers the most compared with its norm (a matched filter), so the best of the widths counts: a lone strong match wins at
 * the narrow end, a long discussion at the wide one. Within a curve each term's sum saturates, so that a passage with several of the terms
 * beats one that repeats a single term.
 *
 * The work is bounded by the number of postings, however long the logs are. Postings may come in any order.
 */
export function scorePlaces(terms: readonly WeightedTerm[], postings: readonly RecallPosting[], meanLength: number): Island[] {
  const weights = new Map(terms.map(({ term, weight }) => [term, weight]));
  const ordered = postings
    .filter(({ term }) => weights.has(term))
    .sort((one, other) => (one.contextId === other.contextId ? one.version - other.version : one.contextId < other.contextId ? -1 : 1));
  const islands: Island[] = [];
  let start = 0;
  for (let end = 1; end <= ordered.length; end += 1) {
    const last = ordered[end - 1];
    const next = ordered[end];
    if (last && next && next.contextId === last.contextId && next.version - last.version <= farthest) continue;
    islands.push(scoreIsland(ordered.slice(start, end), weights, meanLength));
    start = end;
  }
  return islands;
}

function scoreIsland(postings: readonly RecallPosting[], weights: ReadonlyMap<string, number>, meanLength: number): Island {
  const [first] = postings;
  const last = postings.at(-1);
  if (!first || !last) throw new Error('an island has a match');
  const widest = scales.at(-1);
  const from = Math.max(1, first.version - (widest?.back ?? 0));
  const scores = new Float64Array(last.version + (widest?.ahead ?? 0) - from + 1);
  const byTerm = new Map<string, { at: number; value: number }[]>();
  for (const posting of postings) {
    const match = { at: posting.version - from, value: matchValue(posting, meanLength) };
    const matches = byTerm.get(posting.term);
    if (matches) matches.push(match);
    else byTerm.set(posting.term, [match]);
  }
  for (const scale of scales) raise(scores, sumAtScale(scale, byTerm, weights, scores.length), scale);
  return { contextId: first.contextId, from, scores };
}

function matchValue({ frequency, length }: RecallPosting, meanLength: number): number {
  return (frequency * (k1 + 1)) / (frequency + k1 * (1 - b + (b * length) / Math.max(1, meanLength)));
}

/** The weighted sum of the smoothed and saturated matches at every `step`th place. */
function sumAtScale(
  { step, back, ahead, kernel, norm }: Scale,
  byTerm: ReadonlyMap<string, readonly { at: number; value: number }[]>,
  weights: ReadonlyMap<string, number>,
  size: number,
): Float64Array {
  const sums = new Float64Array(Math.ceil(size / step) + 1);
  const one = new Float64Array(sums.length);
  const saturation = passageK * norm;
  // By the order of the terms, not of the postings: sums of the same numbers in another order are not quite the same.
  for (const [term, rarity] of weights) {
    const weight = rarity * (saturation + 1);
    // Matches are in order, so what lies before the reach of the next one is complete.
    let complete = 0;
    let reached = 0;
    for (const { at, value } of byTerm.get(term) ?? []) {
      const begin = Math.max(0, Math.ceil((at - back) / step));
      const end = Math.min(sums.length - 1, Math.floor((at + ahead) / step));
      moveSaturated(one, sums, { from: complete, to: Math.min(begin, reached), weight, saturation });
      complete = begin;
      reached = end + 1;
      let distance = begin * step - at + back;
      for (let spot = begin; spot <= end; spot += 1) {
        one[spot] = (one[spot] ?? 0) + value * (kernel[distance] ?? 0);
        distance += step;
      }
    }
    moveSaturated(one, sums, { from: complete, to: reached, weight, saturation });
  }
  return sums;
}

/** Adds what one term has gathered to the sums, saturated and weighted, and leaves nothing of it behind. */
function moveSaturated(
  one: Float64Array,
  sums: Float64Array,
  { from, to, weight, saturation }: { from: number; to: number; weight: number; saturation: number },
): void {
  for (let spot = from; spot < to; spot += 1) {
    const value = one[spot] ?? 0;
    sums[spot] = (sums[spot] ?? 0) + (weight * value) / (value + saturation);
    one[spot] = 0;
  }
}

/** Raises each score to what this scale makes of it, if that is more. */
function raise(scores: Float64Array, sums: Float64Array, { step, norm }: Scale): void {
  for (let spot = 0; spot + 1 < sums.length; spot += 1) {
    const low = (sums[spot] ?? 0) / norm;
    const rise = ((sums[spot + 1] ?? 0) / norm - low) / step;
    if (low === 0 && rise === 0) continue;
    for (let offset = 0; offset < step; offset += 1) {
      const at = spot * step + offset;
      const value = low + offset * rise;
      if (value > (scores[at] ?? Number.POSITIVE_INFINITY)) scores[at] = value;
    }
  }
}

function createScale(sigma: number): Scale {
  const back = Math.ceil(sigma * backShare * reachInSigmas);
  const ahead = Math.ceil(sigma * reachInSigmas);
  const kernel = Float64Array.from({ length: back + ahead + 1 }, (_, index) => {
    const distance = (index - back) / (index < back ? sigma * backShare : sigma);
    return Math.exp(-(distance ** 2) / 2);
  });
  return { step: Math.max(1, Math.floor(sigma / 4)), back, ahead, kernel, norm: Math.hypot(...kernel) };
}
