import type { Artifact } from './artifact.ts';
import { valueAt } from './artifact.ts';
import { normalise, textOf } from './draft.ts';
import type { StepId } from './ids.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { isStub } from './lint.ts';
import type { GateRule, StepDefinition } from './step-definition.ts';

/** A part of the gate that is not met. Recorded when the host moves on anyway, and carried into later steps and the pack. */
export interface Gap {
  field: string;
  /** Completes "Still open: …". */
  says: string;
  /** The items concerned, by name; at most `namedItems`. */
  items: string[];
}

export type Artifacts = Partial<Record<StepId, Artifact>>;

const namedItems = 6;

/** Every unmet rule, in the order of the definition; empty when the step may complete. `earlier` = current artifacts of the steps before. */
export function findGaps(definition: StepDefinition, artifact: Artifact, earlier: Artifacts): Gap[] {
  return definition.gate.flatMap((rule) => {
    const missing = checkRule(definition, rule, artifact, earlier);
    return missing ? [{ field: rule.field, says: rule.says, items: missing.slice(0, namedItems) }] : [];
  });
}

/** Undefined when met; otherwise the names of the items concerned, which may be none. */
function checkRule(definition: StepDefinition, rule: GateRule, artifact: Artifact, earlier: Artifacts): string[] | undefined {
  const value = valueAt(artifact, rule.field);
  const list = Array.isArray(value) ? value : [];
  const unmet = (met: boolean, items: string[] = []) => (met ? undefined : items);
  switch (rule.rule) {
    case 'given':
      return unmet(isGiven(definition, rule.field, value));
    case 'count':
      return unmet(list.length >= rule.atLeast);
    case 'each': {
      const lacking = list.filter((item) => !isComplete(item, rule.props)).map((item) => nameOf(definition, rule.field, item));
      return unmet(list.length > 0 && lacking.length === 0, lacking);
    }
    case 'complete': {
      const complete = list.filter((item) => isComplete(item, rule.props) && holdsEnough(definition, rule.field, item));
      const lacking = list
        .filter((item) => !complete.includes(item))
        .map((item) => `${nameOf(definition, rule.field, item)} ${describeLack(definition, rule.field, rule.props, item)}`);
      return unmet(complete.length >= rule.atLeast, lacking);
    }
    case 'exactly-one':
      return unmet(list.filter((item) => isJsonObject(item) && item[rule.prop] === true).length === 1);
    case 'differs': {
      const before = textOf(valueAt(earlier[rule.from.step], rule.from.field));
      return unmet(normalise(textOf(value)) === '' || normalise(textOf(value)) !== normalise(before));
    }
    case 'covers': {
      const wanted = valueAt(earlier[rule.from.step], rule.from.field);
      const covered = list.map((item) => normalise(textOf(valueAt(item, rule.prop))));
      const lacking = (Array.isArray(wanted) ? wanted.map(textOf) : []).filter((one) => !covered.includes(normalise(one)));
      return unmet(lacking.length === 0, lacking);
    }
  }
}

function isGiven(definition: StepDefinition, key: string, value: Json | undefined): boolean {
  if (isJsonObject(value)) return value.score !== undefined;
  const text = textOf(value);
  const field = definition.fields.find((one) => one.key === key);
  const minChars = field?.kind === 'text' ? (field.minChars ?? 1) : 1;
  return text.length >= minChars && !isStub(text);
}

function isComplete(item: Json, props: readonly string[]): boolean {
  return props.every((prop) => {
    const value = valueAt(item, prop);
    if (Array.isArray(value)) return value.length > 0;
    return value !== undefined && value !== null && value !== '';
  });
}

/** `has no quote, pains or gains`, or `has too few in it` where a list inside has its own minimum. */
function describeLack(definition: StepDefinition, key: string, props: readonly string[], item: Json): string {
  const field = definition.fields.find((one) => one.key === key);
  const labelOf = (prop: string) =>
    (field?.kind === 'items' ? field.props.find((one) => one.key === prop)?.label : undefined)?.toLowerCase() ?? prop;
  const missing = props.filter((prop) => !isComplete(item, [prop])).map(labelOf);
  const last = missing.pop();
  if (last === undefined) return 'has too few in it';
  return missing.length > 0 ? `has no ${missing.join(', ')} or ${last}` : `has no ${last}`;
}

/** Lists inside an item have minimums of their own, e.g. two ideas in a group. */
function holdsEnough(definition: StepDefinition, key: string, item: Json): boolean {
  const field = definition.fields.find((one) => one.key === key);
  if (field?.kind !== 'items' || !isJsonObject(item)) return true;
  return field.props.every((prop) => {
    if (prop.kind !== 'projected' || prop.min === undefined) return true;
    const value = item[prop.key];
    return Array.isArray(value) && value.length >= prop.min;
  });
}

function nameOf(definition: StepDefinition, key: string, item: Json): string {
  const field = definition.fields.find((one) => one.key === key);
  const name = field?.kind === 'items' ? textOf((item as JsonObject)[field.nameProp]) : textOf(item);
  return name || (field?.kind === 'items' ? `a ${field.singular} without a name` : '');
}

/** `Still open: …` in words: the rule's, and the items concerned. */
export function describeGap(gap: Gap): string {
  return gap.items.length > 0 ? `${gap.says} (${gap.items.join(', ')})` : gap.says;
}
