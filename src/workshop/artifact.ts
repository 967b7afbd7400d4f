import { z } from 'zod';
import { type Draft, type DraftItem, itemsOf, type Origin, type Source, textOf } from './draft.ts';
import type { MessageId, UserId } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import type { Field, FieldOf, StepDefinition } from './step-definition.ts';

/** The structured result of a step, in the shape that product.md lists. Missing stays missing. */
export type Artifact = JsonObject;

export interface ProvenanceEntry {
  messageIds: MessageId[];
  userIds: UserId[];
  origin: Origin;
  /** Who said which property of an item, where several people gave it something and they are told apart. */
  props?: Record<string, Pick<ProvenanceEntry, 'messageIds' | 'userIds'>>;
}
/** By path: `hmwStatement`, `stakeholders[2]`; what an item only gathers has its own: `clusters[0].ideas[1]`. */
export type Provenance = Record<string, ProvenanceEntry>;

export const artifactSchemaVersion = '1.0';

/** All the messages that an artifact rests on, each once. */
export function sourcesOfArtifact(provenance: Provenance): ProvenanceEntry {
  const entries = Object.values(provenance);
  return {
    messageIds: [...new Set(entries.flatMap((entry) => entry.messageIds))],
    userIds: [...new Set(entries.flatMap((entry) => entry.userIds))],
    origin: 'imported',
  };
}

/** Reads `swot.strengths` out of nested objects. */
export function valueAt(holder: Json | undefined, key: string): Json | undefined {
  let value: Json | undefined = holder;
  for (const part of key.split('.')) value = isJsonObject(value) ? value[part] : undefined;
  return value;
}

/** What a field itself says in an artifact: a score may share its object with other fields. */
export function ownValue(field: Field, artifact: Artifact): Json | undefined {
  const value = valueAt(artifact, field.key);
  if (field.kind !== 'rated' || !isJsonObject(value)) return value;
  return value.score === undefined ? undefined : { score: value.score, rationale: value.rationale ?? '' };
}

function setAt(holder: JsonObject, key: string, value: Json): void {
  const parts = key.split('.');
  const last = parts.pop() as string;
  let at = holder;
  for (const part of parts) {
    const inner = at[part];
    if (isJsonObject(inner)) at = inner;
    else {
      const made: JsonObject = {};
      at[part] = made;
      at = made;
    }
  }
  const before = at[last];
  at[last] = isJsonObject(before) && isJsonObject(value) ? { ...before, ...value } : value;
}

function provenanceOf({ sources, origin, said }: Pick<DraftItem, 'sources' | 'origin' | 'said'>): ProvenanceEntry {
  const parts = said && sources.length > 1 ? Object.entries(said).map(([key, one]) => [key, idsOf(one)] as const) : [];
  return { ...idsOf(sources), origin, ...(parts.length > 0 ? { props: Object.fromEntries(parts) } : {}) };
}

function idsOf(sources: readonly Source[]): Pick<ProvenanceEntry, 'messageIds' | 'userIds'> {
  return { messageIds: [...new Set(sources.map((one) => one.messageId))], userIds: [...new Set(sources.map((one) => one.userId))] };
}

/** What an earlier step decided, and the messages that its result rests on. */
export interface StepMemory {
  text: string;
  sources: ProvenanceEntry;
}

/** Projects a draft to the artifact and says where each of its lines came from. `stepSummaries` fill the fields derived from them. */
export function projectArtifact(
  definition: StepDefinition,
  draft: Draft,
  stepSummaries: readonly StepMemory[] = [],
): { artifact: Artifact; provenance: Provenance } {
  const artifact: Artifact = {};
  const provenance: Provenance = {};
  for (const field of definition.fields) {
    if (field.kind === 'items' && field.internal) continue;
    if (field.derived === 'step-summaries') {
      if (field.kind !== 'texts' || stepSummaries.length === 0) continue;
      const kept = stepSummaries.slice(0, field.max);
      setAt(
        artifact,
        field.key,
        kept.map((one) => one.text),
      );
      kept.forEach((one, index) => {
        if (one.sources.messageIds.length > 0) provenance[`${field.key}[${index}]`] = one.sources;
      });
    } else if (field.kind === 'projected') {
      const chosen = projectedItems(draft, field, undefined);
      const values = chosen.map((item) => projectedValue(field, item));
      if (values.length > 0) setAt(artifact, field.key, values);
      chosen.forEach((item, index) => {
        provenance[`${field.key}[${index}]`] = provenanceOf(item);
      });
    } else if (field.kind === 'items' || field.kind === 'texts') {
      const held = itemsForList(draft, definition, field);
      const values = held.map((item, index) => {
        const path = `${field.key}[${index}]`;
        provenance[path] = provenanceOf(item);
        return field.kind === 'texts' ? textOf(item.values.text) : projectItem(draft, field, item, { path, provenance });
      });
      if (values.length > 0) setAt(artifact, field.key, values);
    } else {
      const given = draft.fields[field.key];
      if (given === undefined) continue;
      // A nested field goes into this object next, and the draft's own must not change by being looked at.
      setAt(artifact, field.key, structuredClone(given.value));
      provenance[field.key] = provenanceOf(given);
    }
  }
  return { artifact, provenance };
}

/** A list whose items are only a projection of another list (groups of ideas) takes that list's items. */
function itemsForList(draft: Draft, definition: StepDefinition, field: FieldOf<'items'> | FieldOf<'texts'>): readonly DraftItem[] {
  if (field.kind === 'texts') return itemsOf(draft, field.key);
  return itemsOf(draft, holderList(definition, field));
}

/** The items that a list of the artifact is made from, in its order. */
export function listMembers(
  definition: StepDefinition,
  draft: Draft,
  field: FieldOf<'items'> | FieldOf<'texts'> | FieldOf<'projected'>,
): readonly DraftItem[] {
  return field.kind === 'projected' ? projectedItems(draft, field, undefined) : itemsForList(draft, definition, field);
}

/** The list of a projecting field's holders: the one that its members' link points to. */
export function holderList(definition: StepDefinition, field: FieldOf<'items'>): string {
  for (const prop of field.props) {
    if (prop.kind !== 'projected' || !prop.by) continue;
    const members = definition.fields.find((one) => one.key === prop.list);
    const link = members?.kind === 'items' ? members.props.find((one) => one.key === prop.by) : undefined;
    if (link?.kind === 'link') return link.list;
  }
  return field.key;
}

function projectedItems(draft: Draft, field: FieldOf<'projected'>, holderId: string | undefined): readonly DraftItem[] {
  return itemsOf(draft, field.list).filter(
    (item) => (field.by ? item.values[field.by] === holderId : true) && (field.where ? item.values[field.where] === true : true),
  );
}

function projectedValue(field: FieldOf<'projected'>, item: DraftItem): Json {
  const [only, ...more] = field.props;
  if (only && more.length === 0) return item.values[only] ?? '';
  const value: JsonObject = {};
  for (const prop of field.props) value[prop] = item.values[prop] ?? (prop.startsWith('is') ? false : '');
  return value;
}

function projectItem(draft: Draft, field: FieldOf<'items'>, item: DraftItem, at: { path: string; provenance: Provenance }): JsonObject {
  const value: JsonObject = {};
  for (const prop of field.props) {
    if (prop.kind === 'link') continue;
    if (prop.kind === 'projected') {
      const inner = projectedItems(draft, prop, item.id);
      if (inner.length > 0) value[prop.key] = inner.map((one) => projectedValue(prop, one));
      inner.forEach((one, index) => {
        at.provenance[`${at.path}.${prop.key}[${index}]`] = provenanceOf(one);
      });
    } else if (prop.kind === 'texts') {
      const all = gatherTexts(draft, prop, item);
      if (all.size > 0) setAt(value, prop.key, [...all.keys()]);
      if (prop.gathers)
        [...all.values()].forEach((from, index) => {
          at.provenance[`${at.path}.${prop.key}[${index}]`] = provenanceOf(from);
        });
    } else if (prop.kind === 'flag') {
      value[prop.key] = item.values[prop.key] === true;
    } else {
      const own = item.values[prop.key];
      if (own !== undefined && own !== null) setAt(value, prop.key, structuredClone(own));
    }
  }
  return value;
}

/** Members of a list that none of its groups has. */
export interface Ungrouped {
  field: FieldOf<'items'> & Pick<Field, 'key' | 'label'>;
  /** What groups them. */
  holder: FieldOf<'items'> & Pick<Field, 'key'>;
  /** How the groups show their members. */
  prop: FieldOf<'projected'>;
  /** As they would stand in a group, each with its provenance. */
  members: { value: Json; provenance: ProvenanceEntry }[];
}

/** What people said in this step that no group took in: the artifact does not have it. What an earlier step has is not listed again. */
export function listUngrouped(definition: StepDefinition, draft: Draft): Ungrouped[] {
  return definition.fields.flatMap((field): Ungrouped[] => {
    if (field.kind !== 'items' || !field.internal || field.seededFrom) return [];
    for (const holder of definition.fields) {
      if (holder.kind !== 'items' || holder.internal) continue;
      const prop = holder.props.find((one) => one.kind === 'projected' && one.list === field.key && one.by);
      if (prop?.kind !== 'projected' || !prop.by) continue;
      const { by } = prop;
      const groups = new Set(itemsOf(draft, holderList(definition, holder)).map((group) => group.id));
      const members = itemsOf(draft, field.key)
        .filter((item) => !groups.has(textOf(item.values[by])))
        .map((item) => ({ value: projectedValue(prop, item), provenance: provenanceOf(item) }));
      return members.length > 0 ? [{ field, holder, prop, members }] : [];
    }
    return [];
  });
}

/** Each text with the item that said it: the item's own, then those of the items that point to it. */
function gatherTexts(draft: Draft, prop: FieldOf<'texts'>, item: DraftItem): Map<string, DraftItem> {
  const own = item.values[prop.key];
  const texts = new Map<string, DraftItem>((Array.isArray(own) ? own.map(textOf) : []).map((text) => [text, item]));
  const gathers = prop.gathers;
  if (!gathers) return texts;
  for (const one of itemsOf(draft, gathers.list)) {
    if (texts.size >= prop.max) break;
    const text = textOf(one.values[gathers.prop]);
    if (one.values[gathers.by] === item.id && !texts.has(text)) texts.set(text, one);
  }
  return texts;
}

function schemaOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text':
      return z.string();
    case 'choice':
      return z.enum(field.options as [string, ...string[]]);
    case 'number':
      return z.number().min(field.min).max(field.max);
    case 'rated':
      return z.looseObject({ score: z.int().min(field.min).max(field.max), rationale: z.string() });
    case 'flag':
      return z.boolean();
    case 'texts':
      return z.array(z.string()).max(field.max);
    case 'link':
      return z.string().nullable();
    case 'items':
      return z.array(objectSchema(field.props)).max(field.max);
    case 'projected':
      return z.array(field.props.length === 1 ? z.string() : z.record(z.string(), z.union([z.string(), z.boolean()]))).max(field.max);
  }
}

function objectSchema(fields: readonly Field[]): z.ZodType {
  const shape: Record<string, z.ZodType> = {};
  const groups = new Map<string, Field[]>();
  for (const field of fields) {
    if (field.kind === 'link' || (field.kind === 'items' && field.internal)) continue;
    const dot = field.key.indexOf('.');
    if (dot < 0) shape[field.key] = schemaOf(field).optional();
    else {
      const group = field.key.slice(0, dot);
      groups.set(group, [...(groups.get(group) ?? []), { ...field, key: field.key.slice(dot + 1) }]);
    }
  }
  for (const [group, inner] of groups) shape[group] = shape[group] ? z.looseObject({}).optional() : objectSchema(inner).optional();
  return z.strictObject(shape);
}

/** Checks shape and bounds, not completeness: strict minimums live in the gate. */
export function artifactSchema(definition: StepDefinition): z.ZodType {
  return objectSchema(definition.fields);
}
