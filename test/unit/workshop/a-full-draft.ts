import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { type Draft, emptyDraft } from '../../../src/workshop/draft.ts';
import type { Json, JsonObject } from '../../../src/workshop/json.ts';
import type { Field, StepDefinition } from '../../../src/workshop/step-definition.ts';

export const by = { source: { messageId: 'm1', userId: 'U1' }, origin: 'human' as const, seq: 1 };

/** Some value that fits a field, different for each number. */
function valueFor(field: Field, number: number): Json | undefined {
  switch (field.kind) {
    case 'text':
      return `${field.label} – no. ${number}`;
    case 'choice':
      return field.options[number % field.options.length] ?? null;
    case 'number':
      return field.min + number;
    case 'rated':
      return { score: field.min + (number % (field.max - field.min + 1)), rationale: `reason ${number}` };
    case 'flag':
      return number % 2 === 0;
    case 'texts':
      return Array.from({ length: field.min ?? 1 }, (_, index) => `${field.singular} ${number}.${index + 1}`);
    default:
      return undefined;
  }
}

/** Every field of a step with something in it: two items in each list, each linked to the first of the list it points to. */
export function fullOps(definition: StepDefinition): DraftOp[] {
  const ops: DraftOp[] = [];
  for (const field of [...definition.fields].sort((a, b) => Number(linksOut(a)) - Number(linksOut(b)))) {
    if (field.derived || field.kind === 'projected') continue;
    if (field.kind === 'items') {
      if (field.props.some((prop) => prop.kind === 'projected')) continue;
      for (const number of [1, 2]) ops.push({ op: 'add', list: field.key, values: itemFor(definition, field.props, number) });
    } else if (field.kind === 'texts')
      for (const number of [1, 2]) ops.push({ op: 'add', list: field.key, values: { text: `${field.singular} ${number}` } });
    else ops.push({ op: 'set', field: field.key, value: valueFor(field, 1) ?? null });
  }
  return ops;
}

function linksOut(field: Field): boolean {
  return field.kind === 'items' && field.props.some((prop) => prop.kind === 'link');
}

function itemFor(definition: StepDefinition, props: readonly Field[], number: number): JsonObject {
  const values: JsonObject = {};
  for (const prop of props) {
    if (prop.kind === 'link') {
      const target = definition.fields.find((field) => field.key === prop.list);
      const naming = target?.kind === 'items' ? target.props.find((one) => one.key === target.nameProp) : undefined;
      if (naming) values[prop.key] = valueFor(naming, 1) ?? null;
    } else {
      const value = valueFor(prop, number);
      if (value !== undefined) values[prop.key] = value;
    }
  }
  return values;
}

export function fullDraft(definition: StepDefinition): Draft {
  return applyOps(definition, emptyDraft(), fullOps(definition), by).draft;
}
