import { type Artifact, listUngrouped, type Provenance, type ProvenanceEntry, valueAt } from '../workshop/artifact.ts';
import { type Draft, textOf } from '../workshop/draft.ts';
import { isJsonObject, type Json, type JsonObject } from '../workshop/json.ts';
import { outlineArtifact, wordsOf } from '../workshop/outline.ts';
import type { Field, FieldOf, StepDefinition } from '../workshop/step-definition.ts';
import type { LineSources, OverviewDetail, OverviewLine, OverviewSection } from './overview.ts';
import { narrowSources } from './take-section.ts';

/** A field that people are expected to fill: its absence is worth telling. */
export function isAsked(field: Field): boolean {
  return !field.optional && !field.derived && !(field.kind === 'items' && field.internal);
}

/** The sections of an artifact, each line with where it came from. What the product derived from other steps is left out: the pack has those steps. */
export function assembleSections(definition: StepDefinition, artifact: Artifact, provenance: Provenance): OverviewSection[] {
  return outlineArtifact(definition, artifact).flatMap((section) => {
    const field = definition.fields.find((one) => one.key === section.key);
    if (!field || field.derived) return [];
    const value = valueAt(artifact, field.key);
    const lines = section.entries.map((entry, index) => {
      const item = Array.isArray(value) ? value[index] : undefined;
      const line: OverviewLine = {
        path: entry.path,
        title: entry.title,
        marks: [],
        details: [],
        parts: [],
        ...sourcesAt(provenance, entry.path, shownBy(field)),
      };
      return field.kind === 'items' && isJsonObject(item) ? describeItem(definition, field, item, line, provenance) : line;
    });
    return [
      {
        key: field.key,
        label: field.label,
        singular: 'singular' in field ? field.singular : field.label,
        shape: shapeOf(field),
        nameLabel: nameLabelOf(field),
        columns: columnsOf(field, lines),
        lines,
      },
    ];
  });
}

/** What is in none of the groups that the step made. */
export function assembleUngrouped(definition: StepDefinition, draft: Draft): OverviewSection[] {
  return listUngrouped(definition, draft).map(({ field, holder, prop, members }) => {
    const lines = members.map(({ value, provenance }, index) => {
      const path = `${field.key}[${index}]`;
      return describePart(definition, prop, value, path, { [path]: provenance });
    });
    return {
      key: field.key,
      label: `${field.label} in no ${holder.singular}`,
      singular: field.singular,
      shape: 'list',
      nameLabel: field.label,
      columns: columnsOf(field, lines),
      lines,
      besides: holder.key,
    };
  });
}

/** `props`: only who said these, where that is known. */
function sourcesAt(provenance: Provenance, path: string, props?: readonly string[]): { sources?: LineSources } {
  const entry = provenance[path];
  if (!entry) return {};
  const said = props && entry.props ? onlyOf(entry, props) : entry;
  return said.messageIds.length > 0 ? { sources: { messageIds: said.messageIds, userIds: said.userIds, origin: entry.origin } } : {};
}

/** In the order of the whole, so that what a line began with comes first. */
function onlyOf(
  { messageIds, userIds, props = {} }: ProvenanceEntry,
  keys: readonly string[],
): Pick<ProvenanceEntry, 'messageIds' | 'userIds'> {
  const said = keys.flatMap((key) => props[key] ?? []);
  return {
    messageIds: messageIds.filter((id) => said.some((one) => one.messageIds.includes(id))),
    userIds: userIds.filter((id) => said.some((one) => one.userIds.includes(id))),
  };
}

/** Of what is only shown of other items: what is said of them, and that they were picked. */
function shownBy(field: Field): string[] | undefined {
  return field.kind === 'projected' ? [...field.props, ...(field.where ? [field.where] : [])] : undefined;
}

/** Things that are chosen between few words are compared in a table; things with lists of their own get a heading each. */
function shapeOf(field: Field): OverviewSection['shape'] {
  if (field.kind === 'texts' || field.kind === 'projected') return 'list';
  if (field.kind !== 'items') return 'line';
  if (field.props.some((prop) => prop.kind === 'choice')) return 'table';
  return field.props.some((prop) => prop.kind === 'texts' && !prop.gathers) ? 'profiles' : 'list';
}

function nameLabelOf(field: Field): string {
  return field.kind === 'items' ? (field.props.find((prop) => prop.key === field.nameProp)?.label ?? field.label) : field.label;
}

function columnsOf(field: Field, lines: readonly OverviewLine[]): OverviewSection['columns'] {
  if (field.kind !== 'items') return [];
  const used = new Set(lines.flatMap((line) => line.details.map((detail) => detail.key)));
  return field.props.filter((prop) => used.has(prop.key)).map(({ key, label }) => ({ key, label }));
}

function describeItem(
  definition: StepDefinition,
  field: FieldOf<'items'>,
  item: JsonObject,
  line: OverviewLine,
  provenance: Provenance,
): OverviewLine {
  const ownName = field.titleProp ? textOf(item[field.titleProp]) : '';
  const naming = (ownName && field.titleProp) || field.nameProp;
  const described: OverviewLine = { ...line, title: ownName || line.title };
  const isToldApart = provenance[line.path]?.props !== undefined;
  for (const prop of field.props) {
    const value = valueAt(item, prop.key);
    if (prop.kind === 'link' || value === undefined || value === null || value === '' || value === false) continue;
    if (prop.key === naming) continue;
    if (prop.kind === 'flag') {
      described.marks.push(prop.label);
      described.flags = [...(described.flags ?? []), prop.key];
    } else if (prop.kind === 'projected' || (prop.kind === 'texts' && prop.gathers)) {
      const lines = (Array.isArray(value) ? value : []).map((part, index) =>
        describePart(definition, prop, part, `${line.path}.${prop.key}[${index}]`, provenance),
      );
      if (lines.length > 0) described.parts.push({ label: prop.label, lines });
    } else if (!saysTheSameAgain(field, prop, item)) {
      described.details.push({ ...detailOf(prop, value), ...(isToldApart ? sourcesAt(provenance, line.path, [prop.key]) : {}) });
    }
  }
  if (!isToldApart) return described;
  const { sources: own } = sourcesAt(provenance, line.path, [naming, ...partsOfName(field, naming), ...(described.flags ?? [])]);
  return narrowSources({ ...described, ...(own ? { own } : {}) });
}

/** What a name was put together from. */
function partsOfName({ compose }: FieldOf<'items'>, naming: string): string[] {
  return compose?.prop === naming ? [...compose.template.matchAll(/\{(\w+)\}/g)].flatMap(([, key]) => key ?? []) : [];
}

/** The parts of a question beside the whole question. */
function saysTheSameAgain(field: FieldOf<'items'>, prop: Field, item: JsonObject): boolean {
  return field.compose !== undefined && textOf(item[field.compose.prop]) !== '' && field.compose.template.includes(`{${prop.key}}`);
}

function detailOf(prop: Field, value: Json): OverviewDetail {
  const dot = prop.key.indexOf('.');
  return {
    key: prop.key,
    label: prop.label,
    text: wordsOf(value),
    ...(Array.isArray(value) ? { items: value.map(wordsOf) } : {}),
    ...(dot > 0 ? { group: prop.key.slice(0, dot) } : {}),
  };
}

function describePart(
  definition: StepDefinition,
  prop: FieldOf<'projected'> | FieldOf<'texts'>,
  part: Json,
  path: string,
  provenance: Provenance,
): OverviewLine {
  const shown = prop.kind === 'projected' ? prop.props : [prop.gathers?.prop ?? prop.key];
  const line: OverviewLine = { path, title: wordsOf(part), marks: [], details: [], parts: [], ...sourcesAt(provenance, path, shown) };
  if (prop.kind !== 'projected' || !isJsonObject(part)) return line;
  const members = definition.fields.find((one) => one.key === prop.list);
  const props = members?.kind === 'items' ? members.props : [];
  const [naming, ...others] = prop.props;
  line.title = textOf(part[naming ?? '']);
  for (const key of others) {
    const field = props.find((one) => one.key === key);
    const value = part[key];
    if (!field || value === undefined || value === '' || value === false) continue;
    if (field.kind === 'flag') line.marks.push(field.label);
    else line.details.push(detailOf(field, value));
  }
  return line;
}
