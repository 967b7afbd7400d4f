import type { DraftOp } from '../../workshop/apply-ops.ts';
import { type Draft, type DraftItem, itemsOf, normalise, textOf } from '../../workshop/draft.ts';
import type { Json, JsonObject } from '../../workshop/json.ts';
import type { FieldOf } from '../../workshop/step-definition.ts';
import { compose } from './compose.ts';

/** Labelled lines that belong to one item, until another one begins. */
export interface Block {
  list: FieldOf<'items'>;
  values: JsonObject;
}

/** An item in a block that only says which one is meant. */
export function namingOf(list: FieldOf<'items'>, item: DraftItem): JsonObject {
  const name = item.values[list.nameProp];
  return name === undefined ? {} : { [list.nameProp]: name };
}

/** Labelled lines that name something known, or nothing new, complete that or what was talked about last; lists by adding to them. */
export function blockOp(draft: Draft, list: FieldOf<'items'>, given: JsonObject): DraftOp {
  const values = compose(list, given);
  const items = itemsOf(draft, list.key);
  const said = (holder: JsonObject | undefined, key: string) => normalise(textOf(holder?.[key]));
  const title = list.lineOrder?.[0] ?? list.nameProp;
  const isOther = (item: DraftItem, key: string) =>
    said(values, key) !== '' && said(item.values, key) !== '' && said(values, key) !== said(item.values, key);
  const known = items.find(
    (item) => said(values, list.nameProp) !== '' && said(item.values, list.nameProp) === said(values, list.nameProp),
  );
  const latest = [...items].sort((a, b) => a.seq - b.seq).at(-1);
  const meant = known ?? (latest && !isOther(latest, list.nameProp) && !isOther(latest, title) ? latest : undefined);
  if (!meant) return { op: 'add', list: list.key, values };
  const merged: JsonObject = {};
  for (const [key, value] of Object.entries(values)) {
    const before = meant.values[key];
    if (meant === known && key === list.nameProp) continue;
    merged[key] = (Array.isArray(value) && Array.isArray(before) ? [...new Set([...before, ...value])] : value) as Json;
  }
  return { op: 'update', list: list.key, itemId: meant.id, values: compose(list, { ...meant.values, ...merged }) };
}
