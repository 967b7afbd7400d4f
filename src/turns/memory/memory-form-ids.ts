export const memoryFormId = {
  correct: 'memory:correct',
  forget: 'memory:forget',
  remember: 'memory:remember',
  carry: 'memory:carry',
} as const;
