import { createHmac, randomBytes } from 'node:crypto';
import type { Model, ModelAttempt, ModelErrorKind } from '../ports/model.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { Deps } from './use-case.ts';

/** A model and what its use is bounded by; made once in app.ts. Absent where none is configured. */
export interface ModelUse {
  model: Model;
  /** A whole prompt, in tokens. */
  promptTokens: number;
  /** From the question to the last word, retries included. */
  deadlineMs: number;
  /** 0: no bound. Costs in millionths of the currency of the prices; tokens where no price is known. */
  caps: { workshopMicros: number; dayMicros: number; workshopTokens: number; dayTokens: number };
  /** Per million tokens, in the operator's currency. */
  prices: { input: number; cached: number; output: number };
}

/** The next call would be one too many: the caps of the operator are used up. */
export class OverCap extends Error {
  readonly kind = 'over-cap';
  constructor(scope: 'workshop' | 'day') {
    super(`the model's budget for this ${scope} is used up`);
    this.name = 'OverCap';
  }
}

const dayMs = 24 * 3_600_000;

/** Throws OverCap when what was used so far reaches a cap. */
export async function requireBudget({ store, clock }: Deps, { caps }: ModelUse, workshop: Workshop): Promise<void> {
  if (caps.workshopMicros > 0 || caps.workshopTokens > 0) {
    const used = await store.usageOf({ workshopId: workshop.id });
    if (isReached(used, caps.workshopMicros, caps.workshopTokens)) throw new OverCap('workshop');
  }
  if (caps.dayMicros > 0 || caps.dayTokens > 0) {
    const used = await store.usageOf({ orgId: workshop.orgId, since: new Date(clock.now().getTime() - dayMs) });
    if (isReached(used, caps.dayMicros, caps.dayTokens)) throw new OverCap('day');
  }
}

function isReached(used: { costMicros: number; tokens: number }, maxMicros: number, maxTokens: number): boolean {
  return (maxMicros > 0 && used.costMicros >= maxMicros) || (maxTokens > 0 && used.tokens >= maxTokens);
}

/** Cached tokens are part of the prompt's. */
export function costMicros({ prices }: ModelUse, { prompt, cached, completion }: ModelAttempt): number {
  return Math.round((prompt - cached) * prices.input + cached * prices.cached + completion * prices.output);
}

/** Notes attempts while calls run; `record` writes them down. A meter that cannot write must not stop a workshop. */
export function createMeter(deps: Deps, use: ModelUse, workshop: Workshop, stepId: StepId) {
  const attempts: ModelAttempt[] = [];
  return {
    onAttempt: (attempt: ModelAttempt) => void attempts.push(attempt),
    async record(): Promise<void> {
      for (const attempt of attempts.splice(0)) {
        const event = {
          orgId: workshop.orgId,
          workshopId: workshop.id,
          stepId,
          ...attempt,
          costMicros: costMicros(use, attempt),
          at: deps.clock.now(),
        };
        await deps.store
          .recordUsage(event)
          .catch((error: unknown) => deps.log.error({ err: error }, 'what a model call cost was not written down'));
      }
    },
  };
}

const markerSecret = randomBytes(32);
const markerChars = 16;

/** Sets material apart in prompts: the same for a workshop, so that a server can cache the prompt, and known to nobody who writes in it. */
export function markerOf(workshopId: string): string {
  return createHmac('sha256', markerSecret).update(workshopId).digest('hex').slice(0, markerChars);
}

/** In words for a log: why the model gave nothing. */
export function failureKind(error: unknown): ModelErrorKind | 'over-cap' | 'empty' | 'bug' {
  if (error instanceof OverCap) return error.kind;
  if (error instanceof Error && error.name === 'EmptyReply') return 'empty';
  if (error instanceof Error && error.name === 'ModelError' && 'kind' in error) return error.kind as ModelErrorKind;
  return 'bug';
}
