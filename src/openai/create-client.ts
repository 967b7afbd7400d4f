import { OpenAI } from 'openai';
import type { ServerSettings } from './model-settings.ts';

/**
 * The SDK, without a will of its own: no retries (the call policy owns them), no log (with OPENAI_LOG=debug it would write prompts),
 * nothing from the environment.
 */
export function createClient({ baseUrl, apiKey, timeoutMs }: ServerSettings): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    // Its clock stops at the headers; ours runs to the end of the body and rings first.
    timeout: timeoutMs + 1_000,
  });
}
