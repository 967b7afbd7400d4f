import { APIError } from 'openai';
import type { Log } from '../ports/log.ts';
import type { ChatBody } from './build-body.ts';
import type { ProviderFlag } from './provider-flags.ts';

/** The flags of each model: those that were set, and those that its refusals have taught this process. */
export interface Quirks {
  of(model: string): ReadonlySet<ProviderFlag>;
  add(model: string, flag: ProviderFlag): void;
  /** True when the refusal was about a parameter of this body that the next one will not have. */
  learn(error: unknown, body: ChatBody): boolean;
}

const SAYS: readonly { flag: ProviderFlag; wasSent(body: ChatBody): boolean; words: RegExp }[] = [
  { flag: 'no-stream-options', wasSent: (body) => Boolean(body.stream_options), words: /stream_options|include_usage/i },
  { flag: 'max-tokens', wasSent: (body) => body.max_completion_tokens !== undefined, words: /max_completion_tokens/i },
  { flag: 'no-temperature', wasSent: (body) => body.temperature !== undefined, words: /temperature/i },
  {
    flag: 'no-json-schema',
    wasSent: (body) => body.response_format !== undefined,
    words: /response_?format|json_?schema|structured output|grammar|schema/i,
  },
  {
    flag: 'no-system',
    wasSent: (body) => body.messages.some(({ role }) => role === 'system' || role === 'developer'),
    words: /(system|developer)['’"`]? (role|message)|roles? must alternate|only user and assistant/i,
  },
];

/** 500 is what a template makes of a role that it does not know. */
const REFUSED: ReadonlySet<number | undefined> = new Set([400, 422, 500, 501]);

export function createQuirks(given: readonly ProviderFlag[], log: Log | undefined): Quirks {
  const byModel = new Map<string, Set<ProviderFlag>>();
  const of = (model: string) => {
    const known = byModel.get(model) ?? new Set(given);
    byModel.set(model, known);
    return known;
  };
  const add = (model: string, flag: ProviderFlag) => {
    if (of(model).has(flag)) return;
    of(model).add(flag);
    log?.info({ model, flag }, 'The server refuses a parameter; it is left out from now on (MODEL_FLAGS does so from the start)');
  };
  return {
    of,
    add,
    learn(error, body) {
      const flag = readRefusal(error, body);
      if (flag === undefined) return false;
      add(body.model, flag);
      return true;
    },
  };
}

function readRefusal(error: unknown, body: ChatBody): ProviderFlag | undefined {
  if (!(error instanceof APIError) || !REFUSED.has(error.status)) return undefined;
  const said = `${error.param ?? ''} ${error.message}`;
  const named = SAYS.find(({ wasSent, words }) => wasSent(body) && words.test(said));
  if (named) return named.flag;
  // A refusal without a reason: the format is what servers know least.
  return error.status === 400 && error.error === undefined && body.response_format ? 'no-json-schema' : undefined;
}
