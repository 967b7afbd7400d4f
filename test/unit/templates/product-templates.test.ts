import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { findLabel } from '../../../src/facilitator/guided/labels.ts';
import { extractionSchema } from '../../../src/facilitator/model/extraction-schema.ts';
import { writeStepBrief } from '../../../src/facilitator/model/step-brief.ts';
import { productDirectory } from '../../../src/templates/load-templates.ts';
import { readTemplateFiles } from '../../../src/templates/read-template-files.ts';
import { featureForms } from '../../../src/turns/feature-forms.ts';
import { commonForms } from '../../../src/turns/forms.ts';
import { reservedFormIds } from '../../../src/workshop/check-references.ts';
import { checkTemplate } from '../../../src/workshop/check-template.ts';
import type { Field, StepDefinition } from '../../../src/workshop/step-definition.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import type { Template } from '../../../src/workshop/template.ts';

const templates: Template[] = [designThinking];
for (const file of await readTemplateFiles(productDirectory)) {
  const checked = 'value' in file ? checkTemplate(file.value) : file;
  if ('problems' in checked) throw new Error(`${file.name}: ${checked.problems.join(' ')}`);
  templates.push(checked.template);
}
const named = templates.map((template) => [template.id, template] as const);

/** What people are asked for by name: every field, and every property of a list. */
function spoken(definition: StepDefinition): { field: Field; inside?: string }[] {
  return definition.fields.flatMap((field) => {
    const isOwn = field.kind !== 'items' || !(field.internal && field.seededFrom);
    const props = field.kind === 'items' && isOwn ? field.props.map((prop) => ({ field: prop, inside: field.key })) : [];
    return [...(isOwn ? [{ field }] : []), ...props.filter((one) => one.field.kind !== 'projected')];
  });
}

describe('the templates that come with the product', () => {
  it('are three', () => {
    expect(templates.map((template) => template.id)).toEqual(['design-thinking', 'lightning-decision-jam', 'retrospective']);
  });

  it('do not share words by which they are begun', () => {
    const words = templates.flatMap(({ id, name, aliases }) => [...new Set([id, name.toLowerCase(), ...aliases])]);
    expect(new Set(words).size).toBe(words.length);
  });

  it('leave alone the names of the forms that are no step’s own', () => {
    for (const id of [...Object.values(commonForms), ...Object.keys(featureForms())]) expect(reservedFormIds).toContain(id);
  });
});

describe.each(named)('%s', (_, template) => {
  it('takes about an hour, or an hour and a half with ten steps', () => {
    const minutes = template.steps.reduce((sum, step) => sum + step.minutes, 0);
    expect(minutes).toBeGreaterThanOrEqual(45);
    expect(minutes).toBeLessThanOrEqual(template.steps.length > 5 ? 100 : 60);
  });

  it.each(template.steps.map((step) => [step.id, step] as const))('can be told every field of %s by its label', (_id, definition) => {
    for (const { field, inside } of spoken(definition)) {
      if (field.derived || field.from || field.kind === 'link' || field.kind === 'flag') continue;
      if (field.kind === 'items' && field.props.some((prop) => prop.kind === 'projected')) continue;
      const target = findLabel(definition, field.label, inside, true);
      const found = target?.at === 'field' ? target.field : target?.at === 'prop' ? target.prop : undefined;
      expect(found?.key, `“${field.label}” in ${inside ?? definition.id}`).toBe(field.key);
    }
  });

  it.each(template.steps.map((step) => [step.id, step] as const))(
    'tells a model of %s what it tells people, and can take its answers',
    (_id, definition) => {
      const brief = writeStepBrief(definition);
      for (const words of [definition.name, definition.purpose, ...definition.criteria, ...definition.gate.map((rule) => rule.says)])
        expect(brief).toContain(words);
      expect(() => zodResponseFormat(extractionSchema(definition) as z.ZodObject, 'extraction')).not.toThrow();
    },
  );

  it.each(template.steps.map((step) => [step.id, step] as const))('has words for people in %s', (_id, definition) => {
    const { opening, purpose, gate, criteria } = definition;
    expect(opening.question).toMatch(/\?$/);
    expect(purpose).toMatch(/\.$/);
    expect(gate.length).toBeGreaterThan(0);
    expect(criteria.length).toBeGreaterThan(0);
    for (const rule of gate) {
      expect(rule.says).toMatch(/^[\p{Ll}]/u);
      const field = definition.fields.find((one) => one.key === rule.field);
      expect(rule.ask ?? rule.askAbout ?? field?.ask, rule.says).toBeDefined();
    }
    // Whoever is told to press a button finds it.
    const labels = [...definition.forms, ...definition.activities].map((one) => one.label);
    for (const line of [opening.how, ...opening.help])
      for (const [, pressed, named] of line.matchAll(/[Pp]ress \*([^*]+)\*|\*([^*]+)\* (?:gives|asks|lets|goes|button)/g))
        expect(labels, line).toContain(pressed ?? named);
  });
});
