import { termsOf } from '../../src/context/recall/terms-of.ts';
import type { RecallMessage, RecallPosting, RecallRange, RecallSource } from '../../src/ports/recall.ts';
import type { BenchMessage } from './read-corpus.ts';

const contextId = 'corpus';

export interface MemorySource extends RecallSource {
  /** All postings of a term. */
  postingsOf(term: string): readonly RecallPosting[];
  readonly meanLength: number;
}

/** An index of one log in memory; the message at place p has version p + 1. */
export function createMemorySource(messages: readonly BenchMessage[]): MemorySource {
  const index = new Map<string, RecallPosting[]>();
  let total = 0;
  for (const [place, { text }] of messages.entries()) {
    const terms = termsOf(text);
    const length = [...terms.values()].reduce((sum, count) => sum + count, 0);
    total += length;
    for (const [term, frequency] of terms) {
      const posting = { contextId, version: place + 1, term, frequency, length };
      const postings = index.get(term);
      if (postings) postings.push(posting);
      else index.set(term, [posting]);
    }
  }
  const stored = messages.map(
    ({ text, user }, place): RecallMessage => ({
      contextId,
      version: place + 1,
      userId: user,
      text,
      createdAtMs: place,
    }),
  );
  const cut = ({ from, to }: RecallRange) => stored.slice(Math.max(0, from - 1), to);
  return {
    meanLength: total / Math.max(1, messages.length),
    postingsOf: (term) => index.get(term) ?? [],
    logs: async () => [{ contextId, messages: messages.length, length: total }],
    countMessages: async (terms, limit) => new Map(terms.map((term) => [term, Math.min(limit, index.get(term)?.length ?? 0)])),
    postings: async (terms, limit) => terms.flatMap((term) => index.get(term)?.slice(-limit) ?? []),
    messages: async (ranges) => ranges.flatMap(cut),
  };
}
