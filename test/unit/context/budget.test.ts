import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectionBudgets, sectionKinds } from '../../../src/context/budget.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const { steps } = designThinking;
/** As a template has them that says nothing of prompts. */
const withoutShares = steps.map(({ shares: _, ...step }) => step);
const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

describe('the budgets of the sections', () => {
  it('are together exactly the budget of the prompt, for every step', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...steps, ...withoutShares),
        fc.oneof(fc.integer({ min: -10, max: 300 }), fc.nat(200_000)),
        (step, total) => {
          const budgets = sectionBudgets(step, total);
          expect(sum(Object.values(budgets))).toBe(Math.max(0, total));
          for (const kind of sectionKinds) expect(budgets[kind]).toBeGreaterThanOrEqual(0);
        },
      ),
    );
    expect(sum(Object.values(sectionBudgets(designThinking.step('persona'), Number.NaN)))).toBe(0);
  });

  it('leave at least a fifth to the recent messages, and all of it when there is next to nothing', () => {
    for (const step of [...steps, ...withoutShares]) {
      expect(sectionBudgets(step, 10_000).recent).toBeGreaterThanOrEqual(2_000);
      expect(sectionBudgets(step, 90).recent).toBe(90);
    }
  });

  it('have room for artifacts exactly in the steps that read any (F-12)', () => {
    for (const step of [...steps, ...withoutShares])
      expect(sectionBudgets(step, 10_000).artifacts > 0, step.id).toBe(step.reads.length > 0);
  });
});
