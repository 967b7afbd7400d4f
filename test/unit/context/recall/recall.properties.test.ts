import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Recall, recall } from '../../../../src/context/recall/recall.ts';
import type { RecallPosting, RecallSource } from '../../../../src/ports/recall.ts';
import { logOf, tokensOf } from './chat-log.ts';

const words = ['clinic', 'desk', 'otter', 'queue', 'kiosk', 'Maya', 'murmur', 'blah', '予約', 'yes'];
const sentence = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((all) => all.join(' '));
const said = fc.record({ contextId: fc.constantFrom('c1', 'c2', 'c3'), user: fc.constantFrom('U1', 'U2'), text: sentence });
const range = fc
  .record({ contextId: fc.constantFrom('c1', 'c2'), from: fc.nat({ max: 40 }), length: fc.nat({ max: 20 }) })
  .map(({ contextId, from, length }) => ({ contextId, from, to: from + length }));
const situation = fc.record({
  log: fc.array(said, { maxLength: 80 }).map(logOf),
  question: sentence,
  around: sentence,
  budgetTokens: fc.nat({ max: 400 }),
  excluded: fc.array(range, { maxLength: 3 }),
});
const speakers = new Map([['Maya', 'U2']]);

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function ask({ log, question, around, budgetTokens, excluded }: Situation, source: RecallSource = log): Promise<Recall> {
  const texts = [
    { text: question, weight: 1 },
    { text: around, weight: 0.3 },
  ];
  return recall(source, { texts, budgetTokens, tokensOf, excluded, speakers });
}

describe('whatever is asked of whatever log, recall', () => {
  it('never spends more than the budget and says what it spent', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (one) => {
        const { passages, tokens } = await ask(one);
        const spent = passages.flatMap(({ messages }) => messages).reduce((sum, message) => sum + tokensOf(message), 0);
        expect(spent).toBe(tokens);
        expect(tokens).toBeLessThanOrEqual(one.budgetTokens);
      }),
    );
  });

  it('keeps to the order in which things were said, and says nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (one) => {
        const { passages } = await ask(one);
        const starts = passages.map(({ messages }) => messages[0]?.createdAtMs ?? Number.NaN);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        for (const { contextId, messages } of passages) {
          const versions = messages.map(({ version }) => version);
          expect(versions).toEqual(versions.toSorted((a, b) => a - b));
          expect(messages.every((message) => message.contextId === contextId)).toBe(true);
        }
        const places = passages.flatMap(({ messages }) => messages.map(({ contextId, version }) => `${contextId} ${version}`));
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });

  it('never chooses what is excluded', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (one) => {
        const { passages } = await ask(one);
        for (const { contextId, version } of passages.flatMap(({ messages }) => messages))
          expect(one.excluded.some((no) => no.contextId === contextId && no.from <= version && version <= no.to)).toBe(false);
      }),
    );
  });

  it('gives the same answer to the same question, in whatever order the index answers', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (one) => {
        const { log } = one;
        const shuffled: RecallSource = {
          ...log,
          logs: async () => (await log.logs()).toReversed(),
          postings: async (terms, limit) => (await log.postings(terms, limit)).sort(byHash),
          messages: async (ranges) => (await log.messages(ranges)).toReversed(),
        };
        expect(await ask(one, shuffled)).toEqual(await ask(one));
      }),
    );
  });

  it('scores between nothing and one, and names only words that were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (one) => {
        const messages = (await ask(one)).passages.flatMap((passage) => passage.messages);
        for (const { score } of messages) expect(score > 0 && score <= 1).toBe(true);
      }),
    );
  });
});

function byHash(one: RecallPosting, other: RecallPosting): number {
  const hash = ({ contextId, version, term }: RecallPosting) => (version * 7 + contextId.length + (term.codePointAt(0) ?? 0) * 13) % 31;
  return hash(one) - hash(other);
}
