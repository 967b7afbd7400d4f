import { createHash } from 'node:crypto';
import { itemsOf } from '../workshop/draft.ts';
import type { UserId } from '../workshop/ids.ts';
import { type Phrase, person, phrase } from '../workshop/phrase.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import type { FormInput } from './form-inputs.ts';
import { buildForm, commonForms, type FormValues, formDefinition } from './forms.ts';
import type { FormRequest } from './use-case.ts';

type Value = FormValues[string];

/** What a form says against what it showed when it was opened, and what is there by now. */
export interface MergedForm {
  /** What its sender changed is as they want it, all else as it is now: so nobody takes back what others wrote meanwhile. */
  values: FormValues;
  /** Both changed the same: by input, with the other's name and words (F-06). */
  conflicts: { key: string; says: Phrase }[];
  /** What is there now where its sender wants something else: they have seen it once they are told, and may put theirs in its place. */
  present: FormValues;
}

/** `shown`: what its sender has seen, mostly what it was filled with. Forms that only add something have nothing to merge. */
export function mergeForm(step: StepWithDraft, request: FormRequest, values: FormValues, shown: FormValues): MergedForm {
  if (!showsWhatIsThere(step, request)) return { values, conflicts: [], present: {} };
  const now = new Map(buildForm(step, request, { isWhole: true }).inputs.map((input) => [input.key, input]));
  const merged: MergedForm = { values: {}, conflicts: [], present: {} };
  for (const [key, value] of Object.entries(values)) {
    const input = now.get(key);
    const present = input && initialOf(input);
    if (isSeen(value, shown[key])) {
      if (input) merged.values[key] = present ?? null;
      continue;
    }
    merged.values[key] = value;
    if (!input || isSame(present, value)) continue;
    merged.present[key] = present ?? null;
    if (!isSeen(present, shown[key])) merged.conflicts.push({ key, says: sayConflict(step, request, input) });
  }
  return merged;
}

/** A long value that somebody has seen is remembered by its checksum: a modal's memory holds little. */
const seenPrefix = 'sha256:';
const maxKeptChars = 600;

/** What was seen, short enough to be kept with a modal. */
export function keepSeen(values: FormValues, maxChars = maxKeptChars): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, JSON.stringify(value).length > maxChars ? checksumOf(value) : value]),
  );
}

/** Whether a value is the one that was seen. */
export function isSeen(value: Value | undefined, seen: Value | undefined): boolean {
  return isSame(value, seen ?? null) || (typeof seen === 'string' && seen.startsWith(seenPrefix) && checksumOf(value ?? null) === seen);
}

function checksumOf(value: Value): string {
  return `${seenPrefix}${createHash('sha256').update(plainOf(value)).digest('hex').slice(0, 24)}`;
}

function showsWhatIsThere({ definition }: StepWithDraft, request: FormRequest): boolean {
  if (request.formId === commonForms.capture) return false;
  const kind = formDefinition(definition, request.formId)?.kind;
  return request.itemId !== undefined || kind === 'fields' || kind === 'assign' || kind === 'pick';
}

function initialOf(input: FormInput): Value {
  return input.initial ?? null;
}

/** Nothing, an empty text and an empty choice are the same; so are two choices in another order. */
function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return plainOf(a) === plainOf(b);
}

function plainOf(value: Value | undefined): string {
  return JSON.stringify((Array.isArray(value) ? [...value].sort() : value ? [value.trim()] : []).filter(Boolean));
}

function sayConflict(step: StepWithDraft, request: FormRequest, input: FormInput): Phrase {
  const who = authorOf(step, request, input.key);
  return sayFaster(who, wordsOf(input));
}

/** Beside an input: who has put what into its place since the form was opened. */
export function sayFaster(who: UserId | undefined, words: string): Phrase {
  const what = words ? phrase`changed this to “${words}”` : phrase`took this out`;
  return phrase`${who ? [person(who)] : phrase`Somebody`} ${what} while your form was open. Send it again to put yours in its place.`;
}

function authorOf({ definition, draft }: StepWithDraft, request: FormRequest, key: string): UserId | undefined {
  const itemId = request.itemId ?? key.split('/')[0] ?? '';
  const item = definition.fields.flatMap((field) => itemsOf(draft, field.key)).find((one) => one.id === itemId);
  const fieldKey = request.itemId?.startsWith('field:') ? request.itemId.slice('field:'.length) : key.replace(/\.(score|rationale)$/, '');
  return (item?.sources ?? draft.fields[fieldKey]?.sources ?? itemsOf(draft, fieldKey).at(-1)?.sources)?.at(-1)?.userId;
}

function wordsOf(input: FormInput): string {
  if (input.kind === 'people' || input.kind === 'channel') return '';
  if (input.kind === 'text') return input.initial ?? '';
  const chosen = [input.initial ?? []].flat();
  return input.options
    .filter((option) => chosen.includes(option.value))
    .map((option) => option.label)
    .join(', ');
}
