import type { DraftOp } from '../../workshop/apply-ops.ts';
import type { Draft } from '../../workshop/draft.ts';
import type { Phrase } from '../../workshop/phrase.ts';
import type { StepDefinition } from '../../workshop/step-definition.ts';
import { AnswerReader } from './answer-reader.ts';
import { findCue } from './find-cue.ts';
import { readTranscript } from './read-transcript.ts';
import { splitLabels } from './split-labels.ts';
import { splitText } from './split-text.ts';

export interface Answer {
  ops: DraftOp[];
  /** What could not be placed, said to its author alone. */
  unplaced: Phrase[];
}

/**
 * Reads what somebody gave on purpose into changes of the draft. Labels decide, then openings that give a field away,
 * then the question that was asked last. Nothing is guessed: what fits nowhere is said back.
 * `whole`: the message is meant for the facilitator (it names the bot or carries a 📌); otherwise only its `- lines` count.
 */
export function readAnswer(definition: StepDefinition, draft: Draft, text: string, whole: boolean): Answer {
  const transcript = whole ? readTranscript(definition, text) : undefined;
  if (transcript) return { ops: transcript, unplaced: [] };
  const reader = new AnswerReader(definition, draft);
  for (const part of splitText(text)) reader.read(part, whole);
  reader.finish();
  return { ops: reader.writer.ops, unplaced: reader.writer.unplaced };
}

/** True for a text that begins like an answer of this step, even if it ends with a question mark. */
export function looksLikeAnswer(definition: StepDefinition, text: string): boolean {
  return (
    /\bhow (?:might|can|could) we\b/i.test(text) ||
    splitLabels(definition, text, undefined).length > 0 ||
    findCue(definition, text) !== undefined
  );
}
