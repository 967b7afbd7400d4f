import { zodResponseFormat } from 'openai/helpers/zod';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { extractionSchema, readExtraction, readFacts, readOffer } from '../../../../src/facilitator/model/extraction-schema.ts';
import { applyOps } from '../../../../src/workshop/apply-ops.ts';
import { emptyDraft } from '../../../../src/workshop/draft.ts';
import { designThinking } from '../../../../src/workshop/steps.ts';

const resolve = (seq: number) => (seq < 100 ? `m${seq}` : undefined);
const empty = (id: string) =>
  Object.fromEntries(
    Object.keys((extractionSchema(designThinking.step(id)) as unknown as { shape: object }).shape).map((key) => [key, [] as unknown[]]),
  );

describe.each(designThinking.steps.map((step) => [step.id, step] as const))('the extraction of %s', (id, definition) => {
  const schema = extractionSchema(definition);

  it('is taken by strict structured output', () => {
    expect(() => zodResponseFormat(schema as z.ZodObject, 'extraction')).not.toThrow();
  });

  it('lets everything be missing', () => {
    expect(schema.parse(empty(id))).toEqual(empty(id));
    expect(readExtraction(definition, emptyDraft(), empty(id), resolve)).toEqual([]);
  });

  it('has a place for every field that people fill in', () => {
    const text = JSON.stringify(zodResponseFormat(schema as z.ZodObject, 'extraction'));
    for (const field of definition.fields)
      if (
        !field.derived &&
        !field.from &&
        field.kind !== 'projected' &&
        !(field.kind === 'items' && field.props.every((prop) => prop.kind === 'projected'))
      )
        expect(text).toContain(field.key.replaceAll('.', '__'));
  });
});

describe('what a model would offer', () => {
  const definition = designThinking.step('challenge');
  const offers = [{ id: 'advance', when: 'people agree that they are done' }];

  it('is asked for only where something may be offered, and is one of that', () => {
    expect(Object.keys((extractionSchema(definition) as z.ZodObject).shape)).not.toContain('offers');
    const schema = extractionSchema(definition, offers) as z.ZodObject;
    expect(JSON.stringify(zodResponseFormat(schema, 'extraction'))).toContain('advance: people agree that they are done');
    const reset = { ...empty('challenge'), offers: [{ action: 'reset', step: null, evidence: [1] }] };
    expect(schema.safeParse(reset).success).toBe(false);
  });

  it('is the first one, with the messages that it cites', () => {
    const row = { action: 'advance', step: '', evidence: [3, 400] };
    expect(readOffer({ offers: [row, { ...row, action: 'end' }] }, resolve)).toEqual({
      action: 'advance',
      step: null,
      evidence: ['m3', undefined],
    });
    expect(readOffer(empty('challenge'), resolve)).toBeUndefined();
  });
});

describe('what a model extracted', () => {
  it('becomes changes of the draft with the messages they cite', () => {
    const found = {
      ...empty('stakeholder-mapping'),
      stakeholders: [
        {
          item: null,
          name: 'Porters',
          category: 'direct',
          power: null,
          interest: null,
          notes: null,
          evidence: [3, 400],
          spoken: 'the porters',
        },
      ],
      concerns: [{ text: 'Nobody asked the porters', evidence: [4], quote: null }],
    };
    expect(readExtraction(designThinking.step('stakeholder-mapping'), emptyDraft(), found, resolve)).toEqual([
      {
        op: { op: 'add', list: 'stakeholders', values: { name: 'Porters', category: 'direct' } },
        evidence: ['m3', undefined],
        quote: 'the porters',
      },
      { op: { op: 'add', list: 'concerns', values: { text: 'Nobody asked the porters' } }, evidence: ['m4'], quote: null },
    ]);
  });

  it('changes an item only by the id of one that is there', () => {
    const definition = designThinking.step('stakeholder-mapping');
    const by = { source: { messageId: 'm1', userId: 'U1' }, origin: 'human' as const, seq: 1 };
    const { draft } = applyOps(definition, emptyDraft(), [{ op: 'add', list: 'stakeholders', values: { name: 'Porters' } }], by);
    const row = (item: string) => ({
      ...empty('stakeholder-mapping'),
      stakeholders: [{ item, name: 'Night porters', evidence: [3], spoken: null }],
    });
    expect(readExtraction(definition, draft, row('i1'), resolve)[0]?.op).toMatchObject({ op: 'update', itemId: 'i1' });
    expect(readExtraction(definition, draft, row('i77'), resolve)[0]?.op).toMatchObject({ op: 'add' });
  });

  it('gives scores with their reasons, and none without', () => {
    const definition = designThinking.step('validate');
    const row = (value: string) => ({ ...empty('validate'), fields: [{ field: 'confidence', value, evidence: [1], quote: null }] });
    const read = (value: string) => readExtraction(definition, emptyDraft(), row(value), resolve);
    expect(read('6 because we asked five people')).toMatchObject([
      { op: { op: 'set', field: 'confidence', value: { score: 6, rationale: 'we asked five people' } } },
    ]);
    expect(read('6')).toEqual([]);
  });

  it('is read as far as it has any shape at all', () => {
    const definition = designThinking.step('persona');
    for (const junk of [{}, { personas: 'x' }, { personas: [null, 3, { name: 7 }] }, { fields: [{}] }, { concerns: [{ text: ' ' }] }])
      expect(readExtraction(definition, emptyDraft(), junk, resolve)).toEqual([]);
    expect(readFacts({ facts: [{ type: 'gossip', key: 'a', value: 'b', confidence: 1, evidence: [1] }, null] })).toEqual([]);
  });
});
