import { type Artifact, holderList, ownValue, type Provenance, type ProvenanceEntry, valueAt } from './artifact.ts';
import { type Draft, type DraftItem, emptyDraft, type Given, type Source, textOf } from './draft.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Field, FieldOf, StepDefinition } from './step-definition.ts';

/**
 * A draft that gives this artifact again, with the sources that its provenance knows: for versions from before drafts were kept. Working
 * material that never went into the artifact (what nobody placed, how something was put) is not there any more; captures that could be
 * taken back are not either.
 */
export function rebuildDraft(definition: StepDefinition, artifact: Artifact, provenance: Provenance, seq: number): Draft {
  const draft = emptyDraft();
  const given = (path: string): Omit<Given, 'value'> => ({
    sources: sourcesAt(provenance, path),
    origin: provenance[path]?.origin ?? 'imported',
    seq,
  });
  const newItem = (values: JsonObject, path: string): DraftItem => ({
    id: `i${draft.nextItemNumber++}`,
    values,
    ...given(path),
    ...saidAt(provenance, path),
  });
  /** Members of working lists, each with what stands before it in the same list of the artifact. */
  const members = new Map<string, { item: DraftItem; after: DraftItem | undefined }[]>();
  const addMembers = (list: string, items: DraftItem[]) => {
    const known = members.get(list) ?? [];
    items.forEach((item, index) => void known.push({ item, after: items[index - 1] }));
    members.set(list, known);
  };

  for (const field of definition.fields) {
    if (field.derived || (field.kind === 'items' && field.internal)) continue;
    const value = ownValue(field, artifact);
    if (value === undefined || value === null) continue;
    if (field.kind === 'texts') {
      draft.items[field.key] = listOf(value).map((one, index) => newItem({ text: textOf(one) }, `${field.key}[${index}]`));
    } else if (field.kind === 'items') {
      draft.items[holderList(definition, field)] = listOf(value).map((one, index) => {
        const path = `${field.key}[${index}]`;
        const holder = newItem({}, path);
        holder.values = ownValues(field, one);
        for (const prop of field.props) {
          const inner = listOf(valueAt(one, prop.key));
          const innerPath = (at: number) => `${path}.${prop.key}[${at}]`;
          if (prop.kind === 'projected' && prop.by) {
            const by = prop.by;
            addMembers(
              prop.list,
              inner.map((part, at) => newItem({ ...memberValues(prop, part), [by]: holder.id }, innerPath(at))),
            );
          } else if (prop.kind === 'texts' && prop.gathers) {
            const { list, by, prop: key } = prop.gathers;
            addMembers(
              list,
              inner.map((part, at) => newItem({ [key]: textOf(part), [by]: holder.id }, innerPath(at))),
            );
          }
        }
        return holder;
      });
    } else if (field.kind !== 'projected') {
      draft.fields[field.key] = { value, ...given(field.key) };
    }
  }
  for (const field of definition.fields) if (field.kind === 'projected') markMembers(field, artifact, members, newItem);
  for (const [list, known] of members) draft.items[list] = arrange(known);
  return draft;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function saidAt(provenance: Provenance, path: string): Pick<DraftItem, 'said'> {
  const parts = Object.entries(provenance[path]?.props ?? {});
  return parts.length > 0 ? { said: Object.fromEntries(parts.map(([key, entry]) => [key, listSources(entry)])) } : {};
}

function sourcesAt(provenance: Provenance, path: string): Source[] {
  return listSources(provenance[path]);
}

function listSources(entry: Pick<ProvenanceEntry, 'messageIds' | 'userIds'> | undefined): Source[] {
  return (entry?.messageIds ?? []).map((messageId, index) => ({
    messageId,
    userId: entry?.userIds[Math.min(index, entry.userIds.length - 1)] ?? '',
  }));
}

/** What an item says itself, in the flat shape of a draft. */
function ownValues(field: FieldOf<'items'>, value: Json): JsonObject {
  const values: JsonObject = {};
  for (const prop of field.props) {
    const own = valueAt(value, prop.key);
    if (own === undefined || own === null || !isOwn(prop)) continue;
    if (prop.kind !== 'flag' || own === true) values[prop.key] = own;
  }
  return values;
}

function isOwn(prop: Field): boolean {
  return prop.kind !== 'projected' && prop.kind !== 'link' && !(prop.kind === 'texts' && prop.gathers);
}

function memberValues(field: FieldOf<'projected'>, part: Json): JsonObject {
  const [only] = field.props;
  if (!isJsonObject(part)) return only && textOf(part) ? { [only]: part } : {};
  return Object.fromEntries(Object.entries(part).filter(([key, value]) => value !== '' && !(key.startsWith('is') && value === false)));
}

/** What was picked carries its mark again; what was picked without being in a group comes back too. */
function markMembers(
  field: FieldOf<'projected'> & { key: string },
  artifact: Artifact,
  members: Map<string, { item: DraftItem; after: DraftItem | undefined }[]>,
  newItem: (values: JsonObject, path: string) => DraftItem,
): void {
  const known = members.get(field.list) ?? [];
  const marked: DraftItem[] = [];
  listOf(valueAt(artifact, field.key)).forEach((part, index) => {
    const values = memberValues(field, part);
    const same = known.find(
      ({ item }) => !marked.includes(item) && Object.entries(values).every(([key, value]) => item.values[key] === value),
    );
    const item = same?.item ?? newItem(values, `${field.key}[${index}]`);
    if (!same) known.push({ item, after: undefined });
    if (field.where) item.values[field.where] = true;
    known.push({ item, after: marked.at(-1) });
    marked.push(item);
  });
  members.set(field.list, known);
}

/** One order that keeps every order that the artifact shows: in each group, and among what was picked. */
function arrange(known: readonly { item: DraftItem; after: DraftItem | undefined }[]): DraftItem[] {
  const waiting = [...new Set(known.map(({ item }) => item))];
  const placed: DraftItem[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((item) =>
      known.every((one) => one.item !== item || one.after === undefined || placed.includes(one.after)),
    );
    // Two orders that can't both be kept: the one that came first is.
    placed.push(...waiting.splice(Math.max(0, free), 1));
  }
  return placed;
}
