import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens } from '../../../src/context/count-tokens.ts';
import { cutText } from '../../../src/context/cut-text.ts';

const chars = (text: string) => text.length;

describe('cutting a text to a number of tokens', () => {
  it('leaves a text that fits as it is', () => {
    expect(cutText('Patients wait twice.', 20, chars)).toEqual({ text: 'Patients wait twice.', tokens: 20, isCut: false });
    expect(cutText('', 0, chars)).toEqual({ text: '', tokens: 0, isCut: false });
  });

  it('ends between two words and says that there is more', () => {
    expect(cutText('Patients wait twice at the desk.', 28, chars)).toEqual({
      text: 'Patients wait twice at the …',
      tokens: 28,
      isCut: true,
    });
  });

  it('gives nothing where nothing fits', () => {
    expect(cutText('Patients', 1, chars)).toEqual({ text: '', tokens: 0, isCut: true });
    expect(cutText('Patients', -5, chars)).toEqual({ text: '', tokens: 0, isCut: true });
  });

  it('trusts a count that is known', () => {
    const never = () => {
      throw new Error('counted');
    };
    expect(cutText('whatever', 10, never, 3)).toEqual({ text: 'whatever', tokens: 3, isCut: false });
  });

  it('is never over, in any script, with real tokens, and never cuts a character in two', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('診', '👩‍🚀', 'á', ' ', '<|endoftext|>').map((one) => one.repeat(3_000)),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 120 }), (whole, budget) => {
        const cut = cutText(whole, budget, countTokens);
        expect(countTokens(cut.text)).toBe(cut.tokens);
        expect(cut.tokens).toBeLessThanOrEqual(budget);
        if (!cut.isCut) expect(cut.text).toBe(whole);
        if (whole.isWellFormed()) expect(cut.text.isWellFormed()).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('counts a bounded part of a text, however long it is', () => {
    let counted = 0;
    const count = (text: string) => {
      counted += text.length;
      return countTokens(text);
    };
    cutText('word '.repeat(2_000_000), 100, count);
    expect(counted).toBeLessThan(20_000);
  });
});
