/** Numbers in people's own words: what was measured, what is right, where to stop. Nothing is read that does not stand there. */

export interface Measure {
  value: number;
  /** `7 of 10`. */
  of?: number;
  isPercent: boolean;
  /** `fewer than 3` and `at most 3` bound from above; a bare number bounds from below. */
  bound: 'from-below' | 'from-above';
  /** `fewer than 3` leaves 3 itself out. */
  isStrict: boolean;
}

const number = '(\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:[.,]\\d+)?)';
const ratio = new RegExp(`${number}\\s*(?:/|out of|of|from|in)\\s*(?:the\\s+)?${number}(?!\\s*(?:%|per\\s?cent))`, 'iu');
const percent = new RegExp(`${number}\\s*(?:%|per\\s?cent)`, 'iu');
const bare = new RegExp(`(?<![\\p{L}\\d.,])${number}`, 'u');
const above = /(?:at most|no more than|not more than|fewer than|less than|under|below|up to|within|max(?:imum|imal)?(?: of)?|[<≤])\s*$/iu;
const below = /(?:(?<!no )(?<!not )more than|over|above|>)\s*$/iu;
const strict = /(?:fewer than|less than|under|below|<)\s*$/iu;

/** The first number of a text, with what it is of; undefined when there is none. */
export function readMeasure(text: string): Measure | undefined {
  const found = [ratio.exec(text), percent.exec(text), bare.exec(text)].filter((match) => match !== null);
  // What stands first counts; where two begin at the same place, the one that says more.
  const [match] = found.sort((a, b) => a.index - b.index);
  if (!match?.[1]) return undefined;
  const before = text.slice(0, match.index);
  const isMore = below.test(before);
  const base = {
    value: /(?:^|\s)[-−]$/u.test(before) ? -toNumber(match[1]) : toNumber(match[1]),
    bound: above.test(before) ? ('from-above' as const) : ('from-below' as const),
    isStrict: isMore || strict.test(before),
  };
  return match[2] && toNumber(match[2]) > 0
    ? { ...base, isPercent: false, of: toNumber(match[2]) }
    : { ...base, isPercent: /(?:%|cent)$/iu.test(match[0]) };
}

function toNumber(text: string): number {
  return Number(/^\d{1,3}(?:,\d{3})+/.test(text) ? text.replaceAll(',', '') : text.replace(',', '.'));
}
