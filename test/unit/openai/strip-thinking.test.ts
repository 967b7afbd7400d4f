import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThinkingStripper, stripThinking } from '../../../src/openai/strip-thinking.ts';

describe('what a model thinks first', () => {
  it.each([
    ['is left out', '<think>Hm. {"a":1}</think>\n\nWho is it for?', 'Who is it for?'],
    ['may be nothing', '<think>\n\n</think>\n\nYes', 'Yes'],
    ['may begin after a blank', '\n<think>x</think>Yes', 'Yes'],
    ['hides the whole when it does not end', '<think>and then', ''],
    ['is only at the beginning', 'Use <think> tags </think> well', 'Use <think> tags </think> well'],
    ['is not every tag', '<thing>a</thing>', '<thing>a</thing>'],
  ])('%s', (_, text, shown) => {
    expect(stripThinking(text)).toBe(shown);
  });

  it('is left out wherever a stream is cut into pieces', () => {
    const words = fc
      .array(fc.constantFrom('<think>', '</think>', '<', 'thi', 'a', ' ', '\n'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, fc.infiniteStream(fc.integer({ min: 1, max: 4 })), (text, sizes) => {
        const strip = createThinkingStripper();
        let shown = '';
        for (let at = 0; at < text.length; ) {
          const size = sizes.next().value;
          shown += strip(text.slice(at, at + size));
          at += size;
        }
        expect(shown).toBe(stripThinking(text));
      }),
    );
  });
});
