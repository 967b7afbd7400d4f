import { recall } from '../../src/context/recall/recall.ts';
import { termsOf } from '../../src/context/recall/terms-of.ts';
import type { MemorySource } from './memory-source.ts';
import type { BenchMessage } from './read-corpus.ts';

export const methodNames = ['last', 'bm25', 'ours'] as const;
export type MethodName = (typeof methodNames)[number];

/** The places of the messages that a method puts into a prompt about the question. */
type Method = (
  log: { messages: readonly BenchMessage[]; source: MemorySource },
  question: string,
  budgetTokens: number,
) => Promise<number[]>;

export const methods: Record<MethodName, Method> = {
  /** The most recent messages, up to the first that no longer fits. */
  async last({ messages }, _question, budgetTokens) {
    const chosen: number[] = [];
    let left = budgetTokens;
    for (let place = messages.length - 1; place >= 0; place -= 1) {
      left -= messages[place]?.tokens ?? 0;
      if (left < 0) break;
      chosen.unshift(place);
    }
    return chosen;
  },

  /** BM25 over stems, with the usual constants: the best messages that fit. */
  async bm25({ messages, source }, question, budgetTokens) {
    const scores = new Map<number, number>();
    for (const term of termsOf(question).keys()) {
      const postings = source.postingsOf(term);
      const rarity = Math.log(1 + (messages.length - postings.length + 0.5) / (postings.length + 0.5));
      for (const { version, frequency, length } of postings) {
        const value = (rarity * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * length) / source.meanLength));
        scores.set(version - 1, (scores.get(version - 1) ?? 0) + value);
      }
    }
    let left = budgetTokens;
    const ranked = [...scores].sort(([one, score], [other, otherScore]) => otherScore - score || other - one);
    const chosen = ranked.filter(([place]) => {
      const { tokens = 0 } = messages[place] ?? {};
      if (tokens <= left) left -= tokens;
      else return false;
      return true;
    });
    return chosen.map(([place]) => place).sort((one, other) => one - other);
  },

  /** The whole budget for recall and none for a window: these questions are asked after the end, of any part of the log. */
  async ours({ messages, source }, question, budgetTokens) {
    const users = messages.flatMap(({ user }) => (user === null ? [] : [user]));
    const { passages } = await recall(source, {
      texts: [{ text: question, weight: 1 }],
      budgetTokens,
      tokensOf: ({ version }) => messages[version - 1]?.tokens ?? budgetTokens,
      speakers: new Map(users.map((user) => [user, user])),
    });
    return passages.flatMap((passage) => passage.messages.map(({ version }) => version - 1));
  },
};
