/** How much being first counts more than being tenth; 60 is the usual value (Cormack et al. 2009). */
const smoothing = 60;

/** Reciprocal-rank fusion: what several rankings have near their top comes first. One ranking alone keeps its order. */
export function fuseRankings(rankings: readonly (readonly string[])[]): string[] {
  const scores = new Map<string, number>();
  for (const ranking of rankings)
    ranking.forEach((key, rank) => {
      scores.set(key, (scores.get(key) ?? 0) + 1 / (smoothing + rank + 1));
    });
  return [...scores].sort(([, one], [, other]) => other - one).map(([key]) => key);
}
