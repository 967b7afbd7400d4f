import type { OpenAI } from 'openai';
import type { ModelPurpose } from '../ports/model.ts';
import type { PolicyOptions } from './call-policy.ts';
import type { ProviderFlag } from './provider-flags.ts';

export const OPENAI_URL = 'https://api.openai.com/v1';
/** Asked when the server is OpenAI's and no name is given. */
export const DEFAULT_OPENAI_MODEL = 'gpt-5.4-mini' satisfies OpenAI.ChatModel;

/** Where Chat Completions are spoken. A server that wants no key is given a word for one, since the SDK insists. */
export interface ServerSettings {
  baseUrl: string;
  apiKey: string;
  /** Of one attempt: until it is answered, or until the first text of a stream. */
  timeoutMs: number;
  /** Calls under way at once; more wait. */
  parallel: number;
  /** For tests; the defaults are for people who wait for a reply. */
  policy?: Partial<PolicyOptions>;
}

export interface ModelSettings extends ServerSettings {
  /** An intent is read by whatever extracts. */
  models: Record<Exclude<ModelPurpose, 'intent'>, string>;
  flags: ProviderFlag[];
  /** A stream that was silent for so long after its last text is given up. */
  idleMs: number;
  /** Ends an answer that does not end; what a model thinks before it answers counts. */
  outputTokens: number;
}

export interface EmbeddingSettings extends ServerSettings {
  model: string;
  /** Asked of the server and expected; otherwise the first answer decides. */
  dimensions?: number;
}
