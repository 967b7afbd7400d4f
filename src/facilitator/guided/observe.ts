import { type Draft, type DraftItem, itemsOf, textOf } from '../../workshop/draft.ts';
import { isBroadLabel, lintHmw, lintQuestion } from '../../workshop/lint.ts';
import { listPhrases, ours, type Phrase, phrase } from '../../workshop/phrase.ts';
import type { FieldOf, StepDefinition } from '../../workshop/step-definition.ts';

/** What a good facilitator would point out, and the field it is about. A statement: questions are asked one at a time, elsewhere. */
export interface Note {
  field: string;
  says: Phrase;
}

const maxNotes = 2;
const maxNamed = 3;

/** At most two gentle observations about the wording or the coverage of what is there. */
export function observe(definition: StepDefinition, draft: Draft): Note[] {
  return definition.fields
    .flatMap((field) => {
      if (field.kind === 'text') return field.wording ? noteQuestion(field, draft) : [];
      if (field.kind === 'texts') return field.wording ? noteInterview(field, draft) : [];
      return field.kind === 'items' ? noteItems(definition, field, draft) : [];
    })
    .slice(0, maxNotes);
}

function noteQuestion({ key }: FieldOf<'text'>, draft: Draft): Note[] {
  const question = textOf(draft.fields[key]?.value);
  const found = question ? lintHmw(question) : undefined;
  const about = (says: Phrase) => [{ field: key, says }];
  if (found === 'too-long') return about(phrase`Our question is a long one. It is sharp when it fits on a mug.`);
  if (found === 'solution') return about(phrase`Our question has an answer built in. The need behind it leaves more room.`);
  if (found === 'not-a-question') return about(phrase`As a question, “How might we …?”, it would open more doors.`);
  return [];
}

function noteInterview({ key }: FieldOf<'texts'>, draft: Draft): Note[] {
  return itemsOf(draft, key).flatMap((item) => {
    const text = textOf(item.values.text);
    const found = lintQuestion(text);
    if (!found) return [];
    const says =
      found === 'closed'
        ? phrase`“${text}” can be answered with yes. “Tell me about the last time …” gets a story.`
        : phrase`“${text}” gives the answer away. A neutral question tells more.`;
    return [{ field: key, says }];
  });
}

function noteItems(definition: StepDefinition, field: FieldOf<'items'>, draft: Draft): Note[] {
  const items = itemsOf(draft, field.key);
  if (items.length === 0) return [];
  const broad = field.people ? items.map((item) => textOf(item.values[field.nameProp])).find(isBroadLabel) : undefined;
  const says = [
    ...(broad ? [phrase`“${broad}” is a crowd. Somebody we could meet on Tuesday is easier to help.`] : []),
    ...field.props.flatMap((prop) => {
      if (prop.kind === 'choice') return noteAbsent(prop, items);
      return prop.kind === 'flag' ? noteLikely(prop, field, items) : [];
    }),
  ];
  return [...says.map((one) => ({ field: field.key, says: one })), ...noteUnplaced(definition, field, draft)];
}

function noteAbsent({ key, options, absent }: FieldOf<'choice'>, items: readonly DraftItem[]): Phrase[] {
  if (!absent || !items.every((item) => item.values[key])) return [];
  const missing = options.find((option) => Object.hasOwn(absent, option) && items.every((item) => item.values[key] !== option));
  const says = missing === undefined ? undefined : absent[missing];
  return says ? [ours(says)] : [];
}

function noteLikely({ key, likely }: FieldOf<'flag'>, { nameProp }: FieldOf<'items'>, items: readonly DraftItem[]): Phrase[] {
  if (!likely || items.length < likely.from || items.some((item) => item.values[key] === true)) return [];
  const found = items.filter((item) => item.values[likely.prop] === likely.is).slice(0, maxNamed);
  if (found.length === 0) return [];
  const [before = '', after = ''] = likely.says.split('{items}');
  const names = found.map((item) => phrase`“${textOf(item.values[nameProp])}”`);
  return [phrase`${ours(before)}${listPhrases(names)}${ours(after)}`];
}

/** What was carried over is meant to find a place, all of it. */
function noteUnplaced(definition: StepDefinition, field: FieldOf<'items'>, draft: Draft): Note[] {
  const link = field.props.find((prop) => prop.kind === 'link');
  if (!field.seededFrom || link?.kind !== 'link' || itemsOf(draft, link.list).length === 0) return [];
  const items = itemsOf(draft, field.key);
  const placed = items.filter((item) => item.values[link.key]).length;
  const target = definition.fields.some((one) => one.key === link.list) ? link.list : field.key;
  return placed < items.length
    ? [{ field: target, says: phrase`${placed} of ${items.length} ${ours(field.label.toLowerCase())} have found a home so far.` }]
    : [];
}
