import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';
import { sentencesOf, withoutOpeners } from './plain-text.ts';

/** What a text without a label is about. */
export type CueTarget = { at: 'field'; field: Field } | { at: 'prop'; list: FieldOf<'items'>; prop: Field } | { at: 'concern' };

const concern =
  /^(?:i (?:strongly )?disagree|i don't agree|i do not agree|i don't think (?:that|this|it|so|we)|i'm not convinced|i am not convinced|i'm not sure (?:that|this|about)|i am not sure (?:that|this|about)|i have (?:a concern|doubts|my doubts)|i see a risk|i object|i doubt|i worry|i'm worried|my (?:concern|worry) is|i'd push back|i would push back)\b/;

/** The field that a text opens with words for, and the text without pure lead-ins such as “the problem is”. */
export function findCue(definition: StepDefinition, text: string): { target: CueTarget; rest: string } | undefined {
  const own = text.trim();
  return matchCue(definition, own) ?? matchCue(definition, withoutOpeners(own));
}

function matchCue(definition: StepDefinition, text: string): { target: CueTarget; rest: string } | undefined {
  const lower = text.slice(0, 400).toLowerCase().replace(/’/g, "'");
  if (concern.test(lower)) return { target: { at: 'concern' }, rest: text };
  const known = cuesOf(definition);
  const found = known.find(({ cue }) => lower.startsWith(cue) && !/^[\p{L}\d]/u.test(lower.slice(cue.length)));
  if (found) {
    const rest = found.isLeadIn ? text.slice(found.cue.length).replace(/^[\s:,–—-]*(?:that\s+)?/i, '') : text;
    if (rest) return { target: found.target, rest: found.target.at === 'field' ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest };
  }
  const field = definition.fields.find((one) => one.looksLike !== undefined && new RegExp(one.looksLike, 'iu').test(text.slice(0, 400)));
  return field ? { target: { at: 'field', field }, rest: text } : undefined;
}

interface Cue {
  cue: string;
  isLeadIn: boolean;
  target: CueTarget;
}

/** All openings of a step, the longest first. */
function cuesOf(definition: StepDefinition): Cue[] {
  const read = (cues: readonly string[] | undefined, target: CueTarget): Cue[] =>
    (cues ?? []).map((cue) => ({ cue: cue.replace(/…$/, ''), isLeadIn: cue.endsWith('…'), target }));
  const all = definition.fields.flatMap((field) => [
    ...read(field.cues, { at: 'field', field }),
    ...(field.kind === 'items' ? field.props.flatMap((prop) => read(prop.cues, { at: 'prop', list: field, prop })) : []),
  ]);
  return all.sort((a, b) => b.cue.length - a.cue.length);
}

/** A paragraph in the pieces that speak of different things: `The problem is … It's for … We want …`. */
export function splitAtCues(definition: StepDefinition, text: string): { target: CueTarget | undefined; text: string }[] {
  const pieces: { target: CueTarget | undefined; text: string }[] = [];
  for (const sentence of sentencesOf(text)) {
    const cue = findCue(definition, sentence);
    const last = pieces.at(-1);
    if (last && (!cue || goesOn(last.target, cue.target))) last.text = `${last.text} ${cue ? cue.rest : sentence}`;
    else pieces.push({ target: cue?.target, text: cue?.rest ?? sentence });
  }
  return pieces;
}

/** Another sentence about the same text belongs to it; one about a list begins another entry. */
function goesOn(before: CueTarget | undefined, now: CueTarget): boolean {
  if (!before || before.at !== now.at || before.at === 'concern' || now.at === 'concern')
    return before?.at === 'concern' && now.at === 'concern';
  if (before.at === 'prop' && now.at === 'prop') return before.prop === now.prop;
  return before.at === 'field' && now.at === 'field' && before.field === now.field && now.field.kind === 'text';
}
