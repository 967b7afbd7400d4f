import { compose } from '../facilitator/guided/compose.ts';
import { parseItem } from '../facilitator/guided/parse-item.ts';
import { splitTexts } from '../facilitator/guided/read-value.ts';
import type { WorkshopTx } from '../ports/store.ts';
import { applyOps, type DraftOp, fieldOf, type Refusal } from '../workshop/apply-ops.ts';
import { cleanText } from '../workshop/clean-text.ts';
import { concernsKey, itemsOf, normalise, type Source, textOf } from '../workshop/draft.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { Json, JsonObject } from '../workshop/json.ts';
import { joinPhrases, type Phrase, phrase } from '../workshop/phrase.ts';
import type { Field, FieldOf } from '../workshop/step-definition.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { requireRunning } from './advance-step.ts';
import { acceptEdited } from './decide-proposal.ts';
import { featureForm } from './feature-forms.ts';
import { commonForms, currentValue, type FormValues, findItem, formDefinition } from './forms.ts';
import { type MergedForm, mergeForm } from './merge-form.ts';
import { noteSeen } from './people/note-seen.ts';
import { proposalIdOf } from './proposal-form.ts';
import { isOfOpenLog, sayFromBefore } from './receive-message.ts';
import { requireOpen } from './require-open.ts';
import { saveCapturedDraft } from './save-captured-draft.ts';
import { type Asker, type Deps, type FormRequest, isRepeated, requirePermission } from './use-case.ts';

/**
 * Errors stand under their inputs (`''`: under the first one) and nothing was saved; `next` is a form to go on with, filled with what was
 * typed where that would be lost.
 */
export type FormOutcome = { errors: Record<string, Phrase> } | NextForm | { saved: true };

export interface NextForm {
  next: FormRequest;
  filled?: FormValues;
  /** Beside inputs, by key: what somebody else wrote there meanwhile. */
  notes?: Record<string, Phrase>;
  /** What its sender has seen of these inputs by now, besides what they are filled with: sent again, theirs takes its place. */
  seen?: FormValues;
}

/** Where a captured message stood, for “Capture this”: its author's words stay its author's. */
export interface CaptureOf {
  slackTs: string;
}

export interface SubmittedForm {
  values: FormValues;
  /** What was in it when it was opened. */
  shown: FormValues;
  captureOf?: CaptureOf;
}

/** Saves a submitted form as its sender's words: stored in the log as a message, then captured like any other. */
export async function saveForm(
  deps: Deps,
  asker: Asker,
  request: FormRequest,
  { captureOf, shown, ...raw }: SubmittedForm,
): Promise<FormOutcome> {
  const values = cleanValues(raw.values);
  await noteSeen(deps, asker);
  const feature = featureForm(request.formId);
  if (feature) return feature.save(deps, asker, request, { values, shown });
  if (proposalIdOf(request.formId)) return acceptEdited(deps, asker, request, { values, shown: cleanValues(shown) });
  if (request.formId === commonForms.fix) return { next: fixTarget(request, oneText(values.line)) };
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: request.workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop here.`);
  const saving = deps.store.inWorkshop(request.workshopId, async (tx): Promise<FormOutcome> => {
    if (await isRepeated(tx, asker)) return { saved: true };
    await requirePermission(tx, asker, 'contribute');
    requireRunning(tx);
    if (!tx.workshop.template.has(request.stepId)) throw new RuleBreach('gone', phrase`That step does not exist.`);
    const step = await tx.step(request.stepId);
    requireOpen(step, request);
    const merged = mergeForm(step, request, values, cleanValues(shown));
    if (merged.conflicts.length > 0) throw new ContestedForm(request, merged);
    const ops = opsOf(step, request, merged.values);
    if (ops.length === 0) throw new RefusedForm([{ key: '', says: sayUnchanged(values) }]);
    const outcome = await captureOps(tx, asker, step, ops, deps.clock.now(), captureOf);
    if (outcome.length > 0) throw new RefusedForm(outcome);
    return { saved: true };
  });
  return saving.catch((error: unknown) => {
    if (error instanceof RefusedForm) return { errors: error.errors };
    if (error instanceof ContestedForm) return error.outcome;
    throw error;
  });
}

/** Somebody who sends a filled form again, such as after their network failed, wants to know that it is safe. */
function sayUnchanged(values: FormValues): Phrase {
  const isEmpty = Object.values(values).every((value) => !value || value.length === 0);
  return isEmpty
    ? phrase`There is nothing to save yet. Fill in at least one.`
    : phrase`That is saved already, just as it stands here. Change something, or close this form.`;
}

/** Rolls the transaction back: somebody else wrote something else into the same inputs, and its sender decides. */
class ContestedForm extends Error {
  readonly outcome: NextForm;
  constructor(request: FormRequest, { values, conflicts, present }: MergedForm) {
    super('the form is contested');
    const notes: NonNullable<NextForm['notes']> = {};
    for (const { key, says } of conflicts) notes[key] = says;
    this.outcome = { next: request, filled: values, notes, seen: present };
  }
}

/** Rolls the transaction back: a form is saved whole or not at all, so that its sender can mend it. */
class RefusedForm extends Error {
  readonly errors: Record<string, Phrase>;
  constructor(problems: { key: string; says: Phrase }[]) {
    super('the form was refused');
    this.errors = {};
    for (const { key, says } of problems) this.errors[key] = this.errors[key] ? joinPhrases([this.errors[key], says], ' ') : says;
  }
}

async function captureOps(
  tx: WorkshopTx,
  asker: Asker,
  step: StepWithDraft,
  ops: DraftOp[],
  now: Date,
  captureOf: CaptureOf | undefined,
): Promise<{ key: string; says: Phrase }[]> {
  const definition = step.definition;
  const original = captureOf && (await tx.messageByTs(captureOf.slackTs));
  if (original && !(await isOfOpenLog(tx, original))) return [{ key: '', says: sayFromBefore }];
  const said =
    original ??
    (await tx.appendMessage({
      contextId: step.contextId,
      role: 'user',
      content: describeOps(step, ops),
      userId: asker.userId,
      slackTs: null,
      createdAt: now,
      metadata: { form: true },
    }));
  if (!said?.userId) throw new Error('the form has no message to rest on');
  const source: Source = { messageId: said.id, userId: said.userId };
  const applied = applyOps(definition, step.draft, ops, { source, origin: 'human', seq: await tx.takeSeq() });
  if (applied.refused.length > 0) return applied.refused.map((refusal) => ({ key: keyOf(refusal), says: refusal.says }));
  if (!applied.capture) return [];
  await saveCapturedDraft(tx, step, applied.draft);
  if (original?.slackTs) await tx.post({ kind: 'react', slackTs: original.slackTs, name: 'white_check_mark' });
  return [];
}

function opsOf(step: StepWithDraft, request: FormRequest, values: FormValues): DraftOp[] {
  const definition = step.definition;
  if (request.formId === commonForms.capture) return captureFormOps(step, oneText(values.where), oneText(values.text));
  if (request.itemId?.startsWith('field:')) return fieldOps(step, [request.itemId.slice('field:'.length)], values);
  if (request.itemId) return itemOps(step, request.itemId, values);
  const form = formDefinition(definition, request.formId);
  if (!form) throw new RuleBreach('no-form', phrase`There is no such form in ${definition.name}.`);
  switch (form.kind) {
    case 'fields':
      return fieldOps(step, form.fields, values);
    case 'item': {
      const list = fieldOf(definition, form.list) as FieldOf<'items'>;
      const item = compose(list, propValues(list, values));
      return Object.keys(item).length > 0 ? [{ op: 'add', list: form.list, values: item }] : [];
    }
    case 'lines': {
      const list = fieldOf(definition, form.list) as FieldOf<'items'>;
      return Object.keys(values)
        .map((key) => oneText(values[key]))
        .filter(Boolean)
        .map((line) => ({ op: 'add', list: form.list, values: parseItem(list, line) }));
    }
    case 'assign':
      return assignOps(step, form.list, values);
    case 'pick': {
      const picked = Array.isArray(values.picked) ? values.picked : values.picked ? [values.picked] : [];
      return [{ op: 'mark', list: form.list, prop: form.prop, itemIds: picked }];
    }
  }
}

function assignOps(step: StepWithDraft, list: string, values: FormValues): DraftOp[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const [itemId = '', prop = ''] = key.split('/');
    const before = itemsOf(step.draft, list).find((item) => item.id === itemId)?.values[prop] ?? null;
    return value === before || (value === null && !before)
      ? []
      : [{ op: 'update' as const, list, itemId, values: { [prop]: oneText(value) || null } }];
  });
}

function fieldOps(step: StepWithDraft, keys: readonly string[], values: FormValues): DraftOp[] {
  const definition = step.definition;
  return keys.flatMap((key): DraftOp[] => {
    const field = fieldOf(definition, key);
    if (!field) return [];
    const before = currentValue(step.draft, field);
    if (field.kind === 'texts') return textsOps(step, field, splitTexts(oneText(values[key])));
    const value = pickedText(step, field, readInput(field, values));
    if (value === undefined) return before === undefined ? [] : [{ op: 'clear', field: key }];
    return JSON.stringify(value) === JSON.stringify(before) ? [] : [{ op: 'set', field: key, value }];
  });
}

/** An item that was chosen from the list is taken by its words. */
function pickedText(step: StepWithDraft, field: Field, value: Json | undefined): Json | undefined {
  const picks = field.kind === 'text' ? field.picksFrom : undefined;
  const item = picks && itemsOf(step.draft, picks.list).find((one) => one.id === value);
  return picks && item ? textOf(item.values[picks.prop]) : value;
}

/** The lines of a text box against what is there: kept lines keep who said them. */
function textsOps(step: StepWithDraft, field: FieldOf<'texts'>, wanted: string[]): DraftOp[] {
  const before = itemsOf(step.draft, field.key);
  const removed = before.filter((item) => !wanted.some((text) => normalise(text) === normalise(textOf(item.values.text))));
  const added = wanted.filter((text) => !before.some((item) => normalise(text) === normalise(textOf(item.values.text))));
  return [
    ...removed.map((item) => ({ op: 'remove' as const, list: field.key, itemId: item.id })),
    ...added.map((text) => ({ op: 'add' as const, list: field.key, values: { text } })),
  ];
}

function itemOps(step: StepWithDraft, itemId: string, values: FormValues): DraftOp[] {
  const found = findItem(step, itemId);
  if (!found) throw new RuleBreach('gone', phrase`Somebody removed that meanwhile.`);
  if (values.remove === 'yes') return [{ op: 'remove', list: found.list.key, itemId }];
  const { list, item } = found;
  const props: JsonObject = list.kind === 'texts' ? { text: oneText(values.text) } : propValues(list, values);
  const emptied =
    list.kind === 'items' ? list.props.filter((prop) => prop.key in values && !(prop.key in props) && item.values[prop.key]) : [];
  for (const prop of emptied) props[prop.key] = null;
  const isChanged = Object.entries(props).some(([key, value]) => JSON.stringify(value) !== JSON.stringify(item.values[key]));
  return isChanged ? [{ op: 'update', list: list.key, itemId, values: props }] : [];
}

function captureFormOps(step: StepWithDraft, where: string, text: string): DraftOp[] {
  const field = where === concernsKey ? undefined : fieldOf(step.definition, where);
  if (!text) return [];
  if (where === concernsKey) return [{ op: 'add', list: concernsKey, values: { text } }];
  if (!field) throw new RuleBreach('no-field', phrase`That can't be captured here.`);
  if (field.kind === 'items') return [{ op: 'add', list: field.key, values: parseItem(field, text) }];
  if (field.kind === 'texts') return [{ op: 'add', list: field.key, values: { text } }];
  return [{ op: 'set', field: field.key, value: text }];
}

function propValues(list: FieldOf<'items'>, values: FormValues): JsonObject {
  const item: JsonObject = {};
  for (const prop of list.props) {
    const value = readInput(prop, values);
    if (value !== undefined) item[prop.key] = value;
  }
  return item;
}

/** An input's value in its field's shape; undefined when it was left empty. */
function readInput(field: Field, values: FormValues): Json | undefined {
  if (field.kind === 'rated') {
    const score = oneText(values[`${field.key}.score`]);
    const rationale = oneText(values[`${field.key}.rationale`]);
    return score || rationale ? { score: Number(score), rationale } : undefined;
  }
  const text = oneText(values[field.key]);
  if (!text) return undefined;
  if (field.kind === 'texts') return splitTexts(text);
  if (field.kind === 'flag') return text === 'yes';
  if (field.kind === 'number') return Number.parseFloat(text);
  return text;
}

function fixTarget(request: FormRequest, line: string): FormRequest {
  return { ...request, formId: commonForms.item, itemId: line };
}

/** The input that a refusal belongs to: that of a field, of a property, or of a property in the row of its item. */
function keyOf({ op, prop }: Refusal): string {
  if ('field' in op) return op.field;
  return prop && op.op === 'update' ? `${op.itemId}/${prop}` : (prop ?? '');
}

/** The stored words of a form: what it changed, labelled, as its sender would have typed it. */
function describeOps(step: StepWithDraft, ops: readonly DraftOp[]): string {
  const definition = step.definition;
  return ops
    .map((op) => {
      const label = fieldOf(definition, 'field' in op ? op.field : op.list)?.label ?? 'Concern';
      if (op.op === 'set') return `${label}: ${plain(op.value)}`;
      if (op.op === 'clear') return `${label}: (taken out)`;
      if (op.op === 'remove') return `${label}: (one taken out)`;
      if (op.op === 'mark') return `${label}: ${op.itemIds.map((id) => nameOf(step, id)).join(', ')}`;
      return `${label}: ${op.op === 'update' ? `${nameOf(step, op.itemId)}, ` : ''}${Object.values(op.values)
        .map((value) => (typeof value === 'string' && findItem(step, value) ? nameOf(step, value) : plain(value)))
        .filter(Boolean)
        .join(' | ')}`;
    })
    .join('\n');
}

function nameOf(step: StepWithDraft, itemId: string): string {
  const found = findItem(step, itemId);
  return found ? textOf(found.item.values[found.list.kind === 'items' ? found.list.nameProp : 'text']) : itemId;
}

function plain(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (value && typeof value === 'object') return Object.values(value).map(plain).join(' because ');
  return value === true ? 'yes' : value === false || value === null || value === undefined ? '' : String(value);
}

function oneText(value: string | string[] | null | undefined): string {
  return typeof value === 'string' ? value : Array.isArray(value) ? (value[0] ?? '') : '';
}

function cleanValues(raw: FormValues): FormValues {
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, typeof value === 'string' ? cleanText(value) : value]));
}
