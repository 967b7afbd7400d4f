import { isProjectionOnly } from '../facilitator/guided/labels.ts';
import { fieldOf } from '../workshop/apply-ops.ts';
import { type Draft, type DraftItem, itemsOf, textOf } from '../workshop/draft.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { Artifacts } from '../workshop/gate.ts';
import { isJsonObject, type Json } from '../workshop/json.ts';
import { phrase } from '../workshop/phrase.ts';
import { roleOf } from '../workshop/roles.ts';
import type { Field, FieldOf, FormDefinition, StepDefinition } from '../workshop/step-definition.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { featureForm } from './feature-forms.ts';
import { type FormInput, type FormOption, fieldInputs, newItemInputs, optionsOf, propInputs, textInputChars } from './form-inputs.ts';
import { proposalForm, proposalIdOf } from './proposal-form.ts';
import { requireOpen } from './require-open.ts';
import { type Asker, type Deps, type FormRequest, requireRole } from './use-case.ts';

/** A modal without any of Slack's syntax. `request` comes back with the submission and is checked again then. */
export interface FormView {
  request: FormRequest;
  title: string;
  submitLabel: string;
  intro?: string;
  /** What its sender sees besides what the inputs are filled with. */
  seen?: FormValues;
  inputs: FormInput[];
}

export type FormValues = Record<string, string | string[] | null>;

/** Slack's modal holds 100 blocks; a form stays well below. */
const maxFormInputs = 60;

/** Forms that every step has besides its own. */
export const commonForms = { fix: 'fix', capture: 'capture', item: 'edit' } as const;

export function formDefinition({ forms }: StepDefinition, formId: string): FormDefinition | undefined {
  return forms.find((form) => form.id === formId);
}

/** Builds a form in its present state. Throws a RuleBreach when its step is not open (any more), or the asker may not send it. */
export async function openForm(
  deps: Deps,
  asker: Asker,
  request: FormRequest,
  prefill?: Pick<FormOptions, 'text' | 'isWhole'>,
): Promise<FormView> {
  const feature = featureForm(request.formId);
  if (feature) return feature.open(deps, asker, request);
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: request.workshopId });
  if (!found)
    throw new RuleBreach('gone', phrase`I can't find that workshop here. The newest card in the channel shows what is under way.`);
  const loaded = await deps.store.loadWorkshop(request.workshopId);
  requireRole(roleOf(loaded.members, asker.userId, asker.isOutsider), 'contribute', found.ownerUserId);
  const step = loaded.steps.find((one) => one.stepId === request.stepId);
  if (!step) throw new RuleBreach('gone', phrase`That step does not exist.`);
  requireOpen(step, request);
  const proposalId = proposalIdOf(request.formId);
  if (proposalId) {
    const proposal = await deps.store.latestProposal(request);
    if (proposal?.id !== proposalId || proposal.status !== 'open')
      throw new RuleBreach('decided', phrase`That is decided already, or something newer took its place. The card shows how it stands.`);
    return proposalForm(step, request, proposal);
  }
  const earlier = Object.fromEntries(loaded.artifacts.map((one) => [one.stepId, one.artifact])) as Artifacts;
  return buildForm(step, request, { earlier, ...prefill });
}

/** The same form with these values in it, where it has inputs for them. */
export function fillForm(form: FormView, values: FormValues): FormView {
  return {
    ...form,
    inputs: form.inputs.map((input) => (Object.hasOwn(values, input.key) ? fillInput(input, values[input.key] ?? null) : input)),
  };
}

function fillInput(input: FormInput, value: FormValues[string]): FormInput {
  switch (input.kind) {
    case 'text':
    case 'choice':
    case 'channel': {
      const { initial: _before, ...empty } = input;
      return typeof value === 'string' && value ? { ...empty, initial: value } : empty;
    }
    default:
      return { ...input, initial: Array.isArray(value) ? value : [] };
  }
}

export { requireOpen };

/** What a form is made from besides its step. `isWhole`: lists that show only what is missing show everything. */
interface FormOptions {
  earlier?: Artifacts;
  text?: string;
  isWhole?: boolean;
}

/** The form with what is in the draft now. Throws a RuleBreach when there is nothing to show in it. */
export function buildForm(step: StepWithDraft, request: FormRequest, options: FormOptions = {}): FormView {
  const definition = step.definition;
  const base = { request, title: definition.name, submitLabel: 'Save' };
  if (request.formId === commonForms.fix) return { ...base, title: 'Fix a line', submitLabel: 'Open', inputs: [fixChoice(step)] };
  if (request.formId === commonForms.capture) return { ...base, title: 'Capture this', inputs: captureInputs(step, options.text ?? '') };
  if (request.itemId) return { ...base, inputs: itemInputs(step, request.itemId) };
  const form = formDefinition(definition, request.formId);
  if (!form) throw new RuleBreach('no-form', phrase`There is no such form in ${definition.name}.`);
  return { ...base, title: form.label, ...(form.intro ? { intro: form.intro } : {}), inputs: formInputs(step, form, options) };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function formInputs(step: StepWithDraft, form: FormDefinition, options: FormOptions): FormInput[] {
  const definition = step.definition;
  switch (form.kind) {
    case 'fields':
      return form.fields.flatMap((key) => {
        const field = fieldOf(definition, key);
        return field ? fieldInputs(field, currentValue(step.draft, field), step.draft) : [];
      });
    case 'item':
      return newItemInputs(itemList(step, form.list), step.draft, options.earlier ?? {});
    case 'lines':
      return Array.from(
        { length: form.slots },
        (_, index) =>
          ({
            key: `line${index}`,
            label: capitalise(`${itemList(step, form.list).singular} ${index + 1}`),
            kind: 'text',
            long: false,
            maxChars: 300,
            optional: true,
          }) satisfies FormInput,
      );
    case 'assign':
      return assignInputs(step, form, options.isWhole === true);
    case 'pick': {
      const list = itemList(step, form.list);
      const items = itemsOf(step.draft, form.list);
      if (items.length === 0) throw new RuleBreach('empty', phrase`There is no ${list.singular} to choose from yet.`);
      const options = items.slice(0, 100).map((item) => ({ value: item.id, label: textOf(item.values[list.nameProp]) || '…' }));
      const initial = items.filter((item) => item.values[form.prop] === true).map((item) => item.id);
      if (form.max === 1)
        return [
          { key: 'picked', label: form.label, kind: 'choice', options, optional: false, ...(initial[0] ? { initial: initial[0] } : {}) },
        ];
      return [
        { key: 'picked', label: form.label, kind: 'picks', options, initial, max: form.max, optional: false, hint: `Up to ${form.max}.` },
      ];
    }
  }
}

function assignInputs(step: StepWithDraft, form: Extract<FormDefinition, { kind: 'assign' }>, isWhole: boolean): FormInput[] {
  const list = itemList(step, form.list);
  const props = list.props.filter((prop) => form.props.includes(prop.key));
  const open = (item: DraftItem) => props.some((prop) => item.values[prop.key] === undefined || item.values[prop.key] === null);
  const all = itemsOf(step.draft, form.list);
  const missing = all.filter(open);
  // Three menus for each of ten people who are rated already would bury the one who is not.
  const showsMissing = props.length > 1 && missing.length > 0 && !isWhole;
  const items = [...missing, ...(showsMissing ? [] : all.filter((item) => !open(item)))].slice(0, Math.floor(maxFormInputs / props.length));
  if (items.length === 0) throw new RuleBreach('empty', phrase`There is no ${list.singular} here yet.`);
  return items.flatMap((item) =>
    props.map((prop) => {
      const options = choiceOptions(step, prop);
      if (options.length === 0) throw new RuleBreach('empty', phrase`Name a ${prop.label.toLowerCase()} first; then this sorts into it.`);
      const name = textOf(item.values[list.nameProp]);
      const initial = textOf(item.values[prop.key]);
      return {
        key: `${item.id}/${prop.key}`,
        label: props.length > 1 ? `${name}: ${prop.label.toLowerCase()}` : name,
        kind: 'choice',
        options,
        optional: true,
        ...(options.some((one) => one.value === initial) ? { initial } : {}),
      } satisfies FormInput;
    }),
  );
}

function choiceOptions(step: StepWithDraft, prop: Field): FormOption[] {
  if (prop.kind === 'choice') return optionsOf(prop);
  if (prop.kind !== 'link') return [];
  const target = itemList(step, prop.list);
  const items = itemsOf(step.draft, prop.list).map((item) => ({ value: item.id, label: textOf(item.values[target.nameProp]) }));
  return items.length > 0 && prop.parkable ? [...items, { value: 'parked', label: 'Park it' }] : items;
}

export function currentValue(draft: Draft, field: Field): Json | undefined {
  if (field.kind === 'texts') return itemsOf(draft, field.key).map((item) => textOf(item.values.text));
  return draft.fields[field.key]?.value;
}

function itemList(step: StepWithDraft, key: string): FieldOf<'items'> {
  const field = fieldOf(step.definition, key);
  if (field?.kind !== 'items') throw new Error(`${step.stepId} has no list ${key}`);
  return field;
}

/** Finds an item by its id in whatever list holds it. */
export function findItem(step: StepWithDraft, itemId: string): { list: FieldOf<'items'> | FieldOf<'texts'>; item: DraftItem } | undefined {
  for (const field of step.definition.fields) {
    if (field.kind !== 'items' && field.kind !== 'texts') continue;
    const item = itemsOf(step.draft, field.key).find((one) => one.id === itemId);
    if (item) return { list: field, item };
  }
  return undefined;
}

function itemInputs(step: StepWithDraft, itemId: string): FormInput[] {
  const field = itemId.startsWith('field:') ? fieldOf(step.definition, itemId.slice('field:'.length)) : undefined;
  if (field) return fieldInputs(field, currentValue(step.draft, field), step.draft);
  const found = findItem(step, itemId);
  if (!found) throw new RuleBreach('gone', phrase`Somebody removed that meanwhile.`);
  const { list, item } = found;
  const props: FormInput[] =
    list.kind === 'texts'
      ? [
          {
            key: 'text',
            label: list.label,
            kind: 'text',
            long: true,
            maxChars: textInputChars,
            optional: false,
            initial: textOf(item.values.text),
          },
        ]
      : list.props.flatMap((prop) => propInputs(prop, item.values[prop.key] ?? undefined, prop.key !== list.nameProp));
  return [
    ...props,
    {
      key: 'remove',
      label: 'Take it out?',
      kind: 'choice',
      options: [
        { value: 'no', label: 'Keep it' },
        { value: 'yes', label: 'Take it out' },
      ],
      initial: 'no',
      optional: false,
    },
  ];
}

/** Every line that is there, to pick the one to fix. A field is `field:key`, an item its id. */
function fixChoice(step: StepWithDraft): FormInput {
  const options: FormOption[] = [];
  for (const field of step.definition.fields) {
    if (field.kind === 'items' || field.kind === 'texts') {
      const naming = field.kind === 'items' ? field.nameProp : 'text';
      for (const item of itemsOf(step.draft, field.key))
        options.push({ value: item.id, label: `${field.label}: ${textOf(item.values[naming]) || '…'}` });
    } else if (step.draft.fields[field.key]) {
      const value = step.draft.fields[field.key]?.value;
      options.push({ value: `field:${field.key}`, label: `${field.label}: ${isJsonObject(value) ? textOf(value.score) : textOf(value)}` });
    }
  }
  if (options.length === 0) throw new RuleBreach('empty', phrase`There is nothing to fix yet.`);
  return { key: 'line', label: 'Which line?', kind: 'choice', options: options.slice(0, 100), optional: false };
}

function captureInputs(step: StepWithDraft, text: string): FormInput[] {
  const definition = step.definition;
  const options = definition.fields
    .filter(
      (field) =>
        !field.derived &&
        !field.from &&
        field.kind !== 'projected' &&
        !(field.kind === 'items' && (isProjectionOnly(field) || field.seededFrom)),
    )
    .map((field) => ({ value: field.key, label: field.kind === 'items' || field.kind === 'texts' ? `A ${field.singular}` : field.label }));
  options.push({ value: 'concerns', label: 'A concern' });
  return [
    {
      key: 'where',
      label: 'As what?',
      kind: 'choice',
      options,
      optional: false,
      ...(options[0]
        ? { initial: definition.lines && options.some((one) => one.value === definition.lines) ? definition.lines : options[0].value }
        : {}),
    },
    {
      key: 'text',
      label: 'In these words',
      kind: 'text',
      long: true,
      maxChars: textInputChars,
      optional: false,
      ...(text ? { initial: text.slice(0, textInputChars) } : {}),
    },
  ];
}
