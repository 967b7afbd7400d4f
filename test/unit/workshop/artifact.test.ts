import { describe, expect, it } from 'vitest';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { artifactSchema, projectArtifact, valueAt } from '../../../src/workshop/artifact.ts';
import { emptyDraft } from '../../../src/workshop/draft.ts';
import { findGaps } from '../../../src/workshop/gate.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { by, fullDraft, fullOps } from './a-full-draft.ts';

const steps = designThinking.steps.map((definition) => [definition.id, definition] as const);
const summaries = ['Challenge: a', 'Stakeholders: b', 'Research: c'].map((text, index) => ({
  text,
  sources: { messageIds: [`m${index}`], userIds: ['U1'], origin: 'imported' as const },
}));

describe.each(steps)('the artifact of %s', (_, definition) => {
  const { artifact, provenance } = projectArtifact(definition, fullDraft(definition), summaries);

  it('leaves the draft as it is', () => {
    const draft = fullDraft(definition);
    const before = structuredClone(draft);
    projectArtifact(definition, draft, summaries);
    expect(draft).toEqual(before);
  });

  it('has every field, and fits its schema (F-26)', () => {
    for (const field of definition.fields) {
      if (field.kind === 'items' && field.internal) continue;
      expect(valueAt(artifact, field.key), field.key).toBeDefined();
      if (field.kind !== 'items') continue;
      const list = valueAt(artifact, field.key) as unknown[];
      for (const prop of field.props)
        if (prop.kind !== 'link') expect(valueAt(list[0] as never, prop.key), `${field.key}.${prop.key}`).toBeDefined();
    }
    expect(artifactSchema(definition).safeParse(artifact).error?.issues).toBeUndefined();
  });

  it('is the same after it was stored and read back', () => {
    expect(JSON.parse(JSON.stringify(artifact))).toEqual(artifact);
    expect(artifactSchema(definition).parse(JSON.parse(JSON.stringify(artifact)))).toEqual(artifact);
  });

  it('says where each of its lines came from', () => {
    for (const field of definition.fields) {
      if ((field.kind === 'items' && field.internal) || field.derived) continue;
      const value = valueAt(artifact, field.key);
      const paths = Array.isArray(value) ? value.map((_one, index) => `${field.key}[${index}]`) : [field.key];
      for (const path of paths) expect(provenance[path], path).toEqual({ messageIds: ['m1'], userIds: ['U1'], origin: 'human' });
    }
  });

  it('is not taken in another shape', () => {
    expect(artifactSchema(definition).safeParse({ ...artifact, invented: 'x' }).success).toBe(false);
    const field = definition.fields.find((one) => one.kind === 'text' || one.kind === 'items');
    expect(artifactSchema(definition).safeParse({ ...artifact, [field?.key ?? '']: 7 }).success).toBe(false);
  });

  it('is empty and still valid when nothing was said: missing stays missing', () => {
    const empty = projectArtifact(definition, emptyDraft());
    expect(empty).toEqual({ artifact: {}, provenance: {} });
    expect(artifactSchema(definition).safeParse(empty.artifact).success).toBe(true);
    expect(findGaps(definition, empty.artifact, {}).length).toBeGreaterThan(0);
  });

  it('fits its schema with any one thing alone, too', () => {
    for (const op of fullOps(definition)) {
      const { draft } = applyOps(definition, emptyDraft(), [op], by);
      expect(artifactSchema(definition).safeParse(projectArtifact(definition, draft).artifact).success, JSON.stringify(op)).toBe(true);
    }
  });
});

describe('what one list gathers from another', () => {
  it('carries the sources of what was gathered, not of the group', () => {
    const definition = designThinking.step('sense-making');
    let { draft } = applyOps(definition, emptyDraft(), [{ op: 'add', list: 'insights', values: { finding: 'People whisper' } }], by);
    draft = applyOps(definition, draft, [{ op: 'add', list: 'themes', values: { name: 'Privacy', evidence: ['heard twice'] } }], {
      ...by,
      source: { messageId: 'm2', userId: 'U2' },
    }).draft;
    draft = applyOps(definition, draft, [{ op: 'update', list: 'insights', itemId: 'i1', values: { theme: 'Privacy' } }], {
      ...by,
      source: { messageId: 'm3', userId: 'U3' },
    }).draft;
    const { artifact, provenance } = projectArtifact(definition, draft);
    expect(artifact).toEqual({ themes: [{ name: 'Privacy', evidence: ['heard twice', 'People whisper'] }] });
    expect(provenance['themes[0].evidence[0]']?.userIds).toEqual(['U2']);
    expect(provenance['themes[0].evidence[1]']?.userIds).toEqual(['U1', 'U3']);
  });
});
