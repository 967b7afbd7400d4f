import { describe, expect, it } from 'vitest';
import { findLabel } from '../../../src/facilitator/guided/labels.ts';
import { builtInStepIds } from '../../../src/workshop/ids.ts';
import type { Field, StepDefinition } from '../../../src/workshop/step-definition.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const steps = designThinking.steps.map((definition) => [definition.id, definition] as const);

function fieldOf(definition: StepDefinition, key: string): Field | undefined {
  return definition.fields.find((field) => field.key === key);
}

function propsOf(definition: StepDefinition, key: string): readonly Field[] {
  const field = fieldOf(definition, key);
  return field?.kind === 'items' ? field.props : [];
}

/** Every field and every property of a list, with the list it is in. */
function everyField(definition: StepDefinition): { field: Field; inside?: string }[] {
  return definition.fields.flatMap((field) => [
    { field },
    ...(field.kind === 'items' ? field.props.map((prop) => ({ field: prop, inside: field.key })) : []),
  ]);
}

describe('the ten steps', () => {
  it('are all there, in their order, by id', () => {
    expect(designThinking.ids).toEqual(builtInStepIds);
    expect(designThinking.ids.map(designThinking.positionOf)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(designThinking.ids.map(designThinking.next)).toEqual([...designThinking.ids.slice(1), undefined]);
  });

  it.each(steps)('%s reads only earlier steps, in their order (F-12)', (id, definition) => {
    const positions = definition.reads.map(designThinking.positionOf);
    expect(positions.every((position) => position < designThinking.positionOf(id))).toBe(true);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it.each(steps)('%s is changed by every step that it reads, directly or not (F-09)', (id, definition) => {
    for (const read of definition.reads) expect(designThinking.dependentsOf(read)).toContain(id);
    expect(designThinking.dependentsOf(id)).not.toContain(id);
  });

  it('pass a change on through all steps that follow from it', () => {
    expect(designThinking.dependentsOf('challenge')).toEqual(designThinking.ids.slice(1));
    expect(designThinking.dependentsOf('ideation')).toEqual(['concept', 'validate']);
    expect(designThinking.dependentsOf('validate')).toEqual([]);
  });
});

describe.each(steps)('the definition of %s', (id, definition) => {
  it('has gates, forms, headline and lines that speak of fields which exist', () => {
    for (const rule of definition.gate) {
      expect(fieldOf(definition, rule.field), rule.field).toBeDefined();
      const props = 'props' in rule ? rule.props : 'prop' in rule ? [rule.prop] : [];
      for (const prop of props) expect(propsOf(definition, rule.field).map((one) => one.key)).toContain(prop);
      if ('from' in rule) expect(fieldOf(designThinking.step(rule.from.step), rule.from.field)).toBeDefined();
    }
    for (const form of definition.forms) {
      for (const key of 'fields' in form ? form.fields : []) expect(fieldOf(definition, key), key).toBeDefined();
      const props = 'props' in form ? form.props : 'prop' in form ? [form.prop] : [];
      if ('list' in form) expect(fieldOf(definition, form.list)?.kind).toBe('items');
      for (const prop of props) expect('list' in form ? propsOf(definition, form.list).map((one) => one.key) : []).toContain(prop);
    }
    for (const key of [definition.headline, definition.lines, definition.opening.asks])
      if (key) expect(fieldOf(definition, key), key).toBeDefined();
  });

  it('carries and copies only what an earlier step has', () => {
    for (const carry of definition.carries) {
      expect(designThinking.positionOf(carry.step)).toBeLessThan(designThinking.positionOf(id));
      const field = fieldOf(designThinking.step(carry.step), carry.field);
      expect(field).toBeDefined();
      if (carry.prop) expect(field?.kind === 'items' ? field.props.map((one) => one.key) : []).toContain(carry.prop);
    }
    for (const { field } of everyField(definition)) {
      if (field.from) expect(fieldOf(designThinking.step(field.from.step), field.from.field)).toBeDefined();
      if (field.kind === 'items' && field.seededFrom)
        expect(fieldOf(designThinking.step(field.seededFrom.step), field.seededFrom.list)?.kind).toBe('items');
    }
  });

  it('links, gathers, marks and picks within its own lists', () => {
    for (const { field } of everyField(definition)) {
      if (field.kind === 'link' || field.kind === 'projected') expect(fieldOf(definition, field.list)?.kind).toBe('items');
      if (field.kind === 'projected')
        for (const prop of field.props) expect(propsOf(definition, field.list).map((one) => one.key)).toContain(prop);
      if (field.kind === 'texts' && field.gathers)
        expect(propsOf(definition, field.gathers.list).map((one) => one.key)).toEqual(
          expect.arrayContaining([field.gathers.by, field.gathers.prop]),
        );
      for (const to of field.kind === 'text' ? [field.picksFrom, field.marks] : [])
        if (to) expect(propsOf(definition, to.list).map((one) => one.key)).toContain(to.prop);
      if (field.kind === 'items') {
        const keys = field.props.map((one) => one.key);
        for (const key of [field.nameProp, ...(field.lineOrder ?? []), ...(field.compose ? [field.compose.prop] : [])])
          expect(keys).toContain(key);
        expect(new Set(keys).size).toBe(keys.length);
      }
    }
  });

  it('can be told every field by its label: no other word hides it', () => {
    for (const { field, inside } of everyField(definition)) {
      const isSpoken = !field.derived && field.kind !== 'link' && !(inside && field.kind === 'projected');
      const list = inside ? fieldOf(definition, inside) : field;
      const isInternal =
        list?.kind === 'items' && (list.props.some((prop) => prop.kind === 'projected') || (list.internal && list.seededFrom));
      if (!isSpoken || isInternal || field.kind === 'flag') continue;
      const target = findLabel(definition, field.label, inside, true);
      const found = target?.at === 'field' ? target.field : target?.at === 'prop' ? target.prop : undefined;
      expect(found?.key, `${id}: “${field.label}” ${inside ?? ''}`).toBe(field.key);
    }
  });

  it('has words that a person can read: a name, a purpose, a question, how to answer', () => {
    expect(definition.opening.question).toMatch(/\?|\.$/);
    expect(definition.opening.how.length).toBeLessThan(330);
    expect(definition.purpose).toMatch(/\.$/);
    expect(definition.minutes).toBeGreaterThan(0);
    for (const rule of definition.gate) expect(rule.says).toMatch(/^[\p{Ll}]/u);
  });

  it('has patterns that compile, and choices whose other words do not clash', () => {
    for (const { field } of everyField(definition)) {
      if (field.looksLike) expect(() => new RegExp(field.looksLike ?? '', 'iu')).not.toThrow();
      if (field.kind === 'items') for (const shape of field.compose?.shapes ?? []) expect(() => new RegExp(shape, 'u')).not.toThrow();
      if (field.kind === 'choice') {
        const words = field.options.flatMap((option) => [option, ...(field.synonyms?.[option] ?? [])]);
        expect(new Set(words).size).toBe(words.length);
        expect(words).toEqual(words.map((word) => word.toLowerCase()));
        expect(Object.keys(field.synonyms ?? {}).every((option) => field.options.includes(option))).toBe(true);
      }
    }
  });
});
