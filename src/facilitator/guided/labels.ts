import { normalise } from '../../workshop/draft.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';

/** What a label in front of a colon can mean in a step. */
export type LabelTarget =
  | { at: 'field'; field: Field }
  /** `of`: the item whose property it is, by name: `Rosa's goals`. */
  | { at: 'prop'; list: FieldOf<'items'>; prop: Field; of?: string }
  /** `Group Quiet arrival: 1, 3`: an item of this list, by name; the name may follow instead. */
  | { at: 'holder'; list: FieldOf<'items'>; name: string }
  | { at: 'concern' }
  /** `Parked: 3`: left out on purpose. */
  | { at: 'parked' };

const concernLabels = [
  'disagree',
  'i disagree',
  'concern',
  'my concern',
  'counterpoint',
  'pushback',
  'push back',
  'disagreement',
  'doubt',
  'my doubt',
  'concerns',
  'objection',
  'worry',
  'my worry',
  'risk i see',
];
const parkedLabels = ['park', 'parked', 'parking lot', 'parking', 'leave out', 'left out', 'set aside', 'put aside'];
const maxLabelWords = 8;

/** Every word for a field, lower case: its label, its key and its aliases. */
export function namesOf(field: Field): string[] {
  const own = [field.label, field.key, field.key.split('.').at(-1) ?? '', ...(field.aliases ?? [])];
  if (field.kind === 'items' || field.kind === 'texts') own.push(field.singular);
  if (field.kind === 'flag') own.push(...field.mark);
  return [...new Set(own.map(normalise))].filter(Boolean);
}

/** The lists whose items people sort into this one, e.g. insights into themes. */
export function membersOf(definition: StepDefinition, list: string): { members: FieldOf<'items'>; link: FieldOf<'link'> } | undefined {
  for (const members of definition.fields) {
    if (members.kind !== 'items') continue;
    const link = members.props.find((prop): prop is FieldOf<'link'> => prop.kind === 'link' && prop.list === list);
    if (link) return { members, link };
  }
  return undefined;
}

/** The list that people sort others into, if the step has one. */
export function holdersOf(definition: StepDefinition): FieldOf<'items'> | undefined {
  return listsOf(definition).find((list) => membersOf(definition, list.key) !== undefined);
}

function listsOf(definition: StepDefinition): FieldOf<'items'>[] {
  return definition.fields.filter((field): field is FieldOf<'items'> => field.kind === 'items');
}

/**
 * Finds what a label means; `exact`: only as it is defined, otherwise also `Pain 2`, `Our biggest pain`, `Rosa's goals`.
 * Fields of the step come first; properties of its lists next, those of `inside` before others, since "Goals" inside a persona
 * is the persona's.
 */
export function findLabel(definition: StepDefinition, label: string, inside?: string, exact = false): LabelTarget | undefined {
  const wanted = normalise(label.replace(/\s*\([^)]*\)\s*$/, ''));
  if (!wanted || wanted.split(' ').length > maxLabelWords) return undefined;
  const found = findExact(definition, wanted, inside);
  if (found || exact) return found;
  const possessive = /^(.{1,60}?)['’]s\s+(.+)$/u.exec(label.trim());
  const owned = possessive?.[2] ? findExact(definition, normalise(possessive[2]), inside) : undefined;
  if (owned?.at === 'prop' && possessive?.[1]) return { ...owned, of: possessive[1].trim() };
  for (const variant of looserLabels(wanted)) {
    const target = findExact(definition, variant, inside);
    if (target) return target;
  }
  return findHolder(definition, label);
}

/** `pain 2` → `pain`, `our biggest pain` → `pain`, `problem (draft)` → `problem`. */
function looserLabels(wanted: string): string[] {
  const unnumbered = wanted.replace(/\s*#?\s*\d{1,2}$/, '');
  const bare = (text: string) =>
    text
      .replace(/^swot\b[\s–—-]*/, '')
      .replace(
        /^(?:(?:my|our|the|a|an|another|one more|one|main|biggest|first|second|third|next|new|and|also|then|top|final|draft|updated) )+/,
        '',
      );
  return [unnumbered, bare(wanted), bare(unnumbered)].filter((variant) => variant && variant !== wanted);
}

function findExact(definition: StepDefinition, wanted: string, inside: string | undefined): LabelTarget | undefined {
  if (concernLabels.includes(wanted)) return { at: 'concern' };
  const lists = listsOf(definition);
  const ordered = [...lists.filter((list) => list.key === inside), ...lists.filter((list) => list.key !== inside)];
  if (inside) {
    const target = propTarget(ordered.slice(0, 1), wanted, false);
    if (target) return target;
  }
  const isNamed = (one: Field) => one.kind !== 'items' && !one.derived && namesOf(one).includes(wanted);
  const field = definition.fields.find((one) => isNamed(one) && !one.from);
  if (field) return { at: 'field', field };
  const prop = propTarget(ordered, wanted, false);
  if (prop) return prop;
  const list = lists.find((one) => !isProjectionOnly(one) && namesOf(one).includes(wanted));
  if (list) return { at: 'field', field: list };
  if (parkedLabels.includes(wanted) && lists.some((one) => one.props.some((link) => link.kind === 'link' && link.parkable)))
    return { at: 'parked' };
  const carried = definition.fields.find(isNamed);
  return carried ? { at: 'field', field: carried } : propTarget(ordered, wanted, true);
}

/** `Group Quiet arrival`, `Theme B - Privacy`: a list's word and a name. */
function findHolder(definition: StepDefinition, label: string): LabelTarget | undefined {
  for (const list of listsOf(definition)) {
    if (isProjectionOnly(list) || !membersOf(definition, list.key)) continue;
    const name = withoutListWord(list, label);
    if (name !== undefined) return { at: 'holder', list, name };
  }
  return undefined;
}

/** What follows the list's own word: `Theme 2: Privacy` → `Privacy`, `Group B` → nothing. Undefined when the text does not start with it. */
export function withoutListWord(list: FieldOf<'items'>, text: string): string | undefined {
  const words = [...namesOf(list), ...namesOf(list).map((name) => `${name}s`)].sort((a, b) => b.length - a.length);
  const lower = text.trim().toLowerCase();
  const word = words.find((one) => lower.startsWith(one) && !/^[\p{L}\d]/u.test(lower.slice(one.length)));
  if (!word) return undefined;
  return text
    .trim()
    .slice(word.length)
    .replace(/^\s*#?(?:\d{1,2}|[A-Za-z])?\s*(?:[:=–—-]\s*|$)/, '')
    .trim();
}

function propTarget(lists: readonly FieldOf<'items'>[], wanted: string, flags: boolean): LabelTarget | undefined {
  for (const list of lists) {
    if (list.internal && list.seededFrom) continue;
    const prop = list.props.find(
      (one) => one.kind !== 'link' && one.kind !== 'projected' && (one.kind === 'flag') === flags && namesOf(one).includes(wanted),
    );
    if (prop) return { at: 'prop', list, prop };
  }
  return undefined;
}

/** The property of a list that a label names. */
export function findProp(list: FieldOf<'items'>, label: string): Field | undefined {
  const wanted = normalise(label);
  return list.props.find((one) => one.kind !== 'link' && one.kind !== 'projected' && namesOf(one).includes(wanted));
}

/** A list that only shows what other lists hold takes no words of its own. */
export function isProjectionOnly(list: FieldOf<'items'>): boolean {
  return list.props.some((prop) => prop.kind === 'projected');
}

/** The field for questions to ask people, in the step that collects them. */
export function questionsField(definition: StepDefinition): FieldOf<'texts'> | undefined {
  return definition.fields.find((field): field is FieldOf<'texts'> => field.kind === 'texts' && field.singular === 'question');
}

export function collectsQuestions(definition: StepDefinition): boolean {
  return questionsField(definition) !== undefined;
}
