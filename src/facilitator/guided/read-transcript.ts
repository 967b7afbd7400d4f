import type { DraftOp } from '../../workshop/apply-ops.ts';
import { isChatter } from '../../workshop/lint.ts';
import type { FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { findLabel } from './labels.ts';
import { withoutEmphasis } from './plain-text.ts';

const turn =
  /^\s*(?:[[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?\s*[-–—]?\s*)?([\p{Lu}][\p{L}.'’ -]{0,30}?)\s*(?:\([^()]{0,60}\)|,\s*\d{1,3})?\s*(?:[[(]\d{1,2}:\d{2}(?::\d{2})?[\])])?\s*:\s+(\S.*)$/u;
const interviewer = /^(?:interviewer|moderator|researcher|facilitator|host|me|q|question)$/i;
const firstPerson = /\b(?:i|i'm|i’m|i've|i’ve|my|me|we|our|us)\b/i;
const minTurns = 3;
const maxIntroLines = 2;

/**
 * A pasted transcript, `Name: words` line by line: kept verbatim, by speaker; the interviewer's questions are left in the log.
 * Lines count as one when they have an interviewer, when somebody speaks twice, or when most of them speak of themselves.
 */
export function readTranscript(definition: StepDefinition, text: string): DraftOp[] | undefined {
  const list = definition.fields.find((one): one is FieldOf<'items'> => one.key === definition.lines && one.kind === 'items');
  if (!list?.props.some((prop) => prop.key === 'source')) return undefined;
  const turns: { speaker: string; words: string }[] = [];
  let introLines = 0;
  for (const line of text.split('\n').map(withoutEmphasis)) {
    if (!line.trim()) continue;
    const match = turn.exec(line);
    const last = turns.at(-1);
    if (match?.[1] && match[2] && !isLabel(definition, match[1])) turns.push({ speaker: match[1].trim(), words: match[2].trim() });
    else if (/^\s*(?:[-*•]|\d+[.)])\s/.test(line) || match) return undefined;
    else if (last) last.words = `${last.words} ${line.trim()}`;
    else introLines += 1;
  }
  if (turns.length < minTurns || introLines > maxIntroLines || !isConversation(turns)) return undefined;
  return turns.flatMap(({ speaker, words }) => {
    if (interviewer.test(speaker) || words.endsWith('?') || isChatter(words)) return [];
    return [
      {
        op: 'add' as const,
        list: list.key,
        values: { [list.nameProp]: words, ...(speaker.length > 1 ? { source: speaker } : {}), quote: words },
      },
    ];
  });
}

function isLabel(definition: StepDefinition, speaker: string): boolean {
  return !interviewer.test(speaker) && findLabel(definition, speaker, undefined, true) !== undefined;
}

function isConversation(turns: readonly { speaker: string; words: string }[]): boolean {
  const speakers = new Set(turns.map((one) => one.speaker.toLowerCase()));
  if (turns.some((one) => interviewer.test(one.speaker))) return speakers.size > 1;
  if (speakers.size > 1 && speakers.size < turns.length) return true;
  return turns.filter((one) => firstPerson.test(one.words)).length * 2 >= turns.length;
}
