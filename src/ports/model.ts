import type { z } from 'zod';

/** One message of a prompt. Everything a participant wrote is data inside such a message, never a message of its own role. */
export interface PromptMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/**
 * What a call is for: it decides which model is asked and what the meter calls it. An `intent` is asked once: without an answer the
 * rules decide.
 */
export type ModelPurpose = 'reply' | 'extract' | 'summary' | 'eval' | 'intent';

/** Tokens as the server counted them; 0 where it says nothing. `cached` are part of `prompt`, `reasoning` of `completion`. */
export interface ModelUsage {
  prompt: number;
  completion: number;
  cached: number;
  reasoning: number;
}

/** Why a call gave nothing that can be used. Each is a reason to carry on without a model, never to fail a turn. */
export type ModelErrorKind =
  | 'rate-limit'
  | 'quota'
  | 'timeout'
  | 'unavailable'
  /** The circuit breaker is open, or every place in the bulkhead and its queue is taken: nothing was sent. */
  | 'breaker-open'
  | 'busy'
  | 'context-length'
  | 'bad-request'
  | 'auth'
  | 'refusal'
  | 'length'
  | 'content-filter'
  | 'invalid-output'
  /** The stream ended without a finish reason. */
  | 'truncated'
  | 'aborted';

export class ModelError extends Error {
  readonly kind: ModelErrorKind;
  /** What the failed attempt cost all the same. */
  readonly usage: ModelUsage | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(kind: ModelErrorKind, message: string, options: { cause?: unknown; usage?: ModelUsage; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'ModelError';
    this.kind = kind;
    this.usage = options.usage;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** One HTTP attempt that reached a server, for the meter: also those that failed, as far as they were billed. */
export interface ModelAttempt extends ModelUsage {
  purpose: ModelPurpose | 'embedding';
  model: string;
  outcome: 'ok' | ModelErrorKind;
  durationMs: number;
}

export interface ModelRequest {
  purpose: ModelPurpose;
  messages: PromptMessage[];
  /** Milliseconds from now: the whole call with its retries ends by then. */
  deadlineMs: number;
  /** Ends the call: it rejects as `aborted`. */
  signal?: AbortSignal;
  /** Told of each attempt, at the latest when the call settles. */
  onAttempt?: (attempt: ModelAttempt) => void;
}

/**
 * A language model. Every failure is a ModelError; retries, the breaker and the limit on parallel calls are the adapter's.
 */
export interface Model {
  /** The name that a purpose is answered under, e.g. for the manifest. */
  nameOf(purpose: ModelPurpose): string;
  /**
   * The reply as it is written. Ends normally only when the model said that it is finished; throws ModelError otherwise, also after
   * some text was given. Retried only while nothing was given yet.
   */
  stream(request: ModelRequest): AsyncIterable<string>;
  /** A value of the schema's shape (objects with nullable fields, at most two levels deep), checked; or a ModelError. */
  object<T>(request: ModelRequest & { schema: z.ZodType<T>; name: string }): Promise<T>;
  /** Plain text, e.g. a summary. */
  text(request: ModelRequest): Promise<string>;
}

/** Vectors for recall by meaning; absent where no embedding model is configured. */
export interface Embedder {
  /** Stored beside each vector: one of another model is never compared with this one's. */
  readonly model: string;
  /** Unknown until the first answer, unless they were set. */
  readonly dimensions: number | undefined;
  /** One vector per text, in their order; all or a ModelError. At most `maxBatch` texts. */
  embed(
    texts: string[],
    options: { deadlineMs: number; signal?: AbortSignal; onAttempt?: (attempt: ModelAttempt) => void },
  ): Promise<number[][]>;
  readonly maxBatch: number;
}
