import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameTokens, shareOut } from '../../../src/context/fit-parts.ts';
import { fitRecent } from '../../../src/context/fit-recent.ts';
import type { WindowMessage } from '../../../src/ports/context-store.ts';

const chars = (text: string) => text.length;
const message = (version: number, text: string): WindowMessage => ({
  id: `m${version}`,
  contextId: 'c1',
  workshopId: 'w1',
  stepId: 'persona',
  version,
  seq: version,
  role: 'user',
  userId: 'U1',
  text,
  tokens: text.length,
  isWhole: true,
});
/** Newest first, as the store gives them. */
const log = (...texts: string[]) => texts.map((text, index) => message(index + 1, text)).reverse();

describe('sharing out a budget', () => {
  it('gives what one does not want to those who want more', () => {
    expect(shareOut([10, 100, 100], 90)).toEqual([10, 40, 40]);
    expect(shareOut([10, 20], 90)).toEqual([10, 20]);
    expect(shareOut([], 5)).toEqual([]);
  });

  it('never gives more than there is, nor more than is wanted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), fc.integer({ min: -5, max: 2_000 }), (wanted, budget) => {
        const given = shareOut(wanted, budget);
        expect(given.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(Math.max(0, budget));
        given.forEach((one, index) => {
          expect(one).toBeLessThanOrEqual(wanted[index] ?? 0);
        });
      }),
    );
  });
});

describe('the recent messages in a budget', () => {
  it('come whole and oldest first when they fit', () => {
    const fitted = fitRecent(log('first', 'second', 'third'), 200, chars);
    expect(fitted.parts.map((part) => part.text)).toEqual(['first', 'second', 'third']);
    expect(fitted.tokens).toBe(16 + 3 * frameTokens);
    expect(fitted.leftOut).toBe(0);
  });

  it('always have the latest, cut if need be', () => {
    const [part] = fitRecent(log('old', `${'word '.repeat(400)}`), 60, chars).parts.slice(-1);
    expect(part).toMatchObject({ isCut: true, source: { version: 2 } });
    expect(part?.tokens).toBeLessThanOrEqual(60);
  });

  it('share the budget among the last ten when each is huge, so that none of them is missing', () => {
    const huge = log(...Array.from({ length: 12 }, (_, n) => `message ${n} ${'word '.repeat(2_000)}`));
    const fitted = fitRecent(huge, 1_000, chars);
    expect(fitted.parts.map((part) => part.source.kind === 'message' && part.source.version)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(fitted.parts.every((part) => part.isCut)).toBe(true);
    expect(fitted.leftOut).toBe(2);
    expect(fitted.tokens).toBeLessThanOrEqual(1_000);
  });

  it('have no hole: an older one is not shown for one in between that does not fit', () => {
    const texts = ['short', 'x'.repeat(300), ...Array.from({ length: 10 }, () => 'recent')];
    const fitted = fitRecent(log(...texts), 10 * (6 + frameTokens) + 100, chars);
    expect(fitted.parts).toHaveLength(10);
    expect(fitted.leftOut).toBe(2);
  });

  it('keep within any budget', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 30 }), fc.integer({ min: 0, max: 3_000 }), (texts, budget) => {
        const fitted = fitRecent(log(...texts), budget, chars);
        expect(fitted.tokens).toBeLessThanOrEqual(budget);
        expect(fitted.parts.length + fitted.leftOut).toBe(texts.length);
        const latest = fitted.parts.at(-1)?.source;
        if (texts.length > 0 && budget >= 2 * frameTokens) expect(latest).toMatchObject({ version: texts.length });
      }),
    );
  });
});
