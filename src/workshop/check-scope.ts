import type { Field, FieldOf, FieldPlace, StepDefinition } from './step-definition.ts';

/** Where something in a template's file is, and what to do about it. */
export interface TemplateProblem {
  path: readonly PropertyKey[];
  says: string;
}

/** A step under inspection, and those before it. */
export interface Scope {
  step: StepDefinition;
  earlier: readonly StepDefinition[];
  path: TemplateProblem['path'];
  problems: TemplateProblem[];
}

const maxNamed = 12;

/** `ideas, themes`; the first dozen. */
export function quoteList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > maxNamed ? `${names.slice(0, maxNamed).join(', ')} …` : names.join(', ');
}

export function namesOfProps({ props }: FieldOf<'items'>): string[] {
  return props.map((prop) => prop.key);
}

/** The properties of a list that read as one text. */
function textFields({ props }: FieldOf<'items'>): string[] {
  return props.filter((prop) => prop.kind !== 'link' && prop.kind !== 'projected' && prop.kind !== 'flag').map((prop) => prop.key);
}

/** People name a field by its label: each has one of its own, and another word for one is no other's label. */
export function checkLabels(fields: readonly Field[], path: TemplateProblem['path'], problems: TemplateProblem[]): void {
  // A list that only shows what another holds may be called like it.
  const spoken = fields.map((field, index) => ({ field, index })).filter(({ field }) => field.kind !== 'link' && !isShown(field));
  for (const { field, index } of spoken) {
    const label = field.label.toLowerCase();
    const other = spoken.find((one) => one.index !== index && one.field.label.toLowerCase() === label);
    if (other && other.index < index)
      problems.push({
        path: [...path, index, 'label'],
        says: `“${field.label}” is the label of “${other.field.key}” too; people could not say which they mean`,
      });
    (field.aliases ?? []).forEach((alias, at) => {
      const named = spoken.find((one) => one.index !== index && one.field.label.toLowerCase() === alias.toLowerCase());
      if (named)
        problems.push({
          path: [...path, index, 'aliases', at],
          says: `“${alias}” is the label of “${named.field.key}”; leave it out here`,
        });
    });
  }
}

function isShown(field: Field): boolean {
  return (
    field.kind === 'projected' ||
    (field.kind === 'items' && (field.internal === true || field.props.some((prop) => prop.kind === 'projected')))
  );
}

export function noField(step: StepDefinition, wanted: string): string {
  return `there is no field “${wanted}” in this step; it has ${quoteList(step.fields.map((field) => field.key))}`;
}

/** A field of an earlier step that is part of its result; told when there is none. */
export function earlierField({ earlier, problems }: Scope, from: FieldPlace, path: TemplateProblem['path']): Field | undefined {
  const step = earlier.find((one) => one.id === from.step);
  const say = (says: string) => {
    problems.push({ path, says });
    return undefined;
  };
  if (!step)
    return say(
      `“${from.step}” is no earlier step; ${earlier.length > 0 ? `there are ${quoteList(earlier.map((one) => one.id))}` : 'this is the first one'}`,
    );
  const field = step.fields.find((one) => one.key === from.field);
  if (!field) return say(`the step “${step.id}” has no field “${from.field}”; it has ${quoteList(step.fields.map((one) => one.key))}`);
  if (field.kind === 'items' && field.internal)
    return say(`“${field.key}” of “${step.id}” is working material (internal) and not in its result`);
  return field;
}

/** What each entry of a field is made of: property names, or nothing where it is one text. */
export function partsOf(field: Field): readonly string[] | undefined {
  if (field.kind === 'items') return textFields(field);
  return field.kind === 'projected' && field.props.length > 1 ? field.props : undefined;
}
