import { normalise } from '../../workshop/draft.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';

/** What a label in front of a colon can mean in a step. */
export type LabelTarget =
  | { at: 'field'; field: Field }
  | { at: 'prop'; list: FieldOf<'items'>; prop: Field }
  /** `Group Quiet arrival: 1, 3`: an item of this list, by name. */
  | { at: 'holder'; list: FieldOf<'items'>; name: string }
  | { at: 'concern' };

const concernLabels = ['disagree', 'i disagree', 'concern', 'concerns', 'objection', 'worry', 'risk i see'];

/** Every word for a field, lower case: its label, its key and its aliases. */
export function namesOf(field: Field): string[] {
  const own = [field.label, field.key, field.key.split('.').at(-1) ?? '', ...(field.aliases ?? [])];
  if (field.kind === 'items' || field.kind === 'texts') own.push(field.singular);
  return [...new Set(own.map(normalise))];
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

/**
 * Finds what a label means. Fields of the step come first; properties of its lists next, those of `inside` before others,
 * since "Goals" inside a persona is the persona's.
 */
export function findLabel(definition: StepDefinition, label: string, inside?: string): LabelTarget | undefined {
  const wanted = normalise(label);
  if (!wanted) return undefined;
  if (concernLabels.includes(wanted)) return { at: 'concern' };
  const lists = definition.fields.filter((field): field is FieldOf<'items'> => field.kind === 'items');
  const ordered = [...lists.filter((list) => list.key === inside), ...lists.filter((list) => list.key !== inside)];
  if (inside) {
    const target = findProp(ordered.slice(0, 1), wanted);
    if (target) return target;
  }
  const field = definition.fields.find((one) => one.kind !== 'items' && !one.derived && !one.from && namesOf(one).includes(wanted));
  if (field) return { at: 'field', field };
  const prop = findProp(ordered, wanted);
  if (prop) return prop;
  const list = lists.find((one) => !isProjectionOnly(one) && namesOf(one).includes(wanted));
  if (list) return { at: 'field', field: list };
  for (const one of lists) {
    if (isProjectionOnly(one) || !membersOf(definition, one.key)) continue;
    const lead = namesOf(one).find((name) => wanted.startsWith(`${name} `));
    if (lead) return { at: 'holder', list: one, name: label.trim().slice(lead.length).trim() };
  }
  return undefined;
}

function findProp(lists: readonly FieldOf<'items'>[], wanted: string): LabelTarget | undefined {
  for (const list of lists) {
    if (list.internal && list.seededFrom) continue;
    const prop = list.props.find((one) => one.kind !== 'link' && one.kind !== 'projected' && namesOf(one).includes(wanted));
    if (prop) return { at: 'prop', list, prop };
  }
  return undefined;
}

/** A list that only shows what other lists hold takes no words of its own. */
export function isProjectionOnly(list: FieldOf<'items'>): boolean {
  return list.props.some((prop) => prop.kind === 'projected');
}

/** The field that an unlabelled text opens with words for, and the text without pure lead-ins such as "the problem is". */
export function findCue(definition: StepDefinition, text: string): { field: Field | 'concern'; rest: string } | undefined {
  const lower = text.toLowerCase().replace(/’/g, "'");
  if (/^(i disagree|i'm not convinced|i am not convinced|i have a concern|i see a risk)\b/.test(lower))
    return { field: 'concern', rest: text };
  for (const field of definition.fields) {
    const cue = (field.cues ?? []).find((one) => lower.startsWith(one));
    if (!cue) continue;
    const isLeadIn = /( is| are| for)$/.test(cue);
    const rest = isLeadIn ? text.slice(cue.length).replace(/^[\s:,]*(that )?/i, '') : text;
    return { field, rest: rest ? rest.charAt(0).toUpperCase() + rest.slice(1) : text };
  }
  return undefined;
}

/** The field for questions to ask people, in the step that collects them. */
export function questionsField(definition: StepDefinition): FieldOf<'texts'> | undefined {
  return definition.fields.find((field): field is FieldOf<'texts'> => field.kind === 'texts' && field.singular === 'question');
}

export function collectsQuestions(definition: StepDefinition): boolean {
  return questionsField(definition) !== undefined;
}
