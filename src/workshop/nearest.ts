/** Letters left out, added, wrong, or two swapped. Long words are not compared. */
export function editDistance(a: string, b: string): number {
  if (a.length > 40) return a.length;
  let beforeThat: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (beforeThat[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      current[j] = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost, swapped);
    }
    beforeThat = previous;
    previous = current;
  }
  return previous[b.length] ?? a.length;
}

/** The one of these words that was probably meant: at most two letters off. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const scored = words.map((one) => ({ one, distance: editDistance(wanted, one.toLowerCase()) })).sort((a, b) => a.distance - b.distance);
  const [best] = scored;
  return best && best.distance <= Math.min(2, Math.max(1, word.length - 2)) ? best.one : undefined;
}
