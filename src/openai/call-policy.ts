import { setTimeout as sleep } from 'node:timers/promises';
import {
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel';
import type { Log } from '../ports/log.ts';
import { ModelError, type ModelErrorKind } from '../ports/model.ts';
import { readAbort } from './read-error.ts';

export interface PolicyOptions {
  /** Of one call, the first included. */
  attempts: number;
  backoffMs: number;
  maxBackoffMs: number;
  /** A server that wants to be left alone for longer is not waited for. */
  maxRetryAfterMs: number;
  /** Failures in a row after which nobody asks for a while. */
  breakAfter: number;
  /** After so long one call may find out whether the server is back. */
  halfOpenAfterMs: number;
  /** Calls that may wait for a place. */
  queue: number;
  random: () => number;
}

/** A place among the calls under way. `leave` frees it and tells the breaker how the attempt went. */
export interface Permit {
  leave(outcome: 'ok' | ModelErrorKind): void;
}

/** When may a call go out, and when again? See docs/decisions/0012-model-calls.md */
export interface CallPolicy {
  /** Waits for a place. Throws ModelError `busy`, `breaker-open`, or what the signal aborts with. */
  enter(signal: AbortSignal): Promise<Permit>;
  /** Waits as long as is fit before the next attempt, or throws the error when there should be none. */
  waitBeforeRetry(error: ModelError, failures: number, call: { signal: AbortSignal; endsAtMs: number }): Promise<void>;
}

const DEFAULTS: PolicyOptions = {
  attempts: 3,
  backoffMs: 250,
  maxBackoffMs: 4_000,
  maxRetryAfterMs: 20_000,
  breakAfter: 5,
  halfOpenAfterMs: 15_000,
  queue: 64,
  random: Math.random,
};

const RETRIED: ReadonlySet<string> = new Set<ModelErrorKind>(['rate-limit', 'timeout', 'unavailable', 'truncated']);

export function createCallPolicy(parallel: number, log: Log | undefined, given: Partial<PolicyOptions> = {}): CallPolicy {
  const options = { ...DEFAULTS, ...given };
  const breaker = circuitBreaker(
    handleWhenResult((verdict) => verdict === 'down'),
    { halfOpenAfter: options.halfOpenAfterMs, breaker: new ConsecutiveBreaker(options.breakAfter) },
  );
  breaker.onBreak(() => log?.warn({ seconds: options.halfOpenAfterMs / 1_000 }, 'The model does not answer: nobody asks it for a while'));
  breaker.onReset(() => log?.info({}, 'The model answers again'));
  const places = bulkhead(parallel, options.queue);
  return {
    async enter(signal) {
      const leavePlace = await takePlace(places, signal);
      try {
        const tell = passBreaker(breaker);
        return {
          leave(outcome) {
            tell(judge(outcome));
            leavePlace();
          },
        };
      } catch (error) {
        leavePlace();
        throw error;
      }
    },
    async waitBeforeRetry(error, failures, { signal, endsAtMs }) {
      if (signal.aborted) throw readAbort(signal);
      const askedMs = error.retryAfterMs ?? 0;
      const jitterMs = options.random() * Math.min(options.maxBackoffMs, options.backoffMs * 2 ** (failures - 1));
      const waitMs = askedMs + jitterMs;
      const isHopeless = askedMs > options.maxRetryAfterMs || performance.now() + waitMs >= endsAtMs;
      if (!RETRIED.has(error.kind) || failures >= options.attempts || isHopeless) throw error;
      await sleep(waitMs, undefined, { signal }).catch(() => {
        throw readAbort(signal);
      });
    },
  };
}

type Verdict = 'up' | 'down' | 'unknown';

/** A server that refuses a request is up; what the caller called off says nothing about it. */
function judge(outcome: 'ok' | ModelErrorKind): Verdict {
  if (outcome === 'aborted') return 'unknown';
  return RETRIED.has(outcome) ? 'down' : 'up';
}

/**
 * The bulkhead is not told of the signal: one whose queued call is aborted never looks at those behind it (cockatiel 3.2.1).
 * An aborted call leaves at once and gives its place back when its turn comes.
 */
function takePlace(places: ReturnType<typeof bulkhead>, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(readAbort(signal));
    const onAbort = () => reject(readAbort(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    const hold = () =>
      new Promise<void>((leave) => {
        signal.removeEventListener('abort', onAbort);
        if (signal.aborted) leave();
        else resolve(() => leave());
      });
    places.execute(hold).catch((error: unknown) => {
      signal.removeEventListener('abort', onAbort);
      reject(error instanceof BulkheadRejectedError ? new ModelError('busy', 'Too many calls wait for the model already.') : error);
    });
  });
}

/** Returns what the verdict is told to. While one call finds out whether the server is back, the others are refused, not queued. */
function passBreaker(breaker: CircuitBreakerPolicy): (verdict: Verdict) => void {
  const refused = () => new ModelError('breaker-open', 'The model has not answered lately; it is asked again in a while.');
  // It would let this call wait for the other's end, and then run what nobody ends any more.
  if (breaker.state === CircuitState.HalfOpen) throw refused();
  const inside: { tell?: (verdict: Verdict) => void } = {};
  const run = () =>
    new Promise<Verdict>((resolve, reject) => {
      inside.tell = (verdict) => (verdict === 'unknown' ? reject(new ModelError('aborted', 'No verdict.')) : resolve(verdict));
    });
  // An open breaker rejects without calling `run`; otherwise it has called it by the time it returns.
  breaker.execute(run).catch(() => undefined);
  if (!inside.tell) throw refused();
  return inside.tell;
}
