import type { Field, StepDefinition } from '../../workshop/step-definition.ts';

/** What a model has to know of a step, made from its definition and from nothing else (F-44). The same every time, so that it can be cached. */
export function writeStepBrief(definition: StepDefinition): string {
  const { name, purpose, fields, gate, criteria, opening } = definition;
  return [
    `# The step: ${name}`,
    purpose,
    `It was opened with: “${opening.lead} ${opening.question}”`,
    '',
    '## What the team writes down here',
    ...fields.filter((field) => !field.derived && field.kind !== 'projected').map(describeField),
    '',
    '## Needed before the step can end',
    ...gate.map((rule) => `- ${rule.says}`),
    '',
    '## What makes it good',
    ...criteria.map((criterion) => `- ${criterion}`),
  ].join('\n');
}

function describeField(field: Field): string {
  const optional = field.optional ? ' (optional)' : '';
  const hint = field.hint ? ` ${field.hint}` : '';
  const ask = field.ask ? ` Ask: “${field.ask}”` : '';
  if (field.kind === 'items') {
    const parts = field.props.filter((prop) => prop.kind !== 'projected').map(describeProp);
    return `- ${field.label}${optional}: a list, each with ${parts.join('; ')}.${ask}`;
  }
  if (field.kind === 'texts') return `- ${field.label}${optional}: a list, at most ${field.max}.${hint}${ask}`;
  if (field.kind === 'choice') return `- ${field.label}${optional}: one of ${field.options.join(', ')}.${hint}${ask}`;
  if (field.kind === 'rated') return `- ${field.label}${optional}: ${field.min} to ${field.max}, with a reason.${hint}${ask}`;
  return `- ${field.label}${optional}.${hint}${ask}`;
}

function describeProp(prop: Field): string {
  const label = prop.label.charAt(0).toLowerCase() + prop.label.slice(1);
  if (prop.kind === 'choice') return `${label} (${prop.options.join(', ')})`;
  if (prop.kind === 'rated') return `${label} (${prop.min} to ${prop.max}, with a reason)`;
  return prop.optional ? `${label} (optional)` : label;
}
