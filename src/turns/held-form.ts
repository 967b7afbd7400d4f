import type { FormOutcome } from './save-form.ts';

/** Thrown in a transaction to roll it back: the form stays open with what was typed, and says what `outcome` says. */
export class HeldForm extends Error {
  readonly outcome: FormOutcome;
  constructor(outcome: FormOutcome) {
    super('the form is held');
    this.outcome = outcome;
  }
}

/** What is told of a form that is held. Any other error goes on. */
export function outcomeOfHeld(error: unknown): FormOutcome {
  if (error instanceof HeldForm) return error.outcome;
  throw error;
}
