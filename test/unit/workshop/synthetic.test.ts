import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { renderMarkdown } from '../../../src/build-pack/render-markdown.ts';
import { parseItem } from '../../../src/facilitator/guided/parse-item.ts';
import { readAnswer } from '../../../src/facilitator/guided/read-answer.ts';
import { applyOps, fieldOf } from '../../../src/workshop/apply-ops.ts';
import { emptyDraft, itemsOf } from '../../../src/workshop/draft.ts';
import type { FieldOf } from '../../../src/workshop/step-definition.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { clinicScript, madeAt, playScript, workshop } from '../build-pack/sample-workshop.ts';

const research = designThinking.step('user-research');
const by = { source: { messageId: 'm1', userId: 'UTOM' }, origin: 'human' as const, seq: 1 };

function toldIn(text: string) {
  const { draft } = applyOps(research, emptyDraft(), readAnswer(research, emptyDraft(), text, true).ops, by);
  return itemsOf(draft, 'insights').map(({ values, origin }) => [values.finding, values.source, origin]);
}

describe('research that no real person stands behind', () => {
  it.each([
    ['- synthetic: Patients whisper at the desk', 'Patients whisper at the desk', 'synthetic'],
    ['- Synthetic – Patients whisper at the desk', 'Patients whisper at the desk', 'synthetic'],
    ['- (synthetic) Patients whisper at the desk', 'Patients whisper at the desk', 'synthetic'],
    ['- Patients whisper at the desk (synthetic)', 'Patients whisper at the desk', 'synthetic'],
    [
      '- Patients whisper at the desk | synthetic: a chat with a made-up patient',
      'Patients whisper at the desk',
      'synthetic: a chat with a made-up patient',
    ],
    ['- synthetic: Patients whisper at the desk — Rosa, a patient', 'Patients whisper at the desk', 'synthetic: Rosa, a patient'],
  ])('is told by one word: %s', (line, finding, source) => {
    expect(toldIn(line)).toEqual([[finding, source, 'synthetic']]);
  });

  it.each(['- People who study synthetic fibres whisper — a lab in Leeds', '- Synthetic fibres itch — Rosa, a nurse'])(
    'is not meant where the word belongs to the finding: %s',
    (line) => {
      expect(toldIn(line)[0]?.[2]).toBe('human');
    },
  );

  it('is told in a form by its source, and taken back there', () => {
    const values = { finding: 'Patients whisper', source: 'Synthetic: asked a chatbot' };
    const told = applyOps(research, emptyDraft(), [{ op: 'add', list: 'insights', values }], by).draft;
    expect(itemsOf(told, 'insights')[0]?.origin).toBe('synthetic');
    const itemId = itemsOf(told, 'insights')[0]?.id ?? '';
    const met = applyOps(research, told, [{ op: 'update', list: 'insights', itemId, values: { source: 'Rosa, met on Monday' } }], by).draft;
    expect(itemsOf(met, 'insights')[0]?.origin).toBe('human');
  });

  it('means nothing in a list that does not ask who said it', () => {
    const themes = fieldOf(designThinking.step('stakeholder-mapping'), 'stakeholders') as FieldOf<'items'>;
    expect(parseItem(themes, 'Synthetic: a supplier').name).toBe('Synthetic');
  });

  it('stays marked to the end: in the draft that sorts it, in the pack and in its coverage', () => {
    const { steps, artifacts } = playScript({
      ...clinicScript,
      'user-research': [['UTOM', '- synthetic: People whisper at the desk\n- The phone rings all the time; Ana, nurse']],
      'sense-making': [['UTOM', '- Privacy: 1\n- Noise: 2']],
    });
    const pack = assemblePack({ workshop, steps, artifacts, members: [], votes: [], voices: [], now: madeAt });
    const markdown = renderMarkdown(pack);
    const marked = markdown.split('\n').filter((line) => line.includes('(synthetic, not from a real person)'));
    expect(markdown.slice(markdown.indexOf('## 4. Sense-making'))).toMatch(
      /\*\*Privacy\*\*.*\n\n- People whisper at the desk — @UTOM \(synthetic/,
    );
    expect(marked.length).toBeGreaterThanOrEqual(3);
    expect(marked.every((line) => line.includes('People whisper at the desk'))).toBe(true);
    expect(pack.documents.find((one) => one.kind === 'prd')?.coverage.synthetic).toBe(1);
  });
});
