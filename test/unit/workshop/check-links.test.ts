import { describe, expect, it } from 'vitest';
import { applyOps } from '../../../src/workshop/apply-ops.ts';
import { projectArtifact } from '../../../src/workshop/artifact.ts';
import { checkLinks } from '../../../src/workshop/check-links.ts';
import { emptyDraft } from '../../../src/workshop/draft.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const definition = designThinking.step('user-research');
const messages = new Map([
  ['m1', { text: '- Patients whisper at the desk (waiting room, Lagos)' }],
  ['m2', { text: '- The phone rings while people check in' }],
]);

function research() {
  let draft = emptyDraft();
  const add = (messageId: string, finding: string) => {
    const by = { source: { messageId, userId: 'U1' }, origin: 'human' as const, seq: 1 };
    ({ draft } = applyOps(definition, draft, [{ op: 'add', list: 'insights', values: { finding } }], by));
  };
  add('m1', 'Patients whisper at the desk');
  add('m2', 'The phone rings while people check in');
  return projectArtifact(definition, draft);
}

describe('the link of a line to what was said', () => {
  it('holds when the cited message says it', () => {
    const { artifact, provenance } = research();
    expect(checkLinks(definition, artifact, provenance, messages).map((line) => line.state)).toEqual(['linked', 'linked']);
  });

  it('is broken when the evidence is swapped: the checker is itself checked', () => {
    const { artifact, provenance } = research();
    const swapped = { 'insights[0]': provenance['insights[1]']!, 'insights[1]': provenance['insights[0]']! };
    expect(checkLinks(definition, artifact, swapped, messages).map((line) => line.state)).toEqual(['broken', 'broken']);
  });

  it('is lost when the cited message is deleted: the line is an assumption then', () => {
    const { artifact, provenance } = research();
    const left = new Map([...messages].filter(([id]) => id !== 'm1'));
    expect(checkLinks(definition, artifact, provenance, left).map((line) => line.state)).toEqual(['assumption', 'linked']);
  });

  it('is broken when the captured words are not those of the message', () => {
    const { artifact, provenance } = research();
    const other = { insights: [{ finding: 'Doctors would pay for a second desk' }, (artifact.insights as object[])[1] as never] };
    expect(checkLinks(definition, other, provenance, messages).map((line) => line.state)).toEqual(['broken', 'linked']);
  });

  it('is missing where nobody is cited', () => {
    const { artifact } = research();
    expect(checkLinks(definition, artifact, {}, messages).map((line) => line.state)).toEqual(['assumption', 'assumption']);
  });
});
