import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeResult, judgeTestHealth, scoreResult } from '../../../src/workshop/validation.ts';

describe('the score of a result', () => {
  it.each([
    [30, 30, 100],
    [15, 30, 50],
    [1, 3, 33],
    [2, 3, 67],
    [45, 30, 100],
    [-5, 30, 0],
    [0, 30, 0],
  ])('%d of %d is %d percent', (actual, target, score) => {
    expect(scoreResult(actual, target)).toBe(score);
  });

  it.each([
    [5, 0],
    [5, -1],
    [Number.NaN, 3],
    [3, Number.POSITIVE_INFINITY],
  ])('%d of %d is no score', (actual, target) => {
    expect(scoreResult(actual, target)).toBeUndefined();
  });

  it('is always a whole percentage', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ min: 0.001, max: 1e9, noNaN: true }), (actual, target) => {
        const score = scoreResult(actual, target);
        if (score === undefined) return;
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
      }),
    );
  });
});

describe('the verdict on an assumption', () => {
  it.each([
    [30, 'validated'],
    [31, 'validated'],
    [29, 'promising'],
    [21, 'promising'],
    [20, 'inconclusive'],
    [11, 'inconclusive'],
    [10, 'invalidated'],
    [0, 'invalidated'],
  ])('with a target of 30 and a stop at 10, a result of %d is %s', (actual, verdict) => {
    expect(judgeResult({ actual, target: 30, killThreshold: 10 })).toBe(verdict);
  });

  it('is what people say it is when they say so', () => {
    expect(judgeResult({ actual: 0, target: 30, killThreshold: 10, override: 'validated' })).toBe('validated');
  });

  it('is never invalidated without a threshold, and inconclusive without numbers', () => {
    expect(judgeResult({ actual: 0, target: 30 })).toBe('inconclusive');
    expect(judgeResult({ actual: Number.NaN, target: 30, killThreshold: 10 })).toBe('inconclusive');
  });

  it('is exact at 70 percent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (tenths) => {
        expect(judgeResult({ actual: tenths * 7, target: tenths * 10 })).toBe('promising');
        expect(judgeResult({ actual: tenths * 7 - 1, target: tenths * 10 })).toBe('inconclusive');
      }),
    );
  });
});

describe('the health of a test', () => {
  it.each([
    [{ count: 4 }, 2, 'weak'],
    [{ count: 5 }, 0, 'weak'],
    [{ count: 5 }, 1, 'okay'],
    [{ count: 7 }, 2, 'okay'],
    [{ count: 8 }, 0, 'okay'],
    [{ count: 8 }, 1, 'okay'],
    [{ count: 8 }, 2, 'strong'],
    [{ percent: 19 }, 2, 'weak'],
    [{ percent: 20 }, 1, 'okay'],
    [{ percent: 49 }, 2, 'okay'],
    [{ percent: 50 }, 2, 'strong'],
    [{ percent: 100 }, 0, 'okay'],
  ] as const)('with %o and a proxy of %d is %s', (sample, proxyStrength, health) => {
    expect(judgeTestHealth(sample, proxyStrength)).toBe(health);
  });

  it.each([
    [{ count: -8 }, 2],
    [{ count: 7.5 }, 2],
    [{ count: Number.POSITIVE_INFINITY }, 2],
    [{ percent: 101 }, 2],
    [{ percent: Number.NaN }, 2],
    [{ count: 8 }, 3],
    [{ count: 8 }, -1],
    [{ count: 8 }, 1.5],
  ])('is weak for numbers that cannot be: %o, %d', (sample, proxyStrength) => {
    expect(judgeTestHealth(sample, proxyStrength)).toBe('weak');
  });
});
