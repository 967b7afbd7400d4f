import type { ContextShares, StepDefinition } from '../workshop/step-definition.ts';
import type { SectionKind } from './types.ts';

/** The order of the prompt, and the order in which unused budget is handed on. */
export const sectionKinds = [
  'artifacts',
  'summaries',
  'facts',
  'recall',
  'gaps',
  'compacted',
  'recent',
] as const satisfies readonly SectionKind[];

/** A step that does not say so: early ones live from what is said, late ones from what was decided. */
function usualShares({ reads }: StepDefinition): ContextShares {
  const count = reads.length;
  if (count === 0) return { artifacts: 0, summaries: 0, facts: 8, recall: 8, gaps: 0, compacted: 20 };
  return { artifacts: Math.min(40, 12 + 8 * count), summaries: Math.min(8, 3 + count), facts: 5, recall: 12, gaps: 3, compacted: 12 };
}

/** However small the budget: enough for the beginning of the latest message, as far as there is a budget at all. */
const leastRecentTokens = 96;

export type Budgets = Record<SectionKind, number>;

/**
 * Each section's own tokens; together exactly the budget. Depends on nothing but step and budget, and what a section leaves is handed
 * to the next one only: so artifacts, summaries and facts come out the same from turn to turn, whatever is said meanwhile.
 */
export function sectionBudgets(definition: StepDefinition, budgetTokens: number): Budgets {
  const shares = definition.shares ?? usualShares(definition);
  const total = wholeTokens(budgetTokens);
  const budgets: Budgets = { artifacts: 0, summaries: 0, facts: 0, recall: 0, gaps: 0, compacted: 0, recent: total };
  for (const kind of sectionKinds) {
    if (kind === 'recent') break;
    budgets[kind] = Math.min(Math.floor((total * shares[kind]) / 100), Math.max(0, budgets.recent - leastRecentTokens));
    budgets.recent -= budgets[kind];
  }
  return budgets;
}

/** No budget is a fraction, negative or not a number. */
export function wholeTokens(budgetTokens: number): number {
  return Number.isFinite(budgetTokens) ? Math.max(0, Math.floor(budgetTokens)) : 0;
}
