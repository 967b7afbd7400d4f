/** The arithmetic of a test's result. Numbers in, words out; nothing here guesses. */

export type Verdict = 'validated' | 'promising' | 'inconclusive' | 'invalidated';
export type TestHealth = 'strong' | 'okay' | 'weak';

/** How far the result got towards its target, in whole percent from 0 to 100; undefined when there is nothing to divide by. */
export function scoreResult(actual: number, target: number): number | undefined {
  if (!Number.isFinite(actual) || !Number.isFinite(target) || target <= 0) return undefined;
  return Math.min(100, Math.max(0, Math.round((actual / target) * 100)));
}

/**
 * What a result says about its assumption. People's own judgement, when they give one, stands above the numbers. `better: 'less'`: the
 * target is not to be exceeded, as a waiting time is.
 */
export function judgeResult(result: {
  actual: number;
  target: number;
  killThreshold?: number;
  override?: Verdict;
  better?: 'more' | 'less';
}): Verdict {
  const { actual, target, killThreshold, override, better = 'more' } = result;
  if (override) return override;
  if (!Number.isFinite(actual) || !Number.isFinite(target)) return 'inconclusive';
  const reaches = (limit: number) => (better === 'more' ? actual >= limit : actual <= limit);
  const misses = (limit: number) => (better === 'more' ? actual <= limit : actual >= limit);
  if (reaches(target)) return 'validated';
  if (killThreshold !== undefined && misses(killThreshold)) return 'invalidated';
  // At least 70 % of the target, without the rounding of a fraction.
  const isNear = better === 'more' ? actual * 10 >= target * 7 : target * 10 >= actual * 7;
  return target > 0 && isNear ? 'promising' : 'inconclusive';
}

/** How many took part: a head count, or the share of everybody who could have, in percent. */
export type Sample = { count: number } | { percent: number };

/**
 * How much a test can tell: from its sample, and from how close what it measures is to what is believed
 * (`proxyStrength`: 0 = a stand-in, 2 = the thing itself). Too few people, or numbers that cannot be, are weak whatever else.
 */
export function judgeTestHealth(sample: Sample, proxyStrength: number): TestHealth {
  const points = 'count' in sample ? countPoints(sample.count) : percentPoints(sample.percent);
  if (points === 0 || !Number.isInteger(proxyStrength) || proxyStrength < 0 || proxyStrength > 2) return 'weak';
  const total = points + proxyStrength;
  return total >= 4 ? 'strong' : total >= 2 ? 'okay' : 'weak';
}

function countPoints(count: number): 0 | 1 | 2 {
  if (!Number.isInteger(count) || count < 5) return 0;
  return count < 8 ? 1 : 2;
}

function percentPoints(percent: number): 0 | 1 | 2 {
  if (!(percent >= 20 && percent <= 100)) return 0;
  return percent < 50 ? 1 : 2;
}
