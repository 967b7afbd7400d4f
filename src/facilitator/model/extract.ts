import type { Model, ModelAttempt, PromptMessage } from '../../ports/model.ts';
import type { Draft } from '../../workshop/draft.ts';
import type { MessageId } from '../../workshop/ids.ts';
import type { RawLine } from '../../workshop/proposal.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import { type ExtractedFact, extractionSchema, readExtraction, readFacts } from './extraction-schema.ts';

/** Asks a model what the thread holds that is not written down. What comes back is a claim; nothing in it has been checked. Throws ModelError. */
export async function extract(
  model: Model,
  request: {
    definition: StepDefinition;
    draft: Draft;
    messages: PromptMessage[];
    resolve: (seq: number) => MessageId | undefined;
    deadlineMs: number;
    signal: AbortSignal;
    onAttempt: (attempt: ModelAttempt) => void;
  },
): Promise<{ lines: RawLine[]; facts: ExtractedFact[] }> {
  const { definition, draft, messages, resolve, deadlineMs, signal, onAttempt } = request;
  const extracted = await model.object({
    purpose: 'extract',
    name: 'extraction',
    schema: extractionSchema(definition),
    messages,
    deadlineMs,
    signal,
    onAttempt,
  });
  return { lines: readExtraction(definition, draft, extracted, resolve), facts: readFacts(extracted) };
}
