import { z } from 'zod';
import type { DraftOp } from '../../workshop/apply-ops.ts';
import { cleanText } from '../../workshop/clean-text.ts';
import { concernsKey, type Draft, itemsOf } from '../../workshop/draft.ts';
import type { MessageId } from '../../workshop/ids.ts';
import type { Json, JsonObject } from '../../workshop/json.ts';
import type { RawLine } from '../../workshop/proposal.ts';
import type { Field, FieldOf, StepDefinition } from '../../workshop/step-definition.ts';

/**
 * What a model may give back, made from the step's definition: lenient (everything may be missing, minimums are the gate's matter),
 * two levels deep, only nullable fields, because strict structured output takes nothing else.
 */

const factTypes = ['domain', 'preference', 'project', 'technology'] as const;
const fieldsKey = 'fields';
const factsKey = 'facts';
const offersKey = 'offers';
const evidence = z.array(z.number()).describe('The #numbers of the messages of people that say so. Never empty.');
const quote = z.string().nullable().describe('Words of one of these messages, letter for letter; null if there is nothing worth quoting.');

export interface ExtractedFact {
  type: (typeof factTypes)[number];
  key: string;
  value: string;
  confidence: number;
  evidence: number[];
}

/** Something consequential that may be offered to the people, and when that makes sense. */
export interface OfferKind {
  id: string;
  when: string;
}

/** What a model would offer; nothing in it has been checked. */
export interface ExtractedOffer {
  action: string;
  /** As the model names it. */
  step: string | null;
  evidence: (MessageId | undefined)[];
}

/** `swot.strengths` is no name for a property of a schema everywhere. */
const encodeKey = (key: string) => key.replaceAll('.', '__');

function isAsked(field: Field): boolean {
  return !field.derived && !field.from && field.kind !== 'projected';
}

function propSchema(prop: Field): z.ZodType | undefined {
  const about = [prop.label, prop.hint].filter(Boolean).join(': ');
  switch (prop.kind) {
    case 'text':
      return z.string().nullable().describe(about);
    case 'choice':
      return z
        .enum(prop.options as [string, ...string[]])
        .nullable()
        .describe(about);
    case 'number':
      return z.number().nullable().describe(`${about} (${prop.min} to ${prop.max})`);
    case 'rated':
      return z
        .string()
        .nullable()
        .describe(`${about}: a number from ${prop.min} to ${prop.max}, then “because” and the reason that was given`);
    case 'flag':
      return z.boolean().nullable().describe(about);
    case 'texts':
      return prop.gathers ? undefined : z.array(z.string()).nullable().describe(`${about}, at most ${prop.max}`);
    case 'link':
      return z.string().nullable().describe(`${about}: the name of one that is written down`);
    default:
      return undefined;
  }
}

function scalarFields(definition: StepDefinition): Field[] {
  return definition.fields.filter((field) => isAsked(field) && ['text', 'choice', 'number', 'rated'].includes(field.kind));
}

function itemLists(definition: StepDefinition): FieldOf<'items'>[] {
  return definition.fields.filter(
    (field) => isAsked(field) && field.kind === 'items' && field.props.some((prop) => prop.kind !== 'projected'),
  ) as FieldOf<'items'>[];
}

function textLists(definition: StepDefinition): string[] {
  return [...definition.fields.filter((field) => isAsked(field) && field.kind === 'texts').map((field) => field.key), concernsKey];
}

/**
 * The schema of one step's extraction. Its root has a key for single fields, one for each list, one for facts, and one for what is to be
 * offered where anything may be.
 */
export function extractionSchema(definition: StepDefinition, offers: readonly OfferKind[] = []): z.ZodType<Record<string, unknown>> {
  const shape: Record<string, z.ZodType> = {};
  const scalars = scalarFields(definition);
  if (scalars.length > 0)
    shape[fieldsKey] = z.array(
      z.object({
        field: z.enum(scalars.map((field) => encodeKey(field.key)) as [string, ...string[]]),
        value: z.string(),
        evidence,
        quote,
      }),
    );
  for (const list of itemLists(definition)) {
    const props = list.props.flatMap((prop) => {
      const schema = propSchema(prop);
      return schema ? [[encodeKey(prop.key), schema] as const] : [];
    });
    const item = z.string().nullable().describe('The id (i3) of the one that is written down and is to be changed; null for a new one.');
    shape[encodeKey(list.key)] = z.array(z.object({ item, ...Object.fromEntries(props), evidence, spoken: quote }));
  }
  for (const key of textLists(definition)) shape[encodeKey(key)] = z.array(z.object({ text: z.string(), evidence, quote }));
  shape[factsKey] = z.array(
    z.object({
      type: z.enum(factTypes),
      key: z.string().describe('Two to four words that name it, e.g. “number of clinics”.'),
      value: z.string(),
      confidence: z.number().describe('0 to 1'),
      evidence,
    }),
  );
  if (offers.length > 0) shape[offersKey] = offersSchema(offers);
  return z.object(shape);
}

function offersSchema(offers: readonly OfferKind[]): z.ZodType {
  return z
    .array(
      z.object({
        action: z
          .enum(offers.map((one) => one.id) as [string, ...string[]])
          .describe(offers.map((one) => `${one.id}: ${one.when}`).join('; ')),
        step: z.string().nullable().describe('The name of the step that is meant; null for the open one.'),
        evidence,
      }),
    )
    .describe('What a sharp facilitator would offer to do now, because the newest messages call for it: at most one, mostly none.');
}

type Row = Record<string, unknown>;
const rowsOf = (value: unknown): Row[] =>
  Array.isArray(value) ? value.filter((one): one is Row => typeof one === 'object' && one !== null) : [];
const textIn = (value: unknown): string => (typeof value === 'string' ? cleanText(value) : '');

/** The changes that an extraction stands for. `resolve` turns the #number of a message into its id; undefined when the prompt had no such. */
export function readExtraction(
  definition: StepDefinition,
  draft: Draft,
  extracted: Record<string, unknown>,
  resolve: (seq: number) => MessageId | undefined,
): RawLine[] {
  const lines: RawLine[] = [];
  const add = (row: Row, op: DraftOp | undefined) => {
    if (!op) return;
    const cited = Array.isArray(row.evidence) ? row.evidence.slice(0, 20) : [];
    lines.push({
      op,
      evidence: cited.map((seq) => (typeof seq === 'number' ? resolve(seq) : undefined)),
      quote: textIn('spoken' in row ? row.spoken : row.quote) || null,
    });
  };
  for (const row of rowsOf(extracted[fieldsKey])) {
    const field = scalarFields(definition).find((one) => encodeKey(one.key) === row.field);
    const value = field && fieldValue(field, row.value);
    if (field && value !== undefined) add(row, { op: 'set', field: field.key, value });
  }
  for (const list of itemLists(definition)) for (const row of rowsOf(extracted[encodeKey(list.key)])) add(row, itemOp(list, draft, row));
  for (const key of textLists(definition))
    for (const row of rowsOf(extracted[encodeKey(key)]))
      if (textIn(row.text)) add(row, { op: 'add', list: key, values: { text: textIn(row.text) } });
  return lines;
}

export function readFacts(extracted: Record<string, unknown>): ExtractedFact[] {
  return rowsOf(extracted[factsKey]).flatMap((row) => {
    const { type, key, value, confidence } = row;
    if (!factTypes.includes(type as ExtractedFact['type']) || !textIn(key) || !textIn(value) || typeof confidence !== 'number') return [];
    const cited = Array.isArray(row.evidence) ? row.evidence.filter((one): one is number => typeof one === 'number') : [];
    return [
      {
        type: type as ExtractedFact['type'],
        key: textIn(key).slice(0, 80),
        value: textIn(value).slice(0, 500),
        confidence,
        evidence: cited,
      },
    ];
  });
}

export function readOffer(extracted: Record<string, unknown>, resolve: (seq: number) => MessageId | undefined): ExtractedOffer | undefined {
  const [row] = rowsOf(extracted[offersKey]);
  if (!row || !textIn(row.action)) return undefined;
  const cited = Array.isArray(row.evidence) ? row.evidence.slice(0, 20) : [];
  return {
    action: textIn(row.action),
    step: textIn(row.step) || null,
    evidence: cited.map((seq) => (typeof seq === 'number' ? resolve(seq) : undefined)),
  };
}

const rating = /^(\d+)\s*(?:\/\s*\d+)?\s*[,:;–—-]?\s*(?:because\s+)?(.+)$/is;

function fieldValue(field: Field, value: unknown): Json | undefined {
  if (field.kind === 'rated') {
    const match = rating.exec(textIn(value));
    return match?.[2] ? { score: Number(match[1]), rationale: match[2].trim() } : undefined;
  }
  if (field.kind === 'texts') return Array.isArray(value) ? value.map(textIn).filter(Boolean) : undefined;
  if (field.kind === 'flag') return value === true ? true : undefined;
  if (field.kind === 'number') return typeof value === 'number' ? value : textIn(value) || undefined;
  return textIn(value) || undefined;
}

function itemOp(list: FieldOf<'items'>, draft: Draft, row: Row): DraftOp | undefined {
  const values: JsonObject = {};
  for (const prop of list.props) {
    const value = fieldValue(prop, row[encodeKey(prop.key)]);
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) values[prop.key] = value;
  }
  if (Object.keys(values).length === 0) return undefined;
  const itemId = textIn(row.item);
  if (itemId && itemsOf(draft, list.key).some((item) => item.id === itemId)) return { op: 'update', list: list.key, itemId, values };
  return { op: 'add', list: list.key, values };
}
