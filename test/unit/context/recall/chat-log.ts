import { type RecallRequest, recall } from '../../../../src/context/recall/recall.ts';
import { termsOf } from '../../../../src/context/recall/terms-of.ts';
import type { RecallLog, RecallMessage, RecallPosting, RecallSource } from '../../../../src/ports/recall.ts';

export interface Said {
  contextId?: string;
  /** Absent: one more than the message before it in its log. */
  version?: number;
  user?: string;
  text: string;
}

/** An index over logs in memory; the message said n-th was said at n milliseconds. */
export function logOf(said: readonly Said[]): RecallSource & { all: RecallMessage[]; lookups: { postings: number; messages: number } } {
  const latest = new Map<string, number>();
  const all = said.map(({ contextId = 'c1', version, user = 'U1', text }, index): RecallMessage => {
    const number = version ?? (latest.get(contextId) ?? 0) + 1;
    latest.set(contextId, number);
    return { contextId, version: number, userId: user, text, createdAtMs: index };
  });
  const postings = all.flatMap(({ contextId, version, text }): RecallPosting[] => {
    const terms = termsOf(text);
    const length = [...terms.values()].reduce((sum, count) => sum + count, 0);
    return [...terms].map(([term, frequency]) => ({ contextId, version, term, frequency, length }));
  });
  const logs = new Map<string, RecallLog>();
  for (const { contextId, text } of all) {
    const log = logs.get(contextId) ?? { contextId, messages: 0, length: 0 };
    const length = [...termsOf(text).values()].reduce((sum, count) => sum + count, 0);
    logs.set(contextId, { contextId, messages: log.messages + 1, length: log.length + length });
  }
  const lookups = { postings: 0, messages: 0 };
  return {
    all,
    lookups,
    logs: async () => [...logs.values()],
    countMessages: async (terms, limit) =>
      new Map(terms.map((term) => [term, Math.min(limit, postings.filter((posting) => posting.term === term).length)])),
    async postings(terms, limit) {
      const found = terms.flatMap((term) =>
        [...logs.keys()].flatMap((contextId) =>
          postings
            .filter((posting) => posting.term === term && posting.contextId === contextId)
            .sort((one, other) => other.version - one.version)
            .slice(0, limit),
        ),
      );
      lookups.postings += found.length;
      return found;
    },
    async messages(ranges) {
      const found = all.filter(({ contextId, version }) =>
        ranges.some((range) => range.contextId === contextId && range.from <= version && version <= range.to),
      );
      lookups.messages += found.length;
      return found;
    },
  };
}

export const tokensOf = ({ text }: RecallMessage) => Math.ceil(text.length / 4) + 4;

/** What is recalled about a question, as one string per passage. */
export async function passagesAbout(question: string, source: RecallSource, request: Partial<RecallRequest> = {}): Promise<string[]> {
  const { passages } = await recall(source, { texts: [{ text: question, weight: 1 }], budgetTokens: 100, tokensOf, ...request });
  return passages.map(({ messages }) => messages.map(({ text }) => text).join('\n'));
}

/** Talk about nothing: no two of these share a word with a question of the tests. */
export function chatter(count: number, start = 0): Said[] {
  return Array.from({ length: count }, (_, index) => ({ text: `murmur${start + index} blah${start + index}`, user: `U${index % 3}` }));
}
