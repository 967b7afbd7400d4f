import type { OpenAI } from 'openai';
import { ModelError, type ModelUsage } from '../ports/model.ts';
import { stripThinking } from './strip-thinking.ts';

export const NO_USAGE: ModelUsage = { prompt: 0, completion: 0, cached: 0, reasoning: 0 };

/** What compatible servers leave out of a completion: anything. */
type Loose<T> = T extends (infer U)[]
  ? Loose<U>[] | null | undefined
  : T extends object
    ? { [K in keyof T]?: Loose<T[K]> | null }
    : T | null;
export type LooseCompletion = Loose<Pick<OpenAI.ChatCompletion, 'choices' | 'usage'>>;
export type LooseChunk = Loose<Pick<OpenAI.ChatCompletionChunk, 'choices' | 'usage'>>;

export function readUsage(usage: LooseCompletion['usage']): ModelUsage {
  const count = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0);
  return {
    prompt: count(usage?.prompt_tokens),
    completion: count(usage?.completion_tokens),
    cached: count(usage?.prompt_tokens_details?.cached_tokens),
    reasoning: count(usage?.completion_tokens_details?.reasoning_tokens),
  };
}

/** The text of a completion that is one, and that ended because it was finished; '' when it says nothing. Throws ModelError. */
export function readAnswer(completion: LooseCompletion | string | null | undefined): string {
  const choice = typeof completion === 'object' ? completion?.choices?.[0] : undefined;
  if (!choice?.message) throw new ModelError('unavailable', 'The server’s answer is no chat completion.');
  checkEnd(choice.finish_reason, Boolean(choice.message.refusal));
  const { content } = choice.message;
  return typeof content === 'string' ? stripThinking(content).trim() : '';
}

/** Throws unless the model has come to its end by itself. */
export function checkEnd(finishReason: string | null | undefined, isRefusal: boolean): void {
  if (isRefusal) throw new ModelError('refusal', 'The model refused to answer.');
  if (!finishReason) throw new ModelError('truncated', 'The answer broke off.');
  if (finishReason === 'length') throw new ModelError('length', 'The answer is longer than MODEL_OUTPUT_TOKENS.');
  if (finishReason === 'content_filter') throw new ModelError('content-filter', 'The server’s content filter stopped the answer.');
  if (finishReason === 'error') throw new ModelError('unavailable', 'The server failed while it answered.');
}
