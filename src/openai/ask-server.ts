import { ModelError, type ModelUsage } from '../ports/model.ts';
import { type Attempt, type Call, openAttempt } from './open-call.ts';
import { readAbort, readError } from './read-error.ts';

/** The attempt failed on something that the next one will leave out: it is made at once and does not count. */
export class Relearned extends Error {
  readonly reason: ModelError;
  constructor(reason: ModelError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** More lessons than there are parameters to leave out. */
const MAX_LESSONS = 8;
const MAX_SAID_CHARS = 500;

/**
 * Decides after each failed attempt of a call: returns when there should be another one, throws what the caller is told otherwise.
 */
export function createRetries(call: Call): (failure: unknown) => Promise<void> {
  let failures = 0;
  let lessons = 0;
  let last: ModelError | undefined;
  return async (failure) => {
    const isLesson = failure instanceof Relearned && ++lessons <= MAX_LESSONS;
    const error = failure instanceof Relearned ? failure.reason : readError(failure, call);
    if (isLesson && !call.signal.aborted) return;
    // Why the server was not asked again matters less than what it answered.
    const wasSent = error.kind !== 'breaker-open' && error.kind !== 'busy';
    if (!wasSent) throw last ?? error;
    last = error;
    failures += 1;
    try {
      if (call.purpose === 'intent') throw error;
      await call.gateway.policy.waitBeforeRetry(error, failures, call);
    } catch (final) {
      if (final === error) call.gateway.trouble.report(error, call.model);
      throw final;
    }
  };
}

export interface Question<R, T> {
  send(attempt: Attempt): Promise<R>;
  usageOf(reply: R): ModelUsage;
  /** Throws ModelError when the reply is of no use. */
  read(reply: R): T;
  /** True when the error says how to ask better. */
  learn?(error: unknown): boolean;
}

/** One request and one reply, tried as often as is fit. Every failure is a ModelError. */
export async function askServer<R, T>(call: Call, question: Question<R, T>): Promise<T> {
  const retries = createRetries(call);
  for (;;) {
    try {
      return await askOnce(call, question);
    } catch (error) {
      await retries(error);
    }
  }
}

async function askOnce<R, T>(call: Call, question: Question<R, T>): Promise<T> {
  const attempt = await openAttempt(call);
  let outcome: 'ok' | ModelError['kind'] = 'ok';
  let usage: ModelUsage | undefined;
  try {
    const reply = await question.send(attempt);
    usage = question.usageOf(reply);
    if (attempt.signal.aborted) throw readAbort(attempt.signal);
    return question.read(reply);
  } catch (thrown) {
    const error = readFailure(call, attempt, thrown, usage);
    outcome = error.kind;
    throw question.learn?.(thrown) ? new Relearned(error) : error;
  } finally {
    attempt.close(outcome, usage);
  }
}

/** The error of a failed attempt, with what it cost. What the server said goes no higher than debug: it may repeat the prompt. */
export function readFailure(call: Call, attempt: Attempt, thrown: unknown, usage: ModelUsage | undefined): ModelError {
  const { kind, message, retryAfterMs, usage: known } = readError(thrown, { signal: attempt.signal, model: call.model });
  const said = thrown instanceof Error ? hideKeys(thrown.message.slice(0, MAX_SAID_CHARS), call.gateway.client.apiKey) : undefined;
  call.gateway.log?.debug({ model: call.model, purpose: call.purpose, kind, said }, 'An attempt failed');
  const cost = known ?? usage;
  return new ModelError(kind, message, { ...(cost ? { usage: cost } : {}), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

function hideKeys(text: string, key: string | null): string {
  const withoutOurs = key && key.length >= 8 ? text.replaceAll(key, '…') : text;
  return withoutOurs.replaceAll(/\bsk-[\w*-]{4,}/g, '…');
}
