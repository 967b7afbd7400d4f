import { createHmac } from 'node:crypto';
import type { UsageSum } from '../ports/context-store.ts';
import type { Model, ModelAttempt, ModelErrorKind } from '../ports/model.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { dayOf } from './limits/limits.ts';
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

/** Calls that are under way count against what is left, so that many at once do not all take the last of it. */
const reserveMs = 10 * 60_000;
const asManyAsNeeded = 1e15;

/**
 * Makes calls as part of the budget: throws OverCap when it is used up, or would be with what other calls are using right now, in whatever
 * process. What a process that ends has reserved is free again after some minutes.
 */
export async function withinBudget<T>(deps: Deps, use: ModelUse, workshop: Workshop, call: () => Promise<T>): Promise<T> {
  await requireBudget(deps, use, workshop);
  const { store, clock, limits, contextTokens } = deps;
  const { orgId } = workshop;
  const now = clock.now();
  const most = limits?.modelCallsPerTeam ?? 0;
  const calls = { name: 'modelCallsPerTeam', subject: '', startsAt: dayOf(now).startsAt, count: 1, most };
  if (most > 0 && (await store.reserve(orgId, calls)) === undefined) throw new OverCap('day');
  if (!isBounded(use.caps.day)) return call();
  const startsAt = new Date(Math.floor(now.getTime() / reserveMs) * reserveMs);
  const reserved = { name: 'modelTokens', subject: '', startsAt, count: contextTokens };
  const inUse = ((await store.reserve(orgId, { ...reserved, most: asManyAsNeeded })) ?? 0) - contextTokens;
  try {
    if (inUse > 0) {
      const used = await store.usageOf({ orgId, since: new Date(now.getTime() - dayMs) });
      const others = { promptTokens: used.promptTokens + inUse, costMicros: used.costMicros + inUse * use.prices.input };
      if (isReached({ ...used, ...others }, use.caps.day)) throw new OverCap('day');
    }
    return await call();
  } finally {
    await store.takeBack(orgId, reserved);
  }
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
