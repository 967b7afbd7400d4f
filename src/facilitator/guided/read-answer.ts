import type { DraftOp } from '../../workshop/apply-ops.ts';
import type { Draft } from '../../workshop/draft.ts';
import { isChatter } from '../../workshop/lint.ts';
import type { Phrase } from '../../workshop/phrase.ts';
import type { FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { AnswerReader } from './answer-reader.ts';
import { findLabel } from './labels.ts';
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
  const reader = new AnswerReader(definition, draft);
  const transcript = whole ? readTranscript(definition, text) : undefined;
  if (transcript) return { ops: transcript, unplaced: [] };
  for (const part of splitText(text)) {
    if (!whole && part.kind !== 'bullet') continue;
    if (part.kind === 'bullet') reader.readBullet(part.text, whole);
    else if (part.kind === 'labelled') reader.readLabelled(part.label, part.text);
    else reader.readPlain(part.text);
  }
  reader.finish();
  return { ops: reader.ops, unplaced: reader.unplaced };
}

const minTranscriptLines = 3;

/** A pasted transcript, `Name: words` line by line: kept verbatim, by speaker; the interviewer's questions are left in the log. */
function readTranscript(definition: StepDefinition, text: string): DraftOp[] | undefined {
  const list = definition.fields.find((one): one is FieldOf<'items'> => one.key === definition.lines && one.kind === 'items');
  if (!list?.props.some((prop) => prop.key === 'source')) return undefined;
  const lines = text.split('\n').filter((line) => line.trim());
  const turns = lines.map((line) => /^\s*([\p{Lu}][\p{L}.' -]{0,30}?)\s*(?:\([^)]*\))?\s*:\s+(.+)$/u.exec(line));
  const spoken = turns.filter((turn) => turn?.[1] && !findLabel(definition, turn[1]));
  if (spoken.length < minTranscriptLines || spoken.length < lines.length - 1) return undefined;
  return spoken.flatMap((turn) => {
    const words = (turn?.[2] ?? '').trim();
    if (words.endsWith('?') || isChatter(words)) return [];
    return [{ op: 'add' as const, list: list.key, values: { [list.nameProp]: words, source: (turn?.[1] ?? '').trim(), quote: words } }];
  });
}
