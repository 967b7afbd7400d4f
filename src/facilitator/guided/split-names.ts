import type { FieldOf } from '../../workshop/step-definition.ts';
import { parseItem } from './parse-item.ts';
import { sentencesOf } from './plain-text.ts';
import { readChoices } from './read-value.ts';

/** `receptionists, patients and the owner` → three names. */
export function splitNames(text: string): string[] {
  return text
    .replace(/[.]$/, '')
    .split(/\s*[,;]\s*(?:and\s+)?|\s+and\s+(?=\S+(?:\s+\S+){0,3}$)/)
    .map((name) => name.replace(/^(?:and|also)\s+/i, '').trim())
    .filter(Boolean);
}

const remark =
  /^(?:don['’]t forget|do not forget|what about|how about|(?:(?:i|we)(?:['’]d| would| should| could)? )?(?:also )?add|there (?:is|are)(?: also)?)\s+/i;

/** The entries in a line of a list with short names: several rated ones, one a sentence, or names alone; the line itself otherwise. */
export function splitRatedNames(list: FieldOf<'items'>, line: string): string[] {
  if (!list.splitsNames) return [line];
  const text = line.replace(remark, '').replace(/ too(?=\s*[:(,])/i, '');
  const isRated = (piece: string) => hasChoice(list, piece);
  for (const pieces of [sentencesOf(text), text.split(/\s*;\s+/), text.split(/\s*[,;]\s+(?:and\s+)?/)])
    if (pieces.length > 1 && pieces.every(isRated)) return pieces;
  const names = splitNames(text);
  return names.length > 2 && !isRated(text) && names.every((name) => name.split(/\s+/).length <= 4) ? names : [text];
}

function hasChoice(list: FieldOf<'items'>, text: string): boolean {
  if (text.split(/,\s+/).every((piece) => readChoices(list, piece))) return false;
  const values = parseItem(list, text);
  return list.props.some((prop) => prop.kind === 'choice' && values[prop.key] !== undefined);
}
