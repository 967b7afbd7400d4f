import type { RecallLog, RecallPosting, RecallSource } from '../../ports/recall.ts';
import { genericWords } from './stop-words.ts';
import { termsOf } from './terms-of.ts';

const maxQueryTerms = 32;
/** A term in more messages than this tells little about each of them; it is read only if there is nothing rarer. */
const maxMessagesPerTerm = 2_000;
const maxPostings = 4_000;
const genericWeight = 0.2;
/** Rare words count for more than by BM25: above all in a passage, where common ones come together by chance. */
const rarityPower = 1.5;

const generic = new Set(termsOf([...genericWords].join(' ')).keys());

export interface QueryText {
  text: string;
  /** 1 for what was said, less for what is only around it. */
  weight: number;
}

export interface WeightedTerm {
  term: string;
  weight: number;
}

/** The distinct terms of the texts with the highest weight that each has in any of them; 32 at most, the heaviest, then the earliest. */
export function queryTerms(texts: readonly QueryText[]): WeightedTerm[] {
  const weights = new Map<string, number>();
  for (const { text, weight } of texts) {
    for (const term of termsOf(text).keys()) {
      const value = weight * (generic.has(term) ? genericWeight : 1);
      if (value > (weights.get(term) ?? 0)) weights.set(term, value);
    }
  }
  return [...weights]
    .map(([term, weight]) => ({ term, weight }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxQueryTerms);
}

/**
 * Reads the postings of the rarest terms, 4,000 at most in all (2,000 per log when there are common terms only), and weighs the terms
 * by their rarity in the scope.
 */
export async function readPostings(
  source: RecallSource,
  logs: readonly RecallLog[],
  terms: readonly WeightedTerm[],
): Promise<{ terms: WeightedTerm[]; postings: RecallPosting[] }> {
  const total = logs.reduce((sum, log) => sum + log.messages, 0);
  const counts = await source.countMessages(
    terms.map(({ term }) => term),
    maxMessagesPerTerm,
  );
  const rarest = terms
    .map(({ term, weight }) => ({ term, weight, count: counts.get(term) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count || b.weight - a.weight || (a.term < b.term ? -1 : 1));
  let room = maxPostings;
  const affordable = rarest.filter(({ count }) => {
    const fits = count < maxMessagesPerTerm && count <= room;
    if (fits) room -= count;
    return fits;
  });
  const chosen = affordable.length > 0 ? affordable : rarest.slice(0, 1);
  if (chosen.length === 0) return { terms: [], postings: [] };
  const postings = await source.postings(
    chosen.map(({ term }) => term),
    maxMessagesPerTerm,
  );
  const weighted = chosen.map(({ term, weight, count }) => ({ term, weight: weight * rarity(count, total) ** rarityPower }));
  return { terms: weighted, postings };
}

function rarity(count: number, total: number): number {
  return Math.log(1 + (Math.max(0, total - count) + 0.5) / (count + 0.5));
}
