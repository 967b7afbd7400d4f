import type { StepDefinition } from '../../workshop/step-definition.ts';
import { findLabel, type LabelTarget } from './labels.ts';

/** `Name: Rosa` with what its label means. */
export interface Labelled {
  label: string;
  target: LabelTarget;
  value: string;
}

const maxLineChars = 4_000;
const label = '[\\p{L}][\\p{L}\\d \'’"“”/&().#–—-]{0,60}?';
const atStart = new RegExp(`^(${label})\\s*(?::|：|=(?!=))\\s*(.*)$`, 'su');
const question = new RegExp(`^(${label})\\?\\s*[:–—-]?\\s*(\\S.*)$`, 'su');
const withDash = new RegExp(`^(${label})\\s+[–—-]{1,2}\\s+(\\S.*)$`, 'su');
const withScore = new RegExp(
  `^(${label})\\s+(\\d{1,2}(?:\\s*(?:/|out of)\\s*\\d{1,2})?\\s*(?:[,:;–—-]|because\\b|since\\b|as\\b)\\s*\\S.*)$`,
  'su',
);
const withDot = /^(\p{L})\d{0,2}[.)]\s+(\S.*)$/su;
const inside =
  /(?:\s*([.;,|!?])\s+|\s+[–—-]\s+)(\p{L}[\p{L}\d '’/-]{0,40}?)(?:\s*[:=]\s+|\s+(?=\d{1,2}\b(?:\s*\/\s*\d+)?\s*(?:[,:–—-]|because\b|since\b)))/gu;

/**
 * The labels of a line and what follows each: usually one, but `Name: Rosa, Role: patient` holds two.
 * Empty when the line does not start with a label of this step.
 */
export function splitLabels(definition: StepDefinition, line: string, within: string | undefined): Labelled[] {
  if (line.length > maxLineChars)
    return firstLabel(definition, line.slice(0, 100), within).map((one) => ({ ...one, value: one.value + line.slice(100) }));
  const [first] = firstLabel(definition, line, within);
  if (!first) return [];
  const labelled: Labelled[] = [];
  let open = first;
  let from = 0;
  const { value } = first;
  for (const match of value.matchAll(inside)) {
    const name = match[2] ?? '';
    const list = open.target.at === 'prop' ? open.target.list.key : within;
    const target = /^\p{Lu}/u.test(name) || /[;|,]/.test(match[1] ?? '') ? findLabel(definition, name, list, true) : undefined;
    if (!target || target.at === 'concern' || (!/[:=]/.test(match[0]) && !isRated(target))) continue;
    labelled.push({ ...open, value: value.slice(from, match.index).trim() });
    open = { label: name, target, value: '' };
    from = match.index + match[0].length;
  }
  return [...labelled, { ...open, value: value.slice(from).trim() }];
}

function isRated(target: LabelTarget): boolean {
  return (target.at === 'field' && target.field.kind === 'rated') || (target.at === 'prop' && target.prop.kind === 'rated');
}

function firstLabel(definition: StepDefinition, line: string, within: string | undefined): Labelled[] {
  const colon = atStart.exec(line);
  if (colon?.[1] && !/^https?$/i.test(colon[1])) {
    const target = findLabel(definition, colon[1], within);
    if (target) return [{ label: colon[1], target, value: (colon[2] ?? '').trim() }];
  }
  const scored = withScore.exec(line);
  const rated = scored?.[1] ? findLabel(definition, scored[1], within) : undefined;
  if (scored?.[1] && scored[2] && rated && isRated(rated)) return [{ label: scored[1], target: rated, value: scored[2].trim() }];
  const after = colon?.[2]?.trim();
  if (after && !definition.lines && (colon?.[1]?.split(' ').length ?? 9) <= 3) {
    const inner = firstLabel(definition, after, within);
    if (inner.length > 0) return inner;
  }
  for (const pattern of [question, withDash, withDot]) {
    const match = pattern.exec(line);
    const name = match?.[1]?.replace(/\s*#?\d{1,2}$/, '') ?? '';
    const loose = findLabel(definition, name, within);
    const target = findLabel(definition, name, within, true) ?? (loose?.at === 'field' ? loose : undefined);
    if (match?.[2] && (target?.at === 'field' || target?.at === 'prop')) return [{ label: name, target, value: match[2].trim() }];
  }
  return [];
}
