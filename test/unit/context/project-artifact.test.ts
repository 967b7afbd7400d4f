import { describe, expect, it } from 'vitest';
import { countTokens } from '../../../src/context/count-tokens.ts';
import { projectArtifact } from '../../../src/context/project-artifact.ts';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { projectArtifact as artifactOf } from '../../../src/workshop/artifact.ts';
import { emptyDraft } from '../../../src/workshop/draft.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { by, fullOps } from '../workshop/a-full-draft.ts';

describe('an artifact in a prompt', () => {
  it('is labelled lines, one for each entry', () => {
    const artifact = { problemStatement: 'Patients wait twice.', targetUser: 'Older patients' };
    expect(projectArtifact(designThinking.step('challenge'), artifact).text).toBe(
      'Problem: Patients wait twice.\nWho it is for: Older patients',
    );
    const stakeholders = [
      { name: 'Nurses', category: 'core', power: 'low', interest: 'high' },
      { name: 'Insurers', category: 'indirect', power: 'high', interest: 'low' },
    ];
    expect(projectArtifact(designThinking.step('stakeholder-mapping'), { stakeholders }).text.split('\n')).toEqual([
      'Stakeholders:',
      '- Nurses (How close: core; Power: low; Interest: high)',
      '- Insurers (How close: indirect; Power: high; Interest: low)',
    ]);
  });

  it('is never raw json, whatever the step', () => {
    for (const stepId of designThinking.ids) {
      const definition = designThinking.step(stepId);
      const applied = applyOps(definition, emptyDraft(), fullOps(definition), by);
      const { artifact } = artifactOf(definition, applied.draft);
      const { text, tokens } = projectArtifact(definition, artifact);
      expect(text, stepId).not.toMatch(/[{}]|":|\[object/);
      expect(text, stepId).not.toBe('');
      expect(tokens).toBe(countTokens(text));
    }
  });

  it('of ten megabytes is as bounded as any other (F-11)', () => {
    const drawing = Buffer.alloc(9_000_000, 'picture').toString('base64');
    const insights = Array.from({ length: 2_000 }, (_, n) => ({ finding: `Finding ${n} about waiting`, quote: 'x'.repeat(500) }));
    const { text, tokens } = projectArtifact(designThinking.step('user-research'), { interviewQuestions: [drawing, 'Why?'], insights });
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect(tokens).toBeLessThanOrEqual(2_000);
    expect(text).toContain('Finding 0 about waiting');
  });

  it('is empty when nothing was written down', () => {
    expect(projectArtifact(designThinking.step('persona'), {})).toEqual({ text: '', tokens: 0 });
  });

  it('keeps a value on its line, so that nobody writes the next entry', () => {
    expect(projectArtifact(designThinking.step('challenge'), { problemStatement: 'One\nTarget user: Two' }).text).toBe(
      'Problem: One Target user: Two',
    );
  });
});
