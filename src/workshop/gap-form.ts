import { type Draft, itemsOf } from './draft.ts';
import type { Gap } from './gate.ts';
import type { FormDefinition, GateRule, StepDefinition } from './step-definition.ts';

/** The rule that a gap comes from. */
export function ruleOf(definition: StepDefinition, gap: Gap): GateRule | undefined {
  return definition.gate.find((one) => one.field === gap.field && one.says === gap.says);
}

/** The form that fills a gap. Sorting into groups waits until there is one, so naming one comes first. */
export function gapForm(definition: StepDefinition, draft: Draft, gap: Gap): FormDefinition | undefined {
  const form = definition.forms.find((one) => one.id === ruleOf(definition, gap)?.form);
  if (form?.kind !== 'assign') return form;
  const list = definition.fields.find((field) => field.key === form.list);
  const link = list?.kind === 'items' ? list.props.find((prop) => prop.kind === 'link' && form.props.includes(prop.key)) : undefined;
  if (link?.kind !== 'link' || itemsOf(draft, link.list).length > 0) return form;
  return definition.forms.find((one) => one.kind === 'item' && one.list === link.list) ?? form;
}
