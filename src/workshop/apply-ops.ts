import {
  type Capture,
  captureMemory,
  concernsKey,
  type Draft,
  type DraftItem,
  itemsOf,
  maxConcerns,
  normalise,
  type Origin,
  type Source,
  textOf,
} from './draft.ts';
import type { Json, JsonObject } from './json.ts';
import { type Phrase, phrase } from './phrase.ts';
import type { Field, FieldOf, StepDefinition } from './step-definition.ts';
import { originOf } from './synthetic.ts';
import { addSaid, sayOf } from './who-said.ts';

/** One change to a draft, as a parser, a form or a person's Fix makes it. Links are given by the name or the id of their target. */
export type DraftOp =
  | { op: 'set'; field: string; value: Json }
  | { op: 'clear'; field: string }
  | { op: 'add'; list: string; values: JsonObject }
  | { op: 'update'; list: string; itemId: string; values: JsonObject }
  | { op: 'remove'; list: string; itemId: string }
  /** Exactly these items carry the flag; all others lose it. */
  | { op: 'mark'; list: string; prop: string; itemIds: string[] };

export interface Refusal {
  op: DraftOp;
  /** Which property of an item does not fit; undefined when it is the whole change. */
  prop?: string;
  says: Phrase;
}
type Problem = Omit<Refusal, 'op'>;

export interface Applied {
  draft: Draft;
  /** Undefined when nothing was changed. */
  capture?: Capture;
  refused: Refusal[];
}

const absoluteMaxChars = 3_000;

export function fieldOf(definition: StepDefinition, key: string): Field | undefined {
  return definition.fields.find((field) => field.key === key);
}

/** Concerns are a list of texts in every step. */
const concernsField: Field = { kind: 'texts', key: concernsKey, label: 'Concerns', singular: 'concern', max: maxConcerns };

function listField(definition: StepDefinition, list: string): FieldOf<'items'> | FieldOf<'texts'> | undefined {
  const field = list === concernsKey ? concernsField : fieldOf(definition, list);
  return field?.kind === 'items' || field?.kind === 'texts' ? field : undefined;
}

/** The property whose text names an item. */
function nameProp(field: Field): string {
  return field.kind === 'items' ? field.nameProp : 'text';
}

/** A value in the shape its field wants, or why it cannot be taken. Minimums are the gate's matter, not the draft's. */
function fitValue(field: Field, value: Json): { value: Json } | { says: Phrase } {
  switch (field.kind) {
    case 'text': {
      const text = textOf(value).trim();
      const max = field.maxChars ?? absoluteMaxChars;
      if (!text) return { says: phrase`“${field.label}” is empty. Write a few words.` };
      if (text.length > max)
        return { says: phrase`“${field.label}” takes up to ${max} characters; this has ${text.length}. Shorten it, please.` };
      return { value: text };
    }
    case 'choice': {
      const wanted = textOf(value).trim().toLowerCase();
      const found = field.options.find((option) => option === wanted);
      return found ? { value: found } : { says: phrase`“${field.label}” is one of ${field.options.join(', ')}.` };
    }
    case 'number': {
      const number = typeof value === 'number' ? value : Number.parseFloat(textOf(value));
      if (!Number.isFinite(number) || number < field.min || number > field.max)
        return { says: phrase`“${field.label}” is a number from ${field.min} to ${field.max}.` };
      return { value: number };
    }
    case 'rated': {
      const given = value as { score?: Json; rationale?: Json } | null;
      const score = typeof given?.score === 'number' ? given.score : Number.parseInt(textOf(given?.score), 10);
      const rationale = textOf(given?.rationale).trim();
      if (!Number.isInteger(score) || score < field.min || score > field.max)
        return { says: phrase`“${field.label}” is a whole number from ${field.min} to ${field.max}, with a reason.` };
      if (!rationale) return { says: phrase`“${field.label}” needs its reason too: “${field.label}: ${score} because …”.` };
      return { value: { score, rationale: rationale.slice(0, absoluteMaxChars) } };
    }
    case 'flag':
      return { value: value === true };
    case 'texts': {
      const list = (Array.isArray(value) ? value : [value]).map((one) => textOf(one).trim()).filter(Boolean);
      if (list.length > field.max)
        return { says: phrase`“${field.label}” holds up to ${field.max}; this has ${list.length}. Keep the ones that matter most.` };
      return { value: list.map((one) => one.slice(0, absoluteMaxChars)) };
    }
    case 'link':
      return { value: value === null ? null : textOf(value) };
    case 'items':
    case 'projected':
      return { says: phrase`“${field.label}” can't be set in one go.` };
  }
}

function resolveLink(draft: Draft, field: FieldOf<'link'>, value: Json): { value: Json } | { says: Phrase } {
  const wanted = textOf(value);
  if (value === null || wanted === '') return { value: null };
  if (field.parkable && wanted === 'parked') return { value: 'parked' };
  const targets = itemsOf(draft, field.list);
  const found =
    targets.find((item) => item.id === wanted) ??
    targets.find((item) => Object.values(item.values).some((one) => typeof one === 'string' && normalise(one) === normalise(wanted)));
  return found ? { value: found.id } : { says: phrase`There is no ${field.label.toLowerCase()} called “${wanted}” yet. Add it first.` };
}

/** The values that fit their properties, and why the others do not. `item`: the one that is changed, if there is one. */
function fitItem(
  definition: StepDefinition,
  draft: Draft,
  list: string,
  given: JsonObject,
  item?: DraftItem,
): { values: JsonObject; problems: Problem[] } {
  const field = listField(definition, list);
  const values: JsonObject = {};
  const problems: Problem[] = [];
  const props: readonly Field[] = field?.kind === 'items' ? field.props : [{ kind: 'text', key: 'text', label: field?.label ?? list }];
  for (const prop of props) {
    const raw = given[prop.key];
    if (raw === undefined) continue;
    if (raw === null && prop.kind !== 'link') {
      values[prop.key] = null;
      continue;
    }
    const fitted = prop.kind === 'link' ? resolveLink(draft, prop, raw) : fitValue(prop, raw);
    if ('says' in fitted) problems.push({ prop: prop.key, says: fitted.says });
    else values[prop.key] = fitted.value;
  }
  const overfull = refuseOverfull(definition, draft, list, item, values);
  if (overfull) problems.push(overfull);
  return { values, problems };
}

/**
 * Applies changes in their order; what does not fit is refused with a sentence and the rest still counts.
 * Adding something that is there already (same name, whatever its case) completes it instead of doubling it.
 */
export function applyOps(
  definition: StepDefinition,
  draft: Draft,
  ops: readonly DraftOp[],
  by: { source: Source; origin: Origin; seq: number },
): Applied {
  const next: Draft = structuredClone(draft);
  const touched = new Map<string, Capture['touched'][number]>();
  const refused: Refusal[] = [];
  const rememberField = (field: string) => {
    if (!touched.has(field)) touched.set(field, { field, before: structuredClone(next.fields[field]) ?? null });
  };
  const rememberItem = (list: string, itemId: string, before: DraftItem | undefined) => {
    const key = `${list}/${itemId}`;
    if (!touched.has(key)) touched.set(key, { list, itemId, before: structuredClone(before) ?? null });
  };
  const change = (list: string, item: DraftItem, values: JsonObject) => {
    rememberItem(list, item.id, item);
    sayOf(item, values, by.source);
    item.origin = originOf(listField(definition, list), item.values, { before: item.origin, now: by.origin });
    item.seq = by.seq;
  };

  for (const op of ops) refused.push(...applyOne(op).map((problem) => ({ op, ...problem })));
  if (touched.size === 0) return { draft, refused };
  const capture: Capture = { seq: by.seq, source: by.source, touched: [...touched.values()], ...(draft.asked && { asked: draft.asked }) };
  next.captures = [...next.captures, capture].slice(-captureMemory);
  return { draft: next, capture, refused };

  function applyOne(op: DraftOp): Problem[] {
    if (op.op === 'set' || op.op === 'clear') {
      const field = fieldOf(definition, op.field);
      if (!field) return [{ says: phrase`This step has no “${op.field}”.` }];
      if (op.op === 'clear') {
        rememberField(op.field);
        delete next.fields[op.field];
        return [];
      }
      const fitted = fitValue(field, op.value);
      if ('says' in fitted) return [fitted];
      rememberField(op.field);
      next.fields[op.field] = give(next, field, fitted.value, by);
      return [];
    }
    const field = listField(definition, op.list);
    if (!field) return [{ says: phrase`This step has no “${op.list}”.` }];
    next.items[op.list] ??= [];
    const list = next.items[op.list] as DraftItem[];
    if (op.op === 'add') return addItem(op.list, field, list, op.values);
    if (op.op === 'mark') {
      for (const { item, isOn } of changesOfMark(list, op)) {
        const overfull = isOn ? refuseOverfull(definition, next, op.list, item, { [op.prop]: true }) : undefined;
        if (overfull) return [overfull];
        change(op.list, item, { [op.prop]: isOn });
      }
      return [];
    }
    const item = list.find((one) => one.id === op.itemId);
    if (!item) return [{ says: phrase`That ${field.singular} is gone: somebody removed it meanwhile.` }];
    if (op.op === 'remove') {
      rememberItem(op.list, item.id, item);
      list.splice(list.indexOf(item), 1);
      return [];
    }
    const { values, problems } = fitItem(definition, next, op.list, op.values, item);
    if (Object.keys(values).length > 0) change(op.list, item, values);
    return problems;
  }

  function addItem(listKey: string, field: FieldOf<'items'> | FieldOf<'texts'>, list: DraftItem[], given: JsonObject): Problem[] {
    const { values, problems } = fitItem(definition, next, listKey, given);
    const needsWords = { says: phrase`A ${field.singular} needs a few words.` };
    const naming = nameProp(field);
    const name = normalise(textOf(values[naming]));
    if (!name && field.kind === 'texts') return problems.length > 0 ? problems : [needsWords];
    const same = name ? list.find((item) => normalise(textOf(item.values[naming])) === name) : undefined;
    if (same) {
      const { [naming]: _sameName, ...others } = values;
      // Whoever says nothing but the name says that; with more behind it, it only tells which one is meant.
      if (Object.keys(others).length === 0) addSaid(same, [naming], [by.source]);
      change(listKey, same, others);
      return problems;
    }
    if (Object.keys(values).length === 0) return problems.length > 0 ? problems : [needsWords];
    if (list.length >= field.max)
      return [{ says: phrase`“${field.label}” holds up to ${field.max}. Take one out with Fix first, then add this.` }];
    const id = `i${next.nextItemNumber++}`;
    rememberItem(listKey, id, undefined);
    list.push({ id, values, sources: [by.source], origin: originOf(field, values, { before: by.origin, now: by.origin }), seq: by.seq });
    return problems;
  }
}

function give(draft: Draft, field: Field, value: Json, by: { source: Source; origin: Origin; seq: number }): Draft['fields'][string] {
  return { value, sources: sourcesOf(draft, field, value, by.source), origin: by.origin, seq: by.seq };
}

/** “We go with: 1” says which one; its words are those of whoever wrote it, who comes first. */
function sourcesOf(draft: Draft, field: Field, value: Json, source: Source): Source[] {
  if (field.kind !== 'text' || !field.picksFrom) return [source];
  const { list, prop } = field.picksFrom;
  const picked = itemsOf(draft, list).find((item) => normalise(textOf(item.values[prop])) === normalise(textOf(value)));
  return [...(picked?.sources.filter((one) => one.messageId !== source.messageId) ?? []), source];
}

/** Items whose flag is to change, those that lose it first. */
function changesOfMark(list: readonly DraftItem[], op: { prop: string; itemIds: string[] }): { item: DraftItem; isOn: boolean }[] {
  const wrong = list.filter((item) => (item.values[op.prop] === true) !== op.itemIds.includes(item.id));
  return wrong.map((item) => ({ item, isOn: op.itemIds.includes(item.id) })).sort((a, b) => Number(a.isOn) - Number(b.isOn));
}

/** Takes a flag off the values when as many items carry it as may be chosen, and says so. */
function refuseOverfull(
  definition: StepDefinition,
  draft: Draft,
  list: string,
  item: DraftItem | undefined,
  values: JsonObject,
): Problem | undefined {
  for (const field of definition.fields) {
    if (field.kind !== 'projected' || field.list !== list || !field.where) continue;
    const flag = field.where;
    const held = itemsOf(draft, list).filter((one) => one !== item && one.values[flag] === true).length;
    if (values[flag] !== true || held < field.max) continue;
    delete values[flag];
    return { prop: flag, says: phrase`“${field.label}” holds up to ${field.max}. Take one out first, then add this.` };
  }
  return undefined;
}
