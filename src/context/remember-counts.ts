import type { CountTokens } from './cut-text.ts';

/** Of all remembered texts together. */
const maxChars = 4_000_000;

/**
 * Counts each text once and remembers the result: from turn to turn the same artifacts and facts are fitted into the same budgets, and
 * counting is most of that work. Bounded; what was not asked for longest is forgotten first.
 */
export function rememberCounts(countTokens: CountTokens): CountTokens {
  const counts = new Map<string, number>();
  let chars = 0;
  return (text) => {
    const known = counts.get(text);
    if (known !== undefined) {
      counts.delete(text);
      counts.set(text, known);
      return known;
    }
    const counted = countTokens(text);
    counts.set(text, counted);
    chars += text.length;
    for (const [oldest] of counts) {
      if (chars <= maxChars) break;
      counts.delete(oldest);
      chars -= oldest.length;
    }
    return counted;
  };
}
