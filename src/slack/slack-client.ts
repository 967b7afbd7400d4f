import {
  type Logger,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import { list, text, tree } from './read-json.ts';

const callTimeoutMs = 10_000;

/**
 * Options of a client that neither waits nor repeats by itself: a wait would hold up every other call, and repeating a post after a
 * lost answer posts it twice (G-02). The outbox does both, knowing what it repeats. A new object each time: the SDKs write into theirs.
 */
export function clientOptions(apiUrl: string | undefined, log: Log): WebClientOptions {
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callTimeoutMs,
    logger: createSdkLogger(log),
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
  };
}

/** What is told of each call. */
export interface CallWatch {
  /** `outcome`: ok, Slack's code for a refusal, or what else went wrong. */
  onCall?(method: string, outcome: string): void;
  /** Slack asked to wait before this method is called again, or, for posts, before this channel is posted to again. */
  onHeld?(name: string, waitMs: number): void;
  /** After a lost answer somebody looked whether a post is there. */
  onLooked?(found: 'there' | 'absent' | 'unseen'): void;
}

/** A client of one workspace. A method that Slack asked to wait with is not called before that, and the others go on (Retry-After). */
export class SlackClient extends WebClient {
  watch: CallWatch = {};
  private readonly heldUntilMs = new Map<string, number>();

  override async apiCall(method: string, options?: Record<string, unknown>): ReturnType<WebClient['apiCall']> {
    // Posts are counted by channel, everything else in the workspace.
    const name = method === 'chat.postMessage' ? text(options?.channel) : method;
    const restMs = (this.heldUntilMs.get(name) ?? 0) - Date.now();
    if (restMs > 0) throw new WebAPIRateLimitedError(restMs / 1_000);
    this.heldUntilMs.delete(name);
    try {
      const answer = await super.apiCall(method, options);
      this.watch.onCall?.(method, 'ok');
      return answer;
    } catch (error) {
      const failure = readFailureIfAny(error);
      this.watch.onCall?.(method, failure?.kind === 'refused' ? failure.code : (failure?.kind ?? 'bug'));
      if (failure?.kind === 'rate-limited') {
        this.heldUntilMs.set(name, Date.now() + failure.waitMs);
        this.watch.onHeld?.(name, failure.waitMs);
      }
      throw error;
    }
  }
}

/** Who is told of what is done with this client. */
export function watchOf(client: WebClient): CallWatch {
  return client instanceof SlackClient ? client.watch : {};
}

export function createSlackClient(botToken: string, apiUrl: string | undefined, log: Log): SlackClient {
  return new SlackClient(botToken, clientOptions(apiUrl, log));
}

/** The SDKs' own messages, for operators; what they log below a warning can hold people's words and stays out. */
export function createSdkLogger(log: Log): Logger {
  const write =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'slack-sdk' }, parts.map(String).join(' ').slice(0, 500));
  const silent = () => undefined;
  return {
    debug: silent,
    info: silent,
    warn: write('warn'),
    error: write('error'),
    setLevel: silent,
    getLevel: () => LogLevel.WARN,
    setName: silent,
  };
}

/** The bytes of a file did not arrive; nothing was posted. */
export class UploadFailed extends Error {
  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.name = 'UploadFailed';
  }
}

/** What came of a call that did not work. */
export type CallFailure =
  /** Slack asks to wait; nothing happened. */
  | { kind: 'rate-limited'; code: 'ratelimited'; waitMs: number }
  /** The call never reached Slack. */
  | { kind: 'unreachable'; code: string }
  /** It may have taken effect. */
  | { kind: 'doubtful'; code: string }
  /** Slack said no, and why. */
  | { kind: 'refused'; code: string; detail: string };

/** Slack's own words for "something broke on our side, perhaps after the fact". */
const brokenInside = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'backend_error']);
const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const neverArrived = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const shortWaitMs = 30_000;

function readFailureIfAny(error: unknown): CallFailure | undefined {
  try {
    return readFailure(error);
  } catch {
    return undefined;
  }
}

/** Sorts an error of the Web API. Rethrows what is none: that is a bug of ours. */
export function readFailure(error: unknown): CallFailure {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'rate-limited', code: 'ratelimited', waitMs: error.retryAfter * 1_000 };
  if (error instanceof WebAPIPlatformError) {
    const { error: code, response_metadata: metadata, ...rest } = error.data;
    if (limited.has(code)) return { kind: 'rate-limited', code: 'ratelimited', waitMs: shortWaitMs };
    if (brokenInside.has(code)) return { kind: 'doubtful', code };
    const detail = [text(tree(rest).detail), text(tree(rest).needed), ...list(metadata?.messages).map(String)].filter(Boolean).join('; ');
    return { kind: 'refused', code, detail: detail.slice(0, 500) };
  }
  if (error instanceof WebAPIHTTPError)
    return error.statusCode >= 500
      ? { kind: 'doubtful', code: `http_${error.statusCode}` }
      : { kind: 'refused', code: `http_${error.statusCode}`, detail: '' };
  if (error instanceof WebAPIRequestError) {
    const cause = tree((error.original as { cause?: unknown }).cause);
    const code = text(cause.code) || error.original.name;
    return neverArrived.has(code) ? { kind: 'unreachable', code } : { kind: 'doubtful', code };
  }
  if (error instanceof UploadFailed) return { kind: 'unreachable', code: error.message };
  throw error;
}
