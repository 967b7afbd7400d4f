import { type Draft, type DraftItem, type Given, itemsOf, normalise, textOf } from './draft.ts';
import type { StepDefinition } from './step-definition.ts';

/** Something that a step took from an earlier one, and that is different there by now. */
export type CarriedChange = { field: string; label: string } & (
  | { kind: 'value'; before: string; after: string; given: Given }
  | { kind: 'list'; added: DraftItem[]; changed: { itemId: string; before: string; item: DraftItem }[]; goneIds: string[] }
);

/**
 * What an earlier step would give this draft now, against what it has. `seed`: a fresh draft of the step from what earlier steps have now;
 * `seededBefore`: such drafts from what they had before. What people put in themselves is never gone.
 */
export function findCarried(definition: StepDefinition, draft: Draft, seed: Draft, seededBefore: readonly Draft[]): CarriedChange[] {
  return definition.fields.flatMap((field): CarriedChange[] => {
    const base = { field: field.key, label: field.label };
    const fresh = seed.fields[field.key];
    if (field.from && fresh) {
      const [before, after] = [textOf(draft.fields[field.key]?.value), textOf(fresh.value)];
      return before === after ? [] : [{ ...base, kind: 'value', before, after, given: fresh }];
    }
    if (field.kind !== 'items' || !field.seededFrom) return [];
    const nameOf = (item: DraftItem) => textOf(item.values[field.nameProp]);
    const isNamed = (item: DraftItem, items: readonly DraftItem[]) =>
      items.some((one) => normalise(nameOf(one)) === normalise(nameOf(item)));
    const held = itemsOf(draft, field.key);
    const wanted = itemsOf(seed, field.key);
    const old = seededBefore.flatMap((one) => itemsOf(one, field.key));
    const stale = held.filter((item) => !isNamed(item, wanted) && isNamed(item, old));
    const changed: { itemId: string; before: string; item: DraftItem }[] = [];
    const added: DraftItem[] = [];
    for (const item of wanted) {
      if (isNamed(item, held)) continue;
      const begunWith = item.sources[0]?.messageId;
      const same = stale.find(
        (one) => begunWith !== undefined && one.sources[0]?.messageId === begunWith && !changed.some(({ itemId }) => itemId === one.id),
      );
      if (same) changed.push({ itemId: same.id, before: nameOf(same), item });
      else added.push(item);
    }
    const goneIds = stale.filter((item) => !changed.some(({ itemId }) => itemId === item.id)).map((item) => item.id);
    return added.length + changed.length + goneIds.length > 0 ? [{ ...base, kind: 'list', added, changed, goneIds }] : [];
  });
}

/** The draft with what earlier steps have now. Words that changed keep their place: what somebody sorted stays sorted. */
export function takeOver(definition: StepDefinition, draft: Draft, change: CarriedChange): Draft {
  const next: Draft = structuredClone(draft);
  if (change.kind === 'value') {
    next.fields[change.field] = change.given;
    return next;
  }
  const field = definition.fields.find((one) => one.key === change.field);
  const naming = field?.kind === 'items' ? field.nameProp : 'text';
  const max = field?.kind === 'items' ? field.max : change.added.length;
  const kept = (next.items[change.field] ?? []).filter((item) => !change.goneIds.includes(item.id));
  for (const { itemId, item } of change.changed) {
    const at = kept.findIndex((one) => one.id === itemId);
    const before = kept[at];
    if (before)
      kept[at] = {
        ...before,
        values: { ...before.values, [naming]: item.values[naming] ?? '' },
        sources: item.sources,
        origin: item.origin,
        said: { ...before.said, [naming]: item.said?.[naming] ?? item.sources },
        seq: item.seq,
      };
  }
  for (const item of change.added) if (kept.length < max) kept.push({ ...item, id: `i${next.nextItemNumber++}` });
  next.items[change.field] = kept;
  return next;
}
