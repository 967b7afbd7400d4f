import type { RecallRange } from '../../ports/recall.ts';
import type { Island } from './score-places.ts';

/** Enough to tell the best few hundred of many thousand scores from the others. */
const histogramSize = 4_096;

export type IsExcluded = (contextId: string, version: number) => boolean;

/** Is a place in one of the ranges? */
export function excluder(ranges: readonly RecallRange[]): IsExcluded {
  const byLog = groupByLog(ranges);
  return (contextId, version) => byLog.get(contextId)?.some(({ from, to }) => from <= version && version <= to) ?? false;
}

/** The `limit` places with the best scores, neighbours joined; of those that are as good as the last the newest of each log. */
export function bestRanges(islands: readonly Island[], limit: number, isExcluded: IsExcluded): RecallRange[] {
  const { least, better, room } = findCut(islands, limit);
  const ranges: RecallRange[] = [];
  let left = room;
  for (const { contextId, from, scores } of islands.toReversed()) {
    for (let at = scores.length - 1; at >= 0; at -= 1) {
      const score = scores[at] ?? 0;
      if (score === 0 || score < least || (score < better && left === 0)) continue;
      const version = from + at;
      if (isExcluded(contextId, version)) continue;
      if (score < better) left -= 1;
      const range = ranges.at(-1);
      if (range && range.contextId === contextId && range.from === version + 1) range.from = version;
      else ranges.push({ contextId, from: version, to: version });
    }
  }
  return ranges;
}

/**
 * Where to cut so that `limit` places stay: fewer than that have `better` scores or more, and of those between `least` and `better`
 * there is room for some. A histogram does it without sorting.
 */
function findCut(islands: readonly Island[], limit: number): { least: number; better: number; room: number } {
  const best = islands.reduce((top, { scores }) => scores.reduce((one, other) => Math.max(one, other), top), 0);
  const edge = (bucket: number) => (bucket / histogramSize) * best;
  const counts = new Uint32Array(histogramSize + 1);
  for (const { scores } of islands) {
    for (const score of scores) {
      if (score === 0) continue;
      let bucket = Math.floor((score / best) * histogramSize);
      // Rounding must not put a score on the wrong side of an edge.
      if (score < edge(bucket)) bucket -= 1;
      else if (score >= edge(bucket + 1)) bucket += 1;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  }
  let room = limit;
  for (let bucket = histogramSize; bucket >= 0; bucket -= 1) {
    const count = counts[bucket] ?? 0;
    if (count >= room) return { least: edge(bucket), better: edge(bucket + 1), room };
    room -= count;
  }
  return { least: 0, better: 0, room: 0 };
}

export function groupByLog<T extends { contextId: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.contextId);
    if (group) group.push(item);
    else groups.set(item.contextId, [item]);
  }
  return groups;
}
