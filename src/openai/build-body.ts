import type { OpenAI } from 'openai';
import type { PromptMessage } from '../ports/model.ts';
import type { ProviderFlag } from './provider-flags.ts';

type Message = OpenAI.ChatCompletionMessageParam;
export type ChatBody = Omit<OpenAI.ChatCompletionCreateParams, 'stream'>;

/** For purposes where the same words should give the same answer. */
const STEADY_TEMPERATURE = 0.2;

export interface Prompt {
  model: string;
  messages: PromptMessage[];
  outputTokens: number;
  isSteady: boolean;
  format?: OpenAI.ResponseFormatJSONSchema;
  isStreamed?: boolean;
}

/** The request as this server wants it. */
export function buildBody(prompt: Prompt, flags: ReadonlySet<ProviderFlag>): ChatBody {
  return {
    model: prompt.model,
    messages: toMessages(prompt.messages, flags),
    ...(flags.has('max-tokens') ? { max_tokens: prompt.outputTokens } : { max_completion_tokens: prompt.outputTokens }),
    ...(prompt.isSteady && !flags.has('no-temperature') ? { temperature: STEADY_TEMPERATURE } : {}),
    ...(prompt.format && !flags.has('no-json-schema') ? { response_format: prompt.format } : {}),
    ...(prompt.isStreamed && !flags.has('no-stream-options') ? { stream_options: { include_usage: true } } : {}),
  };
}

/** A server without a system role has a template that wants user and assistant in turn, too. */
function toMessages(messages: PromptMessage[], flags: ReadonlySet<ProviderFlag>): Message[] {
  if (!flags.has('no-system')) {
    const system = flags.has('developer-role') ? 'developer' : 'system';
    return messages.map(({ role, content }) => ({ role: role === 'system' ? system : role, content }));
  }
  const merged: { role: 'user' | 'assistant'; content: string }[] = [];
  for (const { role, content } of messages) {
    const spoken = role === 'assistant' ? 'assistant' : 'user';
    const last = merged.at(-1);
    if (last?.role === spoken) last.content += `\n\n${content}`;
    else merged.push({ role: spoken, content });
  }
  return merged;
}
