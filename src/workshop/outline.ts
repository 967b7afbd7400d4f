import { type Artifact, valueAt } from './artifact.ts';
import { textOf } from './draft.ts';
import { describeGap, type Gap } from './gate.ts';
import { isJsonObject, type Json } from './json.ts';
import type { Field, StepDefinition } from './step-definition.ts';

/** An artifact as people read it: the one projection behind cards, documents, prompts and summaries. Never raw json. */
export interface OutlineSection {
  key: string;
  label: string;
  entries: OutlineEntry[];
}
export interface OutlineEntry {
  /** Where its provenance is kept: `hmwStatement`, `stakeholders[2]`. */
  path: string;
  title: string;
  details: { label: string; text: string }[];
}

/** Sections in the order of the definition; what is missing is left out. */
export function outlineArtifact(definition: StepDefinition, artifact: Artifact): OutlineSection[] {
  return definition.fields.flatMap((field) => {
    if (field.kind === 'items' && field.internal) return [];
    const value = valueAt(artifact, field.key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      const title = wordsOf(value);
      return title ? [{ key: field.key, label: field.label, entries: [{ path: field.key, title, details: [] }] }] : [];
    }
    const entries = value.map((item, index) => outlineItem(field, item, `${field.key}[${index}]`));
    return entries.length > 0 ? [{ key: field.key, label: field.label, entries }] : [];
  });
}

function outlineItem(field: Field, item: Json, path: string): OutlineEntry {
  if (!isJsonObject(item) || field.kind !== 'items') return { path, title: wordsOf(item), details: [] };
  const shown = field.titleProp && textOf(item[field.titleProp]) ? field.titleProp : field.nameProp;
  const title = textOf(item[shown]) || `A ${field.singular} without a name`;
  const details = field.props.flatMap((prop) => {
    if (prop.key === shown || prop.kind === 'link') return [];
    const value = valueAt(item, prop.key);
    if (value === undefined || value === null || value === '' || value === false) return [];
    return [{ label: prop.label, text: value === true ? 'yes' : wordsOf(value) }];
  });
  return { path, title, details };
}

/** A value in one line: lists with semicolons, a score with its reason, an idea with its wild card. */
export function wordsOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(wordsOf).join('; ');
  if (isJsonObject(value)) {
    if (typeof value.score === 'number') return `${value.score}: ${textOf(value.rationale)}`;
    const [first, ...rest] = Object.entries(value);
    const more = rest.flatMap(([key, one]) =>
      one === true ? [key === 'isWildCard' ? 'wild card' : key] : typeof one === 'string' && one ? [one] : [],
    );
    return `${textOf(first?.[1])}${more.length > 0 ? ` (${more.join('; ')})` : ''}`;
  }
  return textOf(value);
}

const summaryWords = 150;

/** The step's long-term memory without a model: what was decided and what stayed open, at most 150 words. */
export function summariseArtifact(definition: StepDefinition, artifact: Artifact, gaps: readonly Gap[]): string {
  const sections = outlineArtifact(definition, artifact).map(
    (section) => `${section.label}: ${section.entries.map((entry) => entry.title).join('; ')}.`,
  );
  const open = gaps.length > 0 ? [`Still open: ${gaps.map(describeGap).join('; ')}.`] : [];
  const words = [...(sections.length > 0 ? sections : ['Nothing was written down.']), ...open]
    .join(' ')
    .replace(/([.?!])\./g, '$1')
    .split(/\s+/);
  if (words.length <= summaryWords) return words.join(' ');
  const stillOpen = open
    .join(' ')
    .split(/\s+/)
    .slice(0, summaryWords - 1);
  return [...words.slice(0, summaryWords - 1 - stillOpen.length), '…', ...stillOpen].join(' ').trim();
}

/** The line by which a finished step is remembered: its main decision. */
export function headline(definition: StepDefinition, artifact: Artifact): string | undefined {
  const sections = outlineArtifact(definition, artifact);
  const main = definition.headline ? sections.find((section) => section.key === definition.headline) : sections[0];
  if (!main) return undefined;
  const titles = main.entries.map((entry) => entry.title);
  return main.entries.length === 1
    ? titles[0]
    : `${titles.length} ${main.label.toLowerCase()}: ${titles.slice(0, 3).join(', ')}${titles.length > 3 ? ' …' : ''}`;
}
