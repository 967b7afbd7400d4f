import { createHmac } from 'node:crypto';
import type { UsageSum } from '../ports/context-store.ts';
import type { Model, ModelAttempt, ModelErrorKind } from '../ports/model.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { Deps } from './use-case.ts';

/** A model and what its use is bounded by; made once in app.ts. Absent where none is configured. */
export interface ModelUse {
  model: Model;
  /** From the question to the last word, retries included. */
  deadlineMs: number;
  /** Absent: no bound. Costs in the currency of the prices. */
  caps: { workshop: UsageCap; day: UsageCap };
  /** Per million tokens, in the operator's currency. */
  prices: { input: number; cached: number; output: number };
  /** What markers are made from: the same in all processes and after a restart, and known to nobody who writes in a workshop. */
  markerSecret: string;
}

export interface UsageCap {
  cost?: number;
  tokens?: number;
}

/** The next call would be one too many: the caps of the operator are used up. */
class OverCap extends Error {
  readonly kind = 'over-cap';
  constructor(scope: 'workshop' | 'day') {
    super(`the model's budget for this ${scope} is used up`);
    this.name = 'OverCap';
  }
}

const dayMs = 24 * 3_600_000;
const million = 1_000_000;

/** Throws OverCap when what was used so far reaches a cap. */
export async function requireBudget({ store, clock }: Deps, { caps }: ModelUse, workshop: Workshop): Promise<void> {
  if (isBounded(caps.workshop) && isReached(await store.usageOf({ workshopId: workshop.id }), caps.workshop)) throw new OverCap('workshop');
  if (!isBounded(caps.day)) return;
  const since = new Date(clock.now().getTime() - dayMs);
  if (isReached(await store.usageOf({ orgId: workshop.orgId, since }), caps.day)) throw new OverCap('day');
}

function isBounded({ cost, tokens }: UsageCap): boolean {
  return cost !== undefined || tokens !== undefined;
}

function isReached(used: UsageSum, { cost = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY }: UsageCap): boolean {
  return used.costMicros >= cost * million || used.promptTokens + used.completionTokens >= tokens;
}

/** Cached tokens are part of the prompt's. */
function costMicros({ prices }: ModelUse, { prompt, cached, completion }: ModelAttempt): number {
  return Math.round((prompt - cached) * prices.input + cached * prices.cached + completion * prices.output);
}

/** Notes attempts while calls run; `record` writes them down. A meter that cannot write must not stop a workshop. */
export function createMeter(deps: Deps, use: ModelUse, workshop: Workshop, stepId: StepId) {
  const attempts: ModelAttempt[] = [];
  return {
    onAttempt: (attempt: ModelAttempt) => void attempts.push(attempt),
    async record(): Promise<void> {
      for (const attempt of attempts.splice(0)) {
        const { prompt, completion, cached, reasoning, ...rest } = attempt;
        const event = {
          orgId: workshop.orgId,
          workshopId: workshop.id,
          stepId,
          ...rest,
          promptTokens: prompt,
          completionTokens: completion,
          cachedTokens: cached,
          reasoningTokens: reasoning,
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

const markerChars = 16;

/** Sets material apart in prompts: the same for a workshop, so that a server can cache the prompt, and known to nobody who writes in it. */
export function markerOf({ markerSecret }: Pick<ModelUse, 'markerSecret'>, workshopId: string): string {
  return createHmac('sha256', markerSecret).update(workshopId).digest('hex').slice(0, markerChars);
}

/** In words for a log: why the model gave nothing. */
export function failureKind(error: unknown): ModelErrorKind | 'over-cap' | 'empty' | 'bug' {
  if (error instanceof OverCap) return error.kind;
  if (error instanceof Error && error.name === 'EmptyReply') return 'empty';
  if (error instanceof Error && error.name === 'ModelError' && 'kind' in error) return error.kind as ModelErrorKind;
  return 'bug';
}
