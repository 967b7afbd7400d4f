import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError, OpenAIError } from 'openai';
import { ModelError, type ModelErrorKind } from '../ports/model.ts';

/** The error of a signal that has aborted: its own when it was a clock of ours, `aborted` when the caller called the call off. */
export function readAbort(signal: AbortSignal): ModelError {
  return signal.reason instanceof ModelError ? signal.reason : new ModelError('aborted', 'The call was called off.');
}

/**
 * Whatever the SDK, fetch or we ourselves throw → one kind. The sentence is ours throughout: what a server writes may repeat the prompt
 * or parts of the key, and errors are logged.
 */
export function readError(error: unknown, context: { signal: AbortSignal; model: string }): ModelError {
  if (error instanceof ModelError) return error;
  if (context.signal.aborted) return readAbort(context.signal);
  if (error instanceof APIConnectionTimeoutError) return new ModelError('timeout', 'The server could not be reached in time.');
  if (error instanceof APIUserAbortError) return new ModelError('aborted', 'The call was called off.');
  if (error instanceof APIConnectionError) return new ModelError('unavailable', `No connection to the server${nameCause(error)}.`);
  if (error instanceof APIError) return readApiError(error, context.model);
  if (error instanceof SyntaxError) return new ModelError('unavailable', 'The server’s answer is not JSON.');
  // fetch reports a socket that breaks while it reads as a TypeError with a cause; one without is a fault of this program.
  if (error instanceof TypeError && error.cause !== undefined)
    return new ModelError('unavailable', `The connection broke${nameCause(error)}.`);
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return new ModelError('bad-request', `${error instanceof OpenAIError ? 'The SDK refused the call' : 'A fault in the call'} (${name}).`);
}

/** Milliseconds until the server wants to be asked again, from `retry-after-ms` or `retry-after` (seconds or a date). */
export function readRetryAfterMs(headers: Headers | undefined, nowMs = Date.now()): number | undefined {
  const exactMs = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (exactMs > 0) return exactMs;
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const waitMs = Number.isNaN(Number(value)) ? Date.parse(value) - nowMs : Number(value) * 1_000;
  return waitMs > 0 ? waitMs : undefined;
}

function readApiError(error: APIError, model: string): ModelError {
  // Inside a stream there is no status; some servers put it into the code.
  const status = error.status ?? (Number(error.code) || undefined);
  const kind = kindOf(error, status);
  const retryAfterMs = readRetryAfterMs(error.headers);
  return new ModelError(kind, tell(kind, error, status, model), retryAfterMs === undefined ? {} : { retryAfterMs });
}

function kindOf(error: APIError, status: number | undefined): ModelErrorKind {
  const codes = [error.code, error.type].map(String);
  const hasCode = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  if (hasCode(/insufficient_quota|billing/) || status === 402) return 'quota';
  if (status === 429 || hasCode(/rate_limit/)) return 'rate-limit';
  if (hasCode(/context_length/) || isTooLong(error, status)) return 'context-length';
  if (hasCode(/content_filter|content_policy/)) return 'content-filter';
  if (status === 401 || status === 403) return 'auth';
  if (status === undefined || status >= 500 || status === 408 || status === 409 || status === 425) return 'unavailable';
  return 'bad-request';
}

/** Servers other than OpenAI's say it in words only. */
function isTooLong(error: APIError, status: number | undefined): boolean {
  if (status !== 400 && status !== 413 && status !== 422 && status !== undefined) return false;
  return status === 413 || /context (length|size|window)|maximum context|too many tokens|prompt is too long/i.test(error.message);
}

function tell(kind: ModelErrorKind, error: APIError, status: number | undefined, model: string): string {
  const label = (value: string | null | undefined) => (value && /^[\w.[\]-]{1,60}$/.test(value) ? [value] : []);
  const detail = [status ?? 'in the stream', ...label(error.code), ...label(error.param)].join(', ');
  if (status === 404)
    return `The server knows no model “${model}”, or OPENAI_BASE_URL is not the address of a Chat Completions API (${detail}).`;
  const sentences: Partial<Record<ModelErrorKind, string>> = {
    quota: 'The account has no quota left',
    'rate-limit': 'The server asks to be called less often',
    'context-length': `The prompt is too long for “${model}”; a smaller MODEL_CONTEXT_TOKENS helps`,
    'content-filter': 'The server’s content filter refused the prompt',
    auth: 'The server does not accept OPENAI_API_KEY',
    unavailable: 'The server failed',
  };
  return `${sentences[kind] ?? 'The server refused the request'} (${detail}).`;
}

function nameCause(error: Error): string {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth += 1) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') return ` (${code})`;
  }
  return '';
}
