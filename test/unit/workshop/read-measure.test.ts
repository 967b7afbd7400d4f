import { describe, expect, it } from 'vitest';
import { readMeasure } from '../../../src/workshop/read-measure.ts';

const plain = { isPercent: false, bound: 'from-below', isStrict: false };

describe('a number in people’s words', () => {
  it.each([
    ['30', { ...plain, value: 30 }],
    ['at least 30 cards', { ...plain, value: 30 }],
    ['6 of 10 patients', { ...plain, value: 6, of: 10 }],
    ['7/10', { ...plain, value: 7, of: 10 }],
    ['8 out of the 12', { ...plain, value: 8, of: 12 }],
    ['60 % of patients', { ...plain, value: 60, isPercent: true }],
    ['60% tick it', { ...plain, value: 60, isPercent: true }],
    ['12.5 percent', { ...plain, value: 12.5, isPercent: true }],
    ['1,200 visits', { ...plain, value: 1200 }],
    ['2,5 stars', { ...plain, value: 2.5 }],
    ['fewer than 3 of 10', { ...plain, value: 3, of: 10, bound: 'from-above', isStrict: true }],
    ['at most 2 minutes', { ...plain, value: 2, bound: 'from-above' }],
    ['no more than 5', { ...plain, value: 5, bound: 'from-above' }],
    ['more than 20 %', { ...plain, value: 20, isPercent: true, isStrict: true }],
    ['-5 points', { ...plain, value: -5 }],
    ['< 10%', { ...plain, value: 10, isPercent: true, bound: 'from-above', isStrict: true }],
  ])('“%s”', (text, measure) => {
    expect(readMeasure(text)).toEqual(measure);
  });

  it.each(['', 'most of them', 'they like it', 'v2a', 'half'])('is not there in “%s”', (text) => {
    expect(readMeasure(text)).toBeUndefined();
  });
});
