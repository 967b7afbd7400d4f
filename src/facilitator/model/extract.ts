import type { Model, ModelAttempt, PromptMessage } from '../../ports/model.ts';
import type { Draft } from '../../workshop/draft.ts';
import type { MessageId } from '../../workshop/ids.ts';
import type { RawLine } from '../../workshop/proposal.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import {
  type ExtractedFact,
  type ExtractedOffer,
  extractionSchema,
  type OfferKind,
  readExtraction,
  readFacts,
  readOffer,
} from './extraction-schema.ts';

/** Asks a model what the thread holds that is not written down. What comes back is a claim; nothing in it has been checked. Throws ModelError. */
export async function extract(
  model: Model,
  request: {
    definition: StepDefinition;
    draft: Draft;
    messages: PromptMessage[];
    /** What may be offered to the people; nothing where it is not the moment. */
    offers: readonly OfferKind[];
    resolve: (seq: number) => MessageId | undefined;
    deadlineMs: number;
    signal: AbortSignal;
    onAttempt: (attempt: ModelAttempt) => void;
  },
): Promise<{ lines: RawLine[]; facts: ExtractedFact[]; offer: ExtractedOffer | undefined }> {
  const { definition, draft, messages, offers, resolve, deadlineMs, signal, onAttempt } = request;
  const extracted = await model.object({
    purpose: 'extract',
    name: 'extraction',
    schema: extractionSchema(definition, offers),
    messages,
    deadlineMs,
    signal,
    onAttempt,
  });
  return {
    lines: readExtraction(definition, draft, extracted, resolve),
    facts: readFacts(extracted),
    offer: readOffer(extracted, resolve),
  };
}
