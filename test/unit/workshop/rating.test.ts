import { describe, expect, it } from 'vitest';
import { disagrees, rateProp } from '../../../src/workshop/rating.ts';

const options = ['high', 'medium', 'low'];
const rate = (...choices: string[]) =>
  rateProp(
    { itemId: 'i1', prop: 'power' },
    options,
    choices.map((choice, index) => ({ userId: `U${index}`, choices: { 'i1/power': choice } })),
  );

describe('a rating', () => {
  it.each([
    [['high', 'low', 'medium'], 'medium', 2],
    [['high', 'high', 'low'], 'high', 2],
    [['low'], 'low', 0],
    [['high', 'medium', 'medium', 'low'], 'medium', 2],
    [['high', 'high', 'medium', 'medium'], null, 1],
    [['high', 'low'], null, 2],
    [[], null, 0],
  ])('of %j has the middle %s and the spread %i', (choices, middle, spread) => {
    expect(rate(...choices)).toMatchObject({ middle, spread });
  });

  it('counts choices in the order of the options and says nothing about who chose', () => {
    const rated = rate('low', 'high', 'low', 'gigantic');
    expect(rated.counts).toEqual([
      { option: 'high', count: 1 },
      { option: 'medium', count: 0 },
      { option: 'low', count: 2 },
    ]);
    expect(JSON.stringify(rated)).not.toMatch(/U\d/);
  });

  it('is worth a word where people are far apart or halves want different things, not where they are neighbours', () => {
    expect(disagrees(rate('high', 'low', 'low'))).toBe(true);
    expect(disagrees(rate('high', 'medium'))).toBe(true);
    expect(disagrees(rate('high', 'medium', 'medium'))).toBe(false);
    expect(disagrees(rate())).toBe(false);
  });
});
