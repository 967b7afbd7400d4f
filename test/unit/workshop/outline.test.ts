import { describe, expect, it } from 'vitest';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { projectArtifact } from '../../../src/workshop/artifact.ts';
import { emptyDraft } from '../../../src/workshop/draft.ts';
import { findGaps } from '../../../src/workshop/gate.ts';
import { headline, outlineArtifact, summariseArtifact, wordsOf } from '../../../src/workshop/outline.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { by, fullDraft } from './a-full-draft.ts';

const steps = designThinking.steps.map((definition) => [definition.id, definition] as const);

describe.each(steps)('%s as people read it', (_, definition) => {
  const { artifact, provenance } = projectArtifact(definition, fullDraft(definition));

  it('has each line under a path that provenance knows', () => {
    for (const section of outlineArtifact(definition, artifact))
      for (const entry of section.entries) expect(Object.keys(provenance)).toContain(entry.path);
  });

  it('shows every value, and no raw json (F-11)', () => {
    const text = outlineArtifact(definition, artifact)
      .flatMap((section) =>
        section.entries.flatMap((entry) => [entry.title, ...entry.details.map((detail) => `${detail.label}: ${detail.text}`)]),
      )
      .join('\n');
    expect(text).not.toMatch(/[{}]|\[object|undefined|null/);
    for (const field of definition.fields) {
      if (field.kind !== 'items' || field.internal) continue;
      for (const prop of field.props) if (prop.kind === 'text') expect(text, prop.key).toContain(`${prop.label} – no. 2`);
    }
  });

  it('is remembered by one line and by at most 150 words', () => {
    expect(headline(definition, artifact)).toBeTruthy();
    const summary = summariseArtifact(definition, artifact, findGaps(definition, artifact, {}));
    expect(summary.split(/\s+/).length).toBeLessThanOrEqual(150);
    expect(summary).not.toMatch(/[{}]|undefined/);
  });

  it('has nothing to show when nothing was said', () => {
    expect(outlineArtifact(definition, {})).toEqual([]);
    expect(headline(definition, {})).toBeUndefined();
    expect(summariseArtifact(definition, {}, findGaps(definition, {}, {}))).toMatch(/^Nothing was written down\. Still open: /);
  });
});

describe('the summary of a step', () => {
  it('keeps what is open even when much was said', () => {
    const definition = designThinking.step('user-research');
    const ops = Array.from({ length: 60 }, (_, index) => ({
      op: 'add' as const,
      list: 'insights',
      values: { finding: `${'word '.repeat(20)}${index}` },
    }));
    const { artifact } = projectArtifact(definition, applyOps(definition, emptyDraft(), ops, by).draft);
    const summary = summariseArtifact(definition, artifact, findGaps(definition, artifact, {}));
    expect(summary).toMatch(/… Still open: at least one interview question\.$/);
    expect(summary.split(/\s+/).length).toBeLessThanOrEqual(150);
  });
});

describe('a summary of nothing but gaps', () => {
  it('is bounded too', () => {
    const gaps = Array.from({ length: 40 }, (_, index) => ({ field: 'x', says: `one thing that is number ${index}`, items: ['a', 'b'] }));
    expect(summariseArtifact(designThinking.step('challenge'), { targetUser: 'patients' }, gaps).split(/\s+/).length).toBeLessThanOrEqual(
      150,
    );
  });
});

describe('a value in words', () => {
  it.each([
    ['plain', 'plain'],
    [['a', 'b'], 'a; b'],
    [{ score: 4, rationale: 'it is paper' }, '4: it is paper'],
    [{ title: 'Card', description: 'tick it', isWildCard: true }, 'Card (tick it; wild card)'],
    [{ title: 'Card', description: '', isWildCard: false }, 'Card'],
    [54, '54'],
    [null, ''],
    [undefined, ''],
  ])('%j reads “%s”', (value, words) => {
    expect(wordsOf(value)).toBe(words);
  });

  it('names a decision of several by their number and the first of them', () => {
    const definition = designThinking.step('stakeholder-mapping');
    const stakeholders = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    expect(headline(definition, { stakeholders })).toBe('4 stakeholders: a, b, c …');
    expect(headline(definition, { stakeholders: stakeholders.slice(0, 1) })).toBe('a');
  });
});
