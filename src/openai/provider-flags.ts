/** What servers that speak Chat Completions disagree about. Given as MODEL_FLAGS, or learned from a refusal. */
export const PROVIDER_FLAGS = [
  'no-json-schema',
  'no-stream-options',
  'max-tokens',
  'no-system',
  'developer-role',
  'no-temperature',
] as const;

export type ProviderFlag = (typeof PROVIDER_FLAGS)[number];
