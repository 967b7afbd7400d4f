import type { StepId } from '../workshop/ids.ts';
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

type Shares = Record<Exclude<SectionKind, 'recent'>, number>;

/**
 * Percent of the budget that each section may use by itself; the recent messages have the rest. Early steps live from what is said,
 * late ones from what was decided. Exhaustive by type: a step without shares does not compile (F-12).
 */
const shares: Record<StepId, Shares> = {
  challenge: { artifacts: 0, summaries: 0, facts: 8, recall: 8, gaps: 0, compacted: 20 },
  'stakeholder-mapping': { artifacts: 10, summaries: 4, facts: 8, recall: 14, gaps: 2, compacted: 16 },
  'user-research': { artifacts: 18, summaries: 5, facts: 7, recall: 12, gaps: 3, compacted: 15 },
  'sense-making': { artifacts: 30, summaries: 5, facts: 5, recall: 12, gaps: 3, compacted: 12 },
  persona: { artifacts: 34, summaries: 5, facts: 5, recall: 14, gaps: 3, compacted: 10 },
  'journey-mapping': { artifacts: 36, summaries: 6, facts: 5, recall: 12, gaps: 3, compacted: 10 },
  reframe: { artifacts: 38, summaries: 6, facts: 5, recall: 10, gaps: 3, compacted: 10 },
  ideation: { artifacts: 34, summaries: 6, facts: 5, recall: 12, gaps: 3, compacted: 12 },
  concept: { artifacts: 42, summaries: 8, facts: 4, recall: 10, gaps: 4, compacted: 9 },
  validate: { artifacts: 42, summaries: 8, facts: 4, recall: 10, gaps: 4, compacted: 9 },
};

/** However small the budget: enough for the beginning of the latest message, as far as there is a budget at all. */
const leastRecentTokens = 96;

export type Budgets = Record<SectionKind, number>;

/**
 * Each section's own tokens; together exactly the budget. Depends on nothing but step and budget, and what a section leaves is handed
 * to the next one only: so artifacts, summaries and facts come out the same from turn to turn, whatever is said meanwhile.
 */
export function sectionBudgets(stepId: StepId, budgetTokens: number): Budgets {
  const total = wholeTokens(budgetTokens);
  const budgets: Budgets = { artifacts: 0, summaries: 0, facts: 0, recall: 0, gaps: 0, compacted: 0, recent: total };
  for (const kind of sectionKinds) {
    if (kind === 'recent') break;
    budgets[kind] = Math.min(Math.floor((total * shares[stepId][kind]) / 100), Math.max(0, budgets.recent - leastRecentTokens));
    budgets.recent -= budgets[kind];
  }
  return budgets;
}

/** No budget is a fraction, negative or not a number. */
export function wholeTokens(budgetTokens: number): number {
  return Number.isFinite(budgetTokens) ? Math.max(0, Math.floor(budgetTokens)) : 0;
}
