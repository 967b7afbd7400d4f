import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffle, takeTop, tally, worthAnotherRound } from '../../../src/workshop/voting.ts';

const options = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, text: id.toUpperCase() }));
/** `{ a: 2 }` of one person after the other. */
const count = (...ballots: Record<string, number>[]) =>
  tally(
    options,
    ballots.map((dots, index) => ({ userId: `U${index}`, dots })),
  );
const ranks = (...ballots: Record<string, number>[]) => count(...ballots).map((one) => `${one.rank}${one.optionId}${one.dots}`);

describe('a tally', () => {
  it('lists the most dots first and everything without a dot last, with 0', () => {
    expect(ranks({ c: 2, a: 1 }, { c: 1 })).toEqual(['1c3', '2a1', '3b0', '3d0', '3e0']);
  });

  it('lets ties share a rank, and skips the ranks that they take up', () => {
    expect(ranks({ a: 1, b: 2, c: 2, d: 1 })).toEqual(['1b2', '1c2', '3a1', '3d1', '5e0']);
  });

  it('counts people as well as dots, and nothing that is no option', () => {
    expect(count({ a: 3, x: 5 }, { a: 1, b: 0 })[0]).toEqual({ optionId: 'a', dots: 4, voters: 2, rank: 1 });
    expect(count({ x: 5 }).every((one) => one.dots === 0 && one.rank === 1)).toBe(true);
  });

  it('neither loses nor makes a dot, whatever people give, and its ranks say how many are ahead', () => {
    const ballot = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(8));
    fc.assert(
      fc.property(fc.array(ballot, { maxLength: 12 }), (ballots) => {
        const ranked = count(...ballots);
        const given = ballots.flatMap((dots) => Object.values(dots)).reduce((sum, dots) => sum + dots, 0);
        expect(ranked.reduce((sum, one) => sum + one.dots, 0)).toBe(given);
        for (const one of ranked) expect(one.rank).toBe(ranked.filter((other) => other.dots > one.dots).length + 1);
        const { optionIds, tied } = takeTop(ranked, 3);
        const taken = ranked.filter((one) => optionIds.includes(one.optionId));
        // Nothing that is left has as many dots as something that was taken.
        for (const one of ranked.filter((other) => !optionIds.includes(other.optionId)))
          for (const other of taken) expect(one.dots).toBeLessThan(other.dots);
        expect(optionIds.length).toBeLessThanOrEqual(3);
        expect(optionIds.some((id) => tied.includes(id))).toBe(false);
      }),
    );
  });
});

describe('what leads', () => {
  it('is taken by whole ranks, at most four', () => {
    expect(takeTop(count({ a: 5, b: 4, c: 3, d: 2, e: 1 }), 8)).toEqual({ optionIds: ['a', 'b', 'c', 'd'], tied: [] });
    expect(takeTop(count({ a: 5, b: 4 }), 1)).toEqual({ optionIds: ['a'], tied: [] });
  });

  it('is never cut where a tie stands at the border', () => {
    expect(takeTop(count({ a: 5, b: 4, c: 1, d: 1, e: 1 }), 4)).toEqual({ optionIds: ['a', 'b'], tied: ['c', 'd', 'e'] });
    expect(takeTop(count({ a: 1, b: 1 }), 1)).toEqual({ optionIds: [], tied: ['a', 'b'] });
  });

  it('is nothing when nobody gave a dot', () => {
    expect(takeTop(count(), 4)).toEqual({ optionIds: [], tied: [] });
    expect(worthAnotherRound(count(), 4)).toEqual([]);
  });

  it('is worth another round where it is tied', () => {
    expect(worthAnotherRound(count({ a: 1, b: 1 }), 1)).toEqual(['a', 'b']);
    expect(worthAnotherRound(count({ a: 2, b: 1 }), 1)).toEqual([]);
  });
});

describe('a shuffle', () => {
  it('keeps everything, is the same each time, and another one for another seed', () => {
    const items = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    const once = shuffle('one', items, (item) => item);
    expect(once).toEqual(shuffle('one', items, (item) => item));
    expect(once.toSorted()).toEqual(items.toSorted());
    expect(once).not.toEqual(shuffle('two', items, (item) => item));
  });
});
