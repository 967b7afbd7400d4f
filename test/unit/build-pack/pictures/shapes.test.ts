import { describe, expect, it } from 'vitest';
import { label } from '../../../../src/build-pack/pictures/shapes.ts';
import { measure } from '../../../../src/build-pack/pictures/words.ts';

describe('words in a picture', () => {
  it.each(['Telling the reason', 'Ερώτηση', 'Вопрос', 'Naïve → “café”'])(
    'keep their length in whatever font a browser has: %s',
    (words) => {
      const length = Math.round(measure(words, { size: 14 }) * 100) / 100;
      expect(label(0, 0, words, { size: 14 })).toContain(` textLength="${length}" lengthAdjust="spacingAndGlyphs"`);
    },
  );

  it.each(['رئيسة التمريض', 'מנהלת', '看護師長', '👩‍👩‍👧'])('are left as they are where letters join or are not counted: %s', (words) => {
    expect(label(0, 0, words, { size: 14 })).not.toContain('textLength');
  });
});
