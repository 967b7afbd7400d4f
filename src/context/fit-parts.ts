import { type CountTokens, cutText } from './cut-text.ts';
import type { ContextPart } from './types.ts';

/** What the prompt puts around each part: its name, its number, line breaks. Counted with the part, so that the prompt stays in budget. */
export const frameTokens = 12;
/** Less than this of a text says nothing. */
const leastTextTokens = 8;

/** A part before it is known how much of it fits. */
export interface Candidate {
  source: ContextPart['source'];
  text: string;
  /** Of the whole text. */
  tokens: number;
  /** The text is only the beginning already. */
  isCut?: boolean;
}

export interface Fitted {
  parts: ContextPart[];
  tokens: number;
  leftOut: number;
}

/** Shares out a budget: nobody gets more than wanted, and what one does not want goes in equal parts to those who want more. */
export function shareOut(wanted: readonly number[], budget: number): number[] {
  const given = wanted.map(() => 0);
  let left = Math.max(0, budget);
  const byWish = wanted.map((want, index) => ({ want, index })).sort((one, other) => one.want - other.want || one.index - other.index);
  byWish.forEach(({ want, index }, position) => {
    const share = Math.min(want, Math.floor(left / (byWish.length - position)));
    given[index] = share;
    left -= share;
  });
  return given;
}

/** Every candidate gets its fair share and is cut to it; in the order given. */
export function fitFairly(candidates: readonly Candidate[], budget: number, countTokens: CountTokens): Fitted {
  const given = shareOut(
    candidates.map((one) => one.tokens + frameTokens),
    budget,
  );
  return collect(candidates.map((one, index) => fitOne(one, given[index] ?? 0, countTokens)));
}

/** As many whole candidates as fit, the first ones first; none of those that do not fit is cut. */
export function fitWhole(candidates: readonly Candidate[], budget: number): Fitted {
  let left = budget;
  return collect(
    candidates.map((one) => {
      const tokens = one.tokens + frameTokens;
      if (tokens > left) return undefined;
      left -= tokens;
      return { source: one.source, text: one.text, tokens, isCut: one.isCut ?? false };
    }),
  );
}

/** Undefined when too little of it would be left to say anything. */
export function fitOne(candidate: Candidate, budget: number, countTokens: CountTokens): ContextPart | undefined {
  const { source, text, tokens, isCut: wasCut = false } = candidate;
  const room = budget - frameTokens;
  if (room < Math.min(tokens, leastTextTokens)) return undefined;
  // What was loaded is only the beginning of a longer text: its own tokens are not known.
  const cut = cutText(text, room, countTokens, wasCut ? undefined : tokens);
  if (cut.text === '' && text !== '') return undefined;
  return { source, text: cut.text, tokens: cut.tokens + frameTokens, isCut: cut.isCut || wasCut };
}

function collect(fitted: readonly (ContextPart | undefined)[]): Fitted {
  const parts = fitted.filter((part) => part !== undefined);
  return { parts, tokens: parts.reduce((sum, part) => sum + part.tokens, 0), leftOut: fitted.length - parts.length };
}
