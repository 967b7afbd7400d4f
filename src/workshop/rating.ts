import type { UserId } from './ids.ts';

/** What one person chose, by `itemId/prop`. */
export interface RatingBallot {
  userId: UserId;
  choices: Readonly<Record<string, string>>;
}

/** How a property of an item was rated. Who chose what is not in it. */
export interface RatedProp {
  itemId: string;
  prop: string;
  /** Number of choices, by option, in the options' order. */
  counts: { option: string; count: number }[];
  /** The median; null when nobody chose, and when the two in the middle differ. */
  middle: string | null;
  /** How many options lie between the lowest and the highest choice: 0 when all agree. */
  spread: number;
}

export function ratingKey(itemId: string, prop: string): string {
  return `${itemId}/${prop}`;
}

/** The middle and the spread of what was chosen among `options`, which are in their order. Other choices do not count. */
export function rateProp(
  target: { itemId: string; prop: string },
  options: readonly string[],
  ballots: readonly RatingBallot[],
): RatedProp {
  const key = ratingKey(target.itemId, target.prop);
  const places = ballots
    .map((ballot) => options.indexOf(ballot.choices[key] ?? ''))
    .filter((place) => place >= 0)
    .sort((a, b) => a - b);
  const lower = places[Math.floor((places.length - 1) / 2)];
  const upper = places[Math.floor(places.length / 2)];
  return {
    ...target,
    counts: options.map((option, index) => ({ option, count: places.filter((place) => place === index).length })),
    middle: lower !== undefined && lower === upper ? (options[lower] ?? null) : null,
    spread: places.length > 0 ? (places.at(-1) ?? 0) - (places[0] ?? 0) : 0,
  };
}

/** People are far apart, or halves of them want different things: worth talking about before anybody writes it down. */
export function disagrees(rated: RatedProp): boolean {
  return rated.spread > 1 || (rated.middle === null && rated.counts.some((one) => one.count > 0));
}
