import type { RoundOption } from './activity.ts';
import { checksum } from './checksum.ts';
import type { UserId } from './ids.ts';

/** How many dots each has: the definition's number unless the host says another. */
export const budgetBounds = { min: 1, max: 8, usual: 3 } as const;

/** How many a team takes on when nobody says otherwise. */
const usualPicks = 4;

/** What one person gave: dots by option. */
export interface DotBallot {
  userId: UserId;
  dots: Readonly<Record<string, number>>;
}

export interface RankedOption {
  optionId: string;
  dots: number;
  /** How many people put a dot on it. */
  voters: number;
  /** Equal dots share a rank and the next one is skipped: 1, 2, 2, 4. */
  rank: number;
}

/**
 * Counts the dots: the most first, equal ones in the order of the options, every option listed, those without a dot last with 0.
 * Dots on what is no option do not count.
 */
export function tally(options: readonly RoundOption[], ballots: readonly DotBallot[]): RankedOption[] {
  const counted = options.map(({ id }) => {
    const given = ballots.map((ballot) => ballot.dots[id] ?? 0).filter((dots) => dots > 0);
    return { optionId: id, dots: given.reduce((sum, dots) => sum + dots, 0), voters: given.length };
  });
  const sorted = counted.toSorted((a, b) => b.dots - a.dots);
  return sorted.map((one) => ({ ...one, rank: sorted.findIndex((other) => other.dots === one.dots) + 1 }));
}

/** The ranks from the top that fit whole into `most`, and those that share the rank which does not: a tie is never cut. */
export interface Top {
  optionIds: string[];
  /** Tied at the border; empty when the border falls between two ranks. */
  tied: string[];
}

/** Those without a dot are in neither. */
export function takeTop(ranked: readonly RankedOption[], most: number): Top {
  const withDots = ranked.filter((one) => one.dots > 0);
  const wanted = Math.min(most, usualPicks);
  const fits = withDots.filter((one) => withDots.filter((other) => other.rank <= one.rank).length <= wanted);
  const next = withDots[fits.length];
  // Room is left although the next rank does not fit whole.
  const tied = next && fits.length < wanted ? withDots.filter((one) => one.rank === next.rank) : [];
  return { optionIds: fits.map((one) => one.optionId), tied: tied.map((one) => one.optionId) };
}

/** What is worth another round: those tied at the border, or else all that share the first place. */
export function worthAnotherRound(ranked: readonly RankedOption[], most: number): string[] {
  const { tied } = takeTop(ranked, most);
  if (tied.length > 1) return tied;
  const first = ranked.filter((one) => one.rank === 1 && one.dots > 0);
  return first.length > most ? first.map((one) => one.optionId) : [];
}

/** An order that has nothing to do with who gave what when, and that is the same each time. */
export function shuffle<T>(seed: string, items: readonly T[], keyOf: (item: T) => string): T[] {
  const digest = (item: T, index: number) =>
    checksum(`${seed}
${keyOf(item)}
${index}`);
  return items
    .map((item, index) => ({ item, order: digest(item, index) }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ item }) => item);
}
