import { describe, expect, it } from 'vitest';
import { findTests, judgeAgainstPlan, type ReportedResult } from '../../../src/workshop/planned-tests.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { clinicScript, playScript } from '../build-pack/sample-workshop.ts';

function judge(given: Partial<ReportedResult>) {
  const plan = { measured: '', outOf: '', target: '30', stop: '10', closeness: 1 };
  return judgeAgainstPlan({ ...plan, ...given });
}

const verdictOf = (given: Partial<ReportedResult>) => {
  const found = judge(given);
  return 'judged' in found ? found.judged.verdict : found.problem;
};

describe('a result against its plan', () => {
  it('is held against the numbers that stand in the plan', () => {
    expect(judge({ measured: '31 cards', outOf: '50' })).toEqual({
      judged: { verdict: 'validated', isOwn: false, health: 'okay', score: 100 },
    });
    expect(verdictOf({ measured: '30' })).toBe('validated');
    expect(verdictOf({ measured: '21' })).toBe('promising');
    expect(verdictOf({ measured: '20' })).toBe('inconclusive');
    expect(verdictOf({ measured: '10' })).toBe('invalidated');
    expect(verdictOf({ measured: '10', stop: 'fewer than 10' })).toBe('inconclusive');
    expect(verdictOf({ measured: '30', target: 'more than 30' })).toBe('promising');
    expect(verdictOf({ measured: '0', stop: '' })).toBe('inconclusive');
  });

  it('compares shares where the plan speaks of shares', () => {
    expect(verdictOf({ measured: '7', outOf: '10', target: '60 %', stop: '20 %' })).toBe('validated');
    expect(verdictOf({ measured: '62 %', target: '60 %', stop: '' })).toBe('validated');
    expect(verdictOf({ measured: '5 of 8', target: '6 of 10', stop: '2 of 10' })).toBe('validated');
    expect(verdictOf({ measured: '1 of 8', target: '6 of 10', stop: '2 of 10' })).toBe('invalidated');
    expect(verdictOf({ measured: '6 of 10', target: '6 of 10', stop: '' })).toBe('validated');
    expect(verdictOf({ measured: '7', target: '60 %', stop: '' })).toEqual({ input: 'outOf', why: 'needs-all' });
  });

  it('knows that less can be better', () => {
    expect(verdictOf({ measured: '4 minutes', target: 'under 5 minutes', stop: 'over 10 minutes' })).toBe('validated');
    expect(verdictOf({ measured: '45 minutes', outOf: '8', target: 'at most 50 minutes', stop: '' })).toBe('validated');
    expect(verdictOf({ measured: '6 minutes', target: 'at most 5 minutes', stop: 'over 10 minutes' })).toBe('promising');
    expect(verdictOf({ measured: '12 minutes', target: 'at most 5 minutes', stop: 'over 10 minutes' })).toBe('invalidated');
  });

  it('says which input can’t be right', () => {
    expect(verdictOf({ measured: 'most of them' })).toEqual({ input: 'measured', why: 'no-number' });
    expect(verdictOf({ measured: '12 of 10' })).toEqual({ input: 'measured', why: 'more-than-all' });
    expect(verdictOf({ measured: '12', outOf: '10', target: '60 %', stop: '' })).toEqual({ input: 'measured', why: 'more-than-all' });
    expect(verdictOf({ measured: '120 %' })).toEqual({ input: 'measured', why: 'more-than-all' });
    expect(verdictOf({ measured: '7', outOf: 'a few' })).toEqual({ input: 'outOf', why: 'not-whole' });
    expect(verdictOf({ measured: '7', outOf: '0' })).toEqual({ input: 'outOf', why: 'not-whole' });
    expect(verdictOf({ measured: '7', target: 'they like it' })).toEqual({ input: 'target', why: 'no-number' });
  });

  it('lets people’s own verdict stand above the numbers, and says that it is theirs', () => {
    expect(judge({ measured: '31', verdict: 'invalidated' })).toMatchObject({
      judged: { verdict: 'invalidated', isOwn: true, score: 100 },
    });
    expect(judge({ measured: '31', verdict: 'validated' })).toMatchObject({ judged: { verdict: 'validated', isOwn: false } });
    expect(judge({ measured: '7', target: 'they like it', verdict: 'promising' })).toMatchObject({ judged: { verdict: 'promising' } });
  });

  it('says how much the test can tell', () => {
    const health = (given: Partial<ReportedResult>) => {
      const found = judge({ measured: '3', ...given });
      return 'judged' in found ? found.judged.health : undefined;
    };
    expect(health({ outOf: '4', closeness: 2 })).toBe('weak');
    expect(health({ outOf: '8', closeness: 0 })).toBe('okay');
    expect(health({ measured: '3 of 9', closeness: 2 })).toBe('strong');
    expect(health({})).toBe('weak');
  });
});

it('finds the tests of a workshop in its own words', () => {
  expect(findTests(designThinking, playScript(clinicScript).steps)).toEqual([
    {
      stepId: 'validate',
      itemId: expect.stringMatching(/^i\d+$/),
      belief: 'Patients fill in a card before they come',
      test: '50 cards in one clinic for a week',
      metric: 'cards handed in',
      target: '30',
      stop: '10',
      sample: '50',
      due: '1 December',
      result: '',
      sources: [{ messageId: expect.any(String), userId: 'UANA' }],
    },
  ]);
});
