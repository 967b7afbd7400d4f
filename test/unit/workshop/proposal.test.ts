import { describe, expect, it } from 'vitest';
import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { emptyDraft, itemsOf } from '../../../src/workshop/draft.ts';
import { applyLine, checkProposal, isJudgement, type RawLine } from '../../../src/workshop/proposal.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const research = designThinking.step('user-research');
const stakeholders = designThinking.step('stakeholder-mapping');
const grounds = {
  messages: new Map([
    ['m1', { userId: 'UMAYA', text: 'One man wrote his reason on the back of a receipt and pushed it across.' }],
    ['m2', { userId: 'UTOMAS', text: 'The nurse told me: "I hear everything they say at the desk". That was in Lagos.' }],
    ['m3', { userId: 'UAIKO', text: 'The clinic owner signs off every change.' }],
  ]),
  established: 'Rosa, a teacher',
};
const insight = (finding: string, more: Record<string, string> = {}): DraftOp => ({
  op: 'add',
  list: 'insights',
  values: { finding, ...more },
});
const check = (lines: RawLine[], definition = research, draft = emptyDraft()) => checkProposal(definition, draft, lines, grounds);

describe('a proposed line', () => {
  it('is kept with the people whose words it rests on', () => {
    const { lines, dropped } = check([
      { op: insight('One man wrote his reason on a receipt'), evidence: ['m1'], quote: 'pushed it across' },
    ]);
    expect(lines).toEqual([
      {
        id: 'l1',
        op: insight('One man wrote his reason on a receipt'),
        sources: [{ messageId: 'm1', userId: 'UMAYA' }],
        quote: 'pushed it across',
      },
    ]);
    expect(dropped).toEqual({});
  });

  it.each<[string, RawLine, string]>([
    ['cites nothing', { op: insight('One man wrote his reason'), evidence: [], quote: null }, 'no-evidence'],
    [
      'cites what the prompt did not show',
      { op: insight('One man wrote his reason'), evidence: [undefined], quote: null },
      'unknown-evidence',
    ],
    [
      'cites one message that exists and one that does not',
      { op: insight('One man wrote his reason'), evidence: ['m1', 'mX'], quote: null },
      'unknown-evidence',
    ],
    ['quotes what nobody said', { op: insight('One man wrote his reason'), evidence: ['m1'], quote: 'he was ashamed' }, 'not-a-quote'],
    [
      'puts other words into a mouth',
      { op: insight('The nurse hears everything at the desk', { quote: 'I hear nothing at all' }), evidence: ['m2'], quote: null },
      'not-a-quote',
    ],
    [
      'names somebody who does not occur',
      { op: insight('The reason that Bernadette wrote on a receipt'), evidence: ['m1'], quote: null },
      'unknown-person',
    ],
    [
      'has other words than what it cites',
      { op: insight('Doctors lose time with each visit'), evidence: ['m1'], quote: null },
      'no-overlap',
    ],
    ['cites the wrong message', { op: insight('The nurse hears everything at the desk'), evidence: ['m3'], quote: null }, 'no-overlap'],
    [
      'goes where the step has no place',
      { op: { op: 'add', list: 'personas', values: { name: 'receipt' } }, evidence: ['m1'], quote: null },
      'does-not-fit',
    ],
  ])('is dropped when it %s', (_, line, reason) => {
    expect(check([line])).toEqual({ lines: [], dropped: { [reason]: 1 } });
  });

  it('is dropped when the draft says so already, also by a line before it', () => {
    const line: RawLine = { op: insight('One man wrote his reason on a receipt'), evidence: ['m1'], quote: null };
    expect(check([line, line])).toMatchObject({ lines: [{ id: 'l1' }], dropped: { 'nothing-new': 1 } });
  });

  it('may name who is established', () => {
    const line: RawLine = { op: insight('The receipt was pushed across to Rosa'), evidence: ['m1'], quote: null };
    expect(check([line]).lines).toHaveLength(1);
  });

  it('may rate what the words only suggest: people accept it or not', () => {
    const op: DraftOp = { op: 'add', list: 'stakeholders', values: { name: 'Clinic owner', power: 'high', category: 'indirect' } };
    expect(check([{ op, evidence: ['m3'], quote: null }], stakeholders).lines).toHaveLength(1);
  });

  it('is one of twelve at most', () => {
    const words = 'One man wrote his reason on the back of a receipt and pushed it across'.split(' ');
    const lines = words.map((_, index): RawLine => ({ op: insight(words.slice(0, index + 1).join(' ')), evidence: ['m1'], quote: null }));
    const { lines: kept, dropped } = check(lines);
    expect(kept).toHaveLength(12);
    expect(dropped['too-many']).toBe(lines.length - 12);
  });
});

describe('a judgement', () => {
  const add = (values: Record<string, string | boolean>): DraftOp => ({ op: 'add', list: 'stakeholders', values });

  it('is whatever rates, picks or sorts, and waits for people even where words do not', () => {
    expect(isJudgement(stakeholders, add({ name: 'Porters', power: 'high' }))).toBe(true);
    expect(isJudgement(designThinking.step('ideation'), { op: 'update', list: 'ideas', itemId: 'i1', values: { isSelected: true } })).toBe(
      true,
    );
    expect(isJudgement(designThinking.step('validate'), { op: 'set', field: 'confidence', value: { score: 6, rationale: 'x' } })).toBe(
      true,
    );
  });

  it('is not what somebody said', () => {
    expect(isJudgement(stakeholders, add({ name: 'Porters', notes: 'they hear everything' }))).toBe(false);
    expect(isJudgement(research, insight('One man wrote it on a receipt'))).toBe(false);
  });
});

describe('an accepted line', () => {
  it('is written down as the words of everybody it cites, by a model', () => {
    const [line] = check([{ op: insight('A receipt was pushed across the desk'), evidence: ['m1', 'm2'], quote: null }]).lines;
    const applied = applyLine(research, emptyDraft(), line!, 7);
    expect(itemsOf(applied!.draft, 'insights')).toMatchObject([
      {
        values: { finding: 'A receipt was pushed across the desk' },
        origin: 'model',
        seq: 7,
        sources: [
          { messageId: 'm1', userId: 'UMAYA' },
          { messageId: 'm2', userId: 'UTOMAS' },
        ],
      },
    ]);
  });

  it('that does not fit any more changes nothing', () => {
    const by = { source: { messageId: 'm1', userId: 'UMAYA' }, origin: 'human' as const, seq: 1 };
    const { draft } = applyOps(research, emptyDraft(), [insight('Receipt')], by);
    const gone = {
      id: 'l1',
      op: { op: 'update' as const, list: 'insights', itemId: 'i9', values: { finding: 'x' } },
      sources: [by.source],
      quote: null,
    };
    expect(applyLine(research, draft, gone, 2)).toBeUndefined();
  });
});
