import { valueAt } from '../workshop/artifact.ts';
import { type Draft, itemsOf, normalise, textOf } from '../workshop/draft.ts';
import type { Artifacts } from '../workshop/gate.ts';
import { isJsonObject, type Json } from '../workshop/json.ts';
import type { Field, FieldOf } from '../workshop/step-definition.ts';

export type FormInput = { key: string; label: string; hint?: string; optional: boolean } & (
  | { kind: 'text'; long: boolean; maxChars: number; initial?: string }
  | { kind: 'choice'; options: FormOption[]; initial?: string }
  | { kind: 'picks'; options: FormOption[]; initial: string[]; max: number }
  | { kind: 'people'; initial: string[]; max?: number }
  /** Boxes to tick; a form that needs one ticked says so with `optional: false`. */
  | { kind: 'ticks'; options: FormOption[]; initial: string[] }
  /** A public channel, or a private one that the bot is in. */
  | { kind: 'channel'; initial?: string }
);
export interface FormOption {
  value: string;
  label: string;
}

export const textInputChars = 3_000;
/** Slack takes no longer value for an option; what is longer is typed. */
const maxOptionChars = 150;

/** `core: uses it`: an option, and what it stands for. */
export function optionsOf(field: FieldOf<'choice'>): FormOption[] {
  return field.options.map((option) => ({ value: option, label: field.means?.[option] ? `${option}: ${field.means[option]}` : option }));
}

/** The inputs for something new on a list, with what earlier steps suggest for it. */
export function newItemInputs(list: FieldOf<'items'>, draft: Draft, earlier: Artifacts): FormInput[] {
  // What is put together from its parts is not asked for once more.
  const composed = list.compose?.prop === list.nameProp ? list.compose.prop : undefined;
  return list.props
    .filter((prop) => prop.key !== composed)
    .flatMap((prop) => {
      const isOptional = composed ? prop.optional === true : prop.key !== list.nameProp;
      if (prop.kind !== 'text') return propInputs(prop, undefined, isOptional);
      return offeredInput(prop, list, draft, earlier) ?? propInputs(prop, suggestedText(prop, earlier), isOptional);
    });
}

function suggestedText({ suggests }: FieldOf<'text'>, earlier: Artifacts): string | undefined {
  if (!suggests) return undefined;
  const first = (value: Json | undefined) => (Array.isArray(value) ? value[0] : value);
  const found = first(valueAt(earlier[suggests.step], suggests.field));
  const text = textOf(suggests.prop ? first(valueAt(found, suggests.prop)) : found);
  const start = suggests.after ? text.indexOf(`${suggests.after} `) : -1;
  return (start < 0 ? text : text.slice(start + (suggests.after?.length ?? 0))).trim().replace(/[.!]+$/, '');
}

function offeredInput(prop: FieldOf<'text'>, list: FieldOf<'items'>, draft: Draft, earlier: Artifacts): FormInput[] | undefined {
  const value = prop.offers && valueAt(earlier[prop.offers.step], prop.offers.field);
  const texts = Array.isArray(value) ? value.map(textOf).filter(Boolean) : [];
  if (texts.length === 0 || texts.some((text) => text.length > maxOptionChars)) return undefined;
  const taken = itemsOf(draft, list.key).map((item) => normalise(textOf(item.values[prop.key])));
  const next = texts.find((text) => !taken.includes(normalise(text)));
  const options = texts.map((text) => ({ value: text, label: text }));
  return [{ key: prop.key, label: prop.label, optional: false, kind: 'choice', options, ...(next ? { initial: next } : {}) }];
}

/** The inputs for a field of the step itself. Where it picks from a list, the list is offered. */
export function fieldInputs(field: Field, value: Json | undefined, draft: Draft): FormInput[] {
  const picks = field.kind === 'text' ? field.picksFrom : undefined;
  const items = picks ? itemsOf(draft, picks.list) : [];
  if (!picks || items.length === 0) return propInputs(field, value, true);
  const chosen = items.find((item) => textOf(item.values[picks.prop]) === textOf(value));
  // Somebody wrote one that is not on the list: it stays to be edited.
  if (value !== undefined && !chosen) return propInputs(field, value, true);
  const options = items.map((item) => ({ value: item.id, label: textOf(item.values[picks.prop]) || '…' }));
  return [{ key: field.key, label: field.label, optional: true, kind: 'choice', options, ...(chosen ? { initial: chosen.id } : {}) }];
}

/** The inputs for one field or property, filled with its value: two for a score and its reason, none for what people do not give. */
export function propInputs(prop: Field, value: Json | undefined, optional: boolean): FormInput[] {
  const base = { key: prop.key, label: prop.label, optional, ...(prop.hint ? { hint: prop.hint } : {}) };
  const initial = (text: string) => (text ? { initial: text.slice(0, textInputChars) } : {});
  switch (prop.kind) {
    case 'text':
      return [
        {
          ...base,
          kind: 'text',
          long: prop.long === true || (prop.maxChars ?? textInputChars) > 300,
          maxChars: prop.maxChars ?? textInputChars,
          ...initial(textOf(value)),
        },
      ];
    case 'texts':
      if (prop.derived) return [];
      return [
        {
          ...base,
          hint: prop.hint ?? 'One per line.',
          kind: 'text',
          long: true,
          maxChars: textInputChars,
          ...initial(Array.isArray(value) ? value.map(textOf).join('\n') : ''),
        },
      ];
    case 'choice':
      return [{ ...base, kind: 'choice', options: optionsOf(prop), ...initial(textOf(value)) }];
    case 'number':
      return [{ ...base, kind: 'text', long: false, maxChars: 10, ...initial(textOf(value)) }];
    case 'flag':
      return [
        {
          ...base,
          kind: 'choice',
          options: [
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ],
          ...initial(value === true ? 'yes' : ''),
        },
      ];
    case 'rated': {
      const options = Array.from({ length: prop.max - prop.min + 1 }, (_, index) => String(prop.min + index)).map((one) => ({
        value: one,
        label: one,
      }));
      const rated = isJsonObject(value) ? value : {};
      return [
        { ...base, key: `${prop.key}.score`, kind: 'choice', options, ...initial(textOf(rated.score)) },
        {
          ...base,
          key: `${prop.key}.rationale`,
          label: `${prop.label}, because`,
          kind: 'text',
          long: false,
          maxChars: textInputChars,
          ...initial(textOf(rated.rationale)),
        },
      ];
    }
    default:
      return [];
  }
}
