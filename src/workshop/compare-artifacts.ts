import { type Artifact, listMembers, ownValue, type Provenance, valueAt } from './artifact.ts';
import { type Draft, type DraftItem, normalise, textOf } from './draft.ts';
import type { UserId } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { wordsOf } from './outline.ts';
import type { Field, FieldOf, StepDefinition } from './step-definition.ts';

/** A result as it was at some time. Without the draft it was made from, its lines are known by their names. */
export interface ComparedArtifact {
  artifact: Artifact;
  provenance: Provenance;
  draft: Draft | null;
}

/** One value of a line, before and after; undefined where there was or is none. */
export interface ChangedPart {
  key: string;
  /** Empty where the line is nothing but this value. */
  label: string;
  before: Json | undefined;
  after: Json | undefined;
}

interface OfLine {
  /** In the definition. */
  field: string;
  label: string;
  title: string;
  /** Whose words made the difference, the newest last; nobody where that is not known. */
  userIds: UserId[];
}

export type Change =
  | ({ kind: 'added'; path: string; value: Json } & OfLine)
  | ({ kind: 'removed'; path: string; value: Json } & OfLine)
  | ({ kind: 'changed'; pathBefore: string; path: string; parts: ChangedPart[] } & OfLine)
  /** A mark (the dip, what was picked) is on other lines than before: their titles. */
  | { kind: 'moved'; field: string; prop: string | null; label: string; from: string[]; to: string[]; userIds: UserId[] };

/**
 * What is different, line by line in the order of the definition; empty when nothing is. Lines are recognised by what they are, not by
 * where they stand: by the id of their item and the message it began with, by their name where there is none. Order alone is no change.
 */
export function compareArtifacts(definition: StepDefinition, before: ComparedArtifact, after: ComparedArtifact): Change[] {
  return definition.fields.flatMap((field): Change[] => {
    if (field.kind === 'items' && field.internal) return [];
    if (field.kind === 'items' || field.kind === 'texts' || field.kind === 'projected')
      return compareLists(field, linesOf(definition, field, before), linesOf(definition, field, after));
    return compareValues(field, before, after);
  });
}

function compareValues(field: Field, before: ComparedArtifact, after: ComparedArtifact): Change[] {
  const old = ownValue(field, before.artifact);
  const fresh = ownValue(field, after.artifact);
  if (isSame(old, fresh)) return [];
  const line = { field: field.key, label: field.label, title: wordsOf(fresh ?? old) };
  if (isNothing(old)) return [{ kind: 'added', ...line, path: field.key, value: fresh ?? null, userIds: authors(after, field.key) }];
  if (isNothing(fresh)) return [{ kind: 'removed', ...line, path: field.key, value: old ?? null, userIds: [] }];
  const parts = [{ key: field.key, label: '', before: old, after: fresh }];
  return [{ kind: 'changed', ...line, pathBefore: field.key, path: field.key, parts, userIds: newAuthors(before, after, field.key) }];
}

/** A line of a list. */
interface Line {
  path: string;
  /** The id of its item and the message that it began with: together they are never another line's, not even in a fork or after a reset. */
  identity: string | undefined;
  title: string;
  value: Json;
  userIds: UserId[];
}

type ListField = FieldOf<'items'> | FieldOf<'texts'> | FieldOf<'projected'>;

function linesOf(definition: StepDefinition, field: ListField, { artifact, provenance, draft }: ComparedArtifact): Line[] {
  const value = valueAt(artifact, field.key);
  const members = draft ? listMembers(definition, draft, field) : [];
  return (Array.isArray(value) ? value : []).map((one, index) => {
    const path = `${field.key}[${index}]`;
    return { path, identity: identityOf(members[index]), title: titleOf(field, one), value: one, userIds: provenance[path]?.userIds ?? [] };
  });
}

function identityOf(item: DraftItem | undefined): string | undefined {
  return item && `${item.id}/${item.sources[0]?.messageId ?? ''}`;
}

function titleOf(field: ListField, value: Json): string {
  if (field.kind !== 'items' || !isJsonObject(value)) return wordsOf(value);
  return (
    textOf(field.titleProp ? value[field.titleProp] : undefined) || textOf(value[field.nameProp]) || `a ${field.singular} without a name`
  );
}

/** What a line without an identity is known by: its name, or all of it where it has none. */
function nameOf(field: ListField, value: Json): string {
  const name = normalise(field.kind === 'items' && isJsonObject(value) ? textOf(value[field.nameProp]) : wordsOf(value));
  return name || JSON.stringify(sorted(value));
}

function compareLists(field: ListField, before: Line[], after: Line[]): Change[] {
  const pairs = pairLines(field, before, after);
  if (field.kind === 'projected') return movedMark(field, null, before, after, pairs);
  const gone = before.filter((line) => !pairs.some(([old]) => old === line));
  const base = (line: Line) => ({ field: field.key, label: field.label, title: line.title });
  const lines = after.flatMap((line): Change[] => {
    const old = pairs.find(([, fresh]) => fresh === line)?.[0];
    if (!old) return [{ kind: 'added', ...base(line), path: line.path, value: line.value, userIds: line.userIds }];
    const parts = comparePartsOf(field, old.value, line.value);
    if (parts.length === 0) return [];
    const userIds = lastOf(
      line.userIds.filter((one) => !old.userIds.includes(one)),
      line.userIds,
    );
    return [{ kind: 'changed', ...base(line), pathBefore: old.path, path: line.path, parts, userIds }];
  });
  const removed = gone.map((line): Change => ({ kind: 'removed', ...base(line), path: line.path, value: line.value, userIds: [] }));
  const flags = field.kind === 'items' ? field.props.filter((prop) => prop.kind === 'flag') : [];
  return [...lines, ...removed, ...flags.flatMap((flag) => movedMark(field, flag, before, after, pairs))];
}

/** First by identity, then what is left by name; each line once. */
function pairLines(field: ListField, before: readonly Line[], after: readonly Line[]): [Line, Line][] {
  const pairs: [Line, Line][] = [];
  const isFree = (line: Line) => !pairs.some((pair) => pair.includes(line));
  const pair = (keyOf: (line: Line) => string | undefined) => {
    for (const line of after) {
      if (!isFree(line)) continue;
      const key = keyOf(line);
      const old = key ? before.find((one) => isFree(one) && keyOf(one) === key) : undefined;
      if (old) pairs.push([old, line]);
    }
  };
  pair((line) => line.identity);
  pair((line) => nameOf(field, line.value));
  return pairs;
}

function comparePartsOf(field: FieldOf<'items'> | FieldOf<'texts'>, before: Json, after: Json): ChangedPart[] {
  if (field.kind === 'texts' || !isJsonObject(before) || !isJsonObject(after))
    return isSame(before, after) ? [] : [{ key: '', label: '', before, after }];
  return field.props.flatMap((prop) => {
    if (prop.kind === 'link' || prop.kind === 'flag') return [];
    const [old, fresh] = [valueAt(before, prop.key), valueAt(after, prop.key)];
    const isOneSet = Array.isArray(old) && Array.isArray(fresh) && isSame(inOrder(old), inOrder(fresh));
    return isSame(old, fresh) || isOneSet ? [] : [{ key: prop.key, label: prop.label, before: old, after: fresh }];
  });
}

function movedMark(field: ListField, flag: Field | null, before: Line[], after: Line[], pairs: [Line, Line][]): Change[] {
  const isOn = (line: Line) => flag === null || (isJsonObject(line.value) && (line.value as JsonObject)[flag.key] === true);
  const [from, to] = [before.filter(isOn), after.filter(isOn)];
  const stays = pairs.filter(([old, fresh]) => from.includes(old) && to.includes(fresh) && (flag !== null || old.title === fresh.title));
  if (stays.length === from.length && stays.length === to.length) return [];
  const fresh = to.filter((line) => !stays.some(([, one]) => one === line));
  return [
    {
      kind: 'moved',
      field: field.key,
      prop: flag?.key ?? null,
      label: flag?.label ?? field.label,
      from: from.map((line) => line.title),
      to: to.map((line) => line.title),
      userIds: [...new Set(fresh.flatMap((line) => line.userIds.slice(-1)))],
    },
  ];
}

/** A list of words that has others than before: what came, what went. */
export function compareTexts(before: readonly Json[], after: readonly Json[]): { added: string[]; removed: string[] } {
  const [old, fresh] = [before.map(wordsOf), after.map(wordsOf)];
  return { added: fresh.filter((one) => !old.includes(one)), removed: old.filter((one) => !fresh.includes(one)) };
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return (isNothing(one) && isNothing(other)) || JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** The order of an object's keys means nothing: the database keeps none. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((one) => sorted(one) ?? null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key]) ?? null]),
  );
}

function inOrder(list: readonly Json[]): Json[] {
  return [...list].sort((one, other) => wordsOf(one).localeCompare(wordsOf(other)));
}

function authors({ provenance }: ComparedArtifact, path: string): UserId[] {
  return provenance[path]?.userIds.slice(-1) ?? [];
}

function newAuthors(before: ComparedArtifact, after: ComparedArtifact, path: string): UserId[] {
  const old = before.provenance[path]?.userIds ?? [];
  const fresh = after.provenance[path]?.userIds ?? [];
  return lastOf(
    fresh.filter((one) => !old.includes(one)),
    fresh,
  );
}

/** Of those who are new here, else of all: the newest. */
function lastOf(preferred: readonly UserId[], all: readonly UserId[]): UserId[] {
  return (preferred.length > 0 ? preferred : all).slice(-1);
}
