import { describe, expect, it } from 'vitest';
import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { captureMemory, type Draft, emptyDraft, itemsOf, maxConcerns, undoCapture } from '../../../src/workshop/draft.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { designThinking } from '../../../src/workshop/steps.ts';
import { by, fullOps } from './a-full-draft.ts';

const challenge = designThinking.step('challenge');
const stakeholders = designThinking.step('stakeholder-mapping');
const senseMaking = designThinking.step('sense-making');
const journey = designThinking.step('journey-mapping');
const concept = designThinking.step('concept');

const said = (messageId: string, userId = 'U1') => ({
  source: { messageId, userId },
  origin: 'human' as const,
  seq: Number(messageId.slice(1)),
});

function change(definition: typeof challenge, ops: readonly DraftOp[], draft: Draft = emptyDraft(), messageId = 'm1') {
  return applyOps(definition, draft, ops, said(messageId));
}

function refusals(definition: typeof challenge, ops: readonly DraftOp[], draft?: Draft): string[] {
  return change(definition, ops, draft).refused.map((refusal) => phraseToText(refusal.says));
}

describe('changing a draft', () => {
  it.each(designThinking.steps.map((step) => [step.id, step] as const))('takes something for every field of %s', (_, definition) => {
    const applied = applyOps(definition, emptyDraft(), fullOps(definition), by);
    expect(applied.refused).toEqual([]);
    expect(applied.capture?.touched.length).toBeGreaterThan(0);
  });

  it('keeps where each value came from', () => {
    const { draft } = change(challenge, [{ op: 'set', field: 'targetUser', value: 'patients' }]);
    expect(draft.fields.targetUser).toEqual({ value: 'patients', sources: [{ messageId: 'm1', userId: 'U1' }], origin: 'human', seq: 1 });
  });

  it('never changes the draft that it was given', () => {
    const before = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: 'Patients' } }]).draft;
    const copy = structuredClone(before);
    change(
      stakeholders,
      [
        { op: 'update', list: 'stakeholders', itemId: 'i1', values: { power: 'low' } },
        { op: 'remove', list: 'stakeholders', itemId: 'i1' },
      ],
      before,
    );
    expect(before).toEqual(copy);
  });

  it('gives back the very same draft, and no capture, when nothing was changed', () => {
    const draft = emptyDraft();
    expect(change(challenge, [{ op: 'set', field: 'targetUser', value: '  ' }], draft)).toMatchObject({ draft });
    expect(change(challenge, [], draft).capture).toBeUndefined();
  });

  it('completes what is there already instead of doubling it, whatever its case, and keeps its first spelling', () => {
    const first = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: 'The Patients', category: 'core' } }]).draft;
    const { draft } = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: 'patients', power: 'low' } }], first, 'm2');
    expect(itemsOf(draft, 'stakeholders').map((item) => item.values)).toEqual([{ name: 'The Patients', category: 'core', power: 'low' }]);
    expect(draft.items.stakeholders?.[0]?.sources.map((source) => source.messageId)).toEqual(['m1', 'm2']);
  });

  it.each([
    ['🏷️ Name tags', 'name tags', 1],
    ['Kitchen crew 👩‍🍳', 'Kitchen crew', 1],
    ['🏷️', '🥄', 2],
  ])('knows “%s” and “%s” as %i: emoji beside words make no difference', (one, other, count) => {
    const first = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: one } }]).draft;
    const { draft } = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: other } }], first, 'm2');
    expect(itemsOf(draft, 'stakeholders')).toHaveLength(count);
  });

  it('keeps what fits and says what does not', () => {
    const { draft, refused } = change(stakeholders, [
      { op: 'add', list: 'stakeholders', values: { name: 'Patients', power: 'enormous', interest: 'High' } },
      { op: 'add', list: 'nonsense', values: { name: 'x' } },
    ]);
    expect(itemsOf(draft, 'stakeholders')[0]?.values).toEqual({ name: 'Patients', interest: 'high' });
    expect(refused.map((refusal) => phraseToText(refusal.says))).toEqual([
      '“Power” is one of high, medium, low.',
      'This step has no “nonsense”.',
    ]);
  });

  it.each<[string, DraftOp, RegExp]>([
    ['an empty text', { op: 'set', field: 'targetUser', value: ' ' }, /is empty/],
    ['a text that is too long', { op: 'set', field: 'targetUser', value: 'x'.repeat(3_001) }, /up to 3000 characters; this has 3001/],
    ['a choice that is none', { op: 'set', field: 'altitude', value: 'high' }, /is one of specific, balanced, broad/],
    ['a list set in one go', { op: 'set', field: 'nothing', value: [] }, /has no “nothing”/],
  ])('refuses %s', (_, op, says) => {
    expect(refusals(challenge, [op])).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    [{ score: 4 }, /needs its reason too/],
    [{ score: 6, rationale: 'x' }, /whole number from 1 to 5/],
    [{ score: 2.5, rationale: 'x' }, /whole number from 1 to 5/],
    [{ score: 'many', rationale: 'x' }, /whole number from 1 to 5/],
  ])('refuses the score %o', (value, says) => {
    expect(refusals(concept, [{ op: 'add', list: 'concepts', values: { name: 'x', 'feasibility.technical': value } }])).toEqual([
      expect.stringMatching(says),
    ]);
  });

  it('bounds every list', () => {
    const many: DraftOp[] = Array.from({ length: 10 }, (_, index) => ({ op: 'add', list: 'stages', values: { name: `Stage ${index}` } }));
    const { draft, refused } = change(journey, many);
    expect(itemsOf(draft, 'stages')).toHaveLength(8);
    expect(refused).toHaveLength(2);
    const concerns: DraftOp[] = Array.from({ length: maxConcerns + 5 }, (_, index) => ({
      op: 'add',
      list: 'concerns',
      values: { text: `no. ${index}` },
    }));
    expect(itemsOf(change(journey, concerns).draft, 'concerns')).toHaveLength(maxConcerns);
  });

  it('lets no more be picked than the step takes, however it is done (F-27)', () => {
    const ideation = designThinking.step('ideation');
    const ideas = change(
      ideation,
      Array.from({ length: 10 }, (_, index) => ({ op: 'add', list: 'ideas', values: { title: `Idea ${index}` } })),
    ).draft;
    const ids = itemsOf(ideas, 'ideas').map((item) => item.id);
    const picked = (draft: Draft) => itemsOf(draft, 'ideas').filter((item) => item.values.isSelected === true).length;
    const oneByOne = change(
      ideation,
      ids.map((itemId) => ({ op: 'update', list: 'ideas', itemId, values: { isSelected: true } })),
      ideas,
      'm2',
    );
    const atOnce = change(ideation, [{ op: 'mark', list: 'ideas', prop: 'isSelected', itemIds: ids }], ideas, 'm2');
    expect([picked(oneByOne.draft), picked(atOnce.draft)]).toEqual([8, 8]);
    expect(phraseToText(oneByOne.refused[0]?.says ?? [])).toBe('“Picked” holds up to 8. Take one out first, then add this.');
    const again = change(ideation, [{ op: 'mark', list: 'ideas', prop: 'isSelected', itemIds: ids.slice(2) }], atOnce.draft, 'm3');
    expect(again.refused).toEqual([]);
    expect(picked(again.draft)).toBe(8);
  });

  it('links by id, so that a renamed theme keeps its insights (F-24)', () => {
    const first = change(senseMaking, [
      { op: 'add', list: 'themes', values: { name: 'Privacy' } },
      { op: 'add', list: 'insights', values: { finding: 'People whisper', theme: 'privacy' } },
    ]).draft;
    expect(itemsOf(first, 'insights')[0]?.values.theme).toBe('i1');
    const { draft } = change(
      senseMaking,
      [{ op: 'update', list: 'themes', itemId: 'i1', values: { name: 'Being overheard' } }],
      first,
      'm2',
    );
    expect(itemsOf(draft, 'insights')[0]?.values.theme).toBe('i1');
  });

  it('parks on purpose, and links to nothing that is not there', () => {
    const { draft, refused } = change(senseMaking, [
      { op: 'add', list: 'insights', values: { finding: 'People whisper', theme: 'parked' } },
      { op: 'add', list: 'insights', values: { finding: 'Two left', theme: 'Nowhere' } },
    ]);
    expect(itemsOf(draft, 'insights').map((item) => item.values.theme)).toEqual(['parked', undefined]);
    expect(phraseToText(refused[0]?.says ?? [])).toBe('There is no theme called “Nowhere” yet. Add it first.');
  });

  it('marks exactly the items that are meant', () => {
    const stages = change(
      journey,
      ['a', 'b', 'c'].map((name) => ({ op: 'add', list: 'stages', values: { name } })),
    ).draft;
    const first = change(journey, [{ op: 'mark', list: 'stages', prop: 'isDip', itemIds: ['i1'] }], stages, 'm2').draft;
    const { draft } = change(journey, [{ op: 'mark', list: 'stages', prop: 'isDip', itemIds: ['i3'] }], first, 'm3');
    expect(itemsOf(draft, 'stages').map((item) => item.values.isDip === true)).toEqual([false, false, true]);
  });

  it('says that an item is gone', () => {
    expect(refusals(journey, [{ op: 'update', list: 'stages', itemId: 'i9', values: { name: 'x' } }])).toEqual([
      'That stage is gone: somebody removed it meanwhile.',
    ]);
  });

  it('never uses an id twice', () => {
    const first = change(journey, [
      { op: 'add', list: 'stages', values: { name: 'a' } },
      { op: 'remove', list: 'stages', itemId: 'i1' },
    ]).draft;
    expect(change(journey, [{ op: 'add', list: 'stages', values: { name: 'a' } }], first, 'm2').draft.items.stages?.[0]?.id).toBe('i2');
  });

  it('breaks no name at hyphens, dots or colons (F-23)', () => {
    const name = 'Anne-Marie O’Neill-Smith: St. Mary’s (drop-in)';
    expect(
      itemsOf(change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name } }]).draft, 'stakeholders')[0]?.values.name,
    ).toBe(name);
  });
});

describe('taking a capture back', () => {
  const start = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: 'Patients', category: 'core' } }]).draft;

  it('restores exactly what was there before', () => {
    const changed = change(
      stakeholders,
      [
        { op: 'add', list: 'stakeholders', values: { name: 'patients', power: 'low' } },
        { op: 'add', list: 'stakeholders', values: { name: 'Owner' } },
        { op: 'add', list: 'concerns', values: { text: 'too few' } },
      ],
      start,
      'm2',
    ).draft;
    const undone = undoCapture(changed, (capture) => capture.source.messageId === 'm2');
    expect(undone?.draft.items).toEqual({ ...start.items, concerns: [] });
    expect(undone?.draft.captures).toEqual(start.captures);
  });

  it('restores a field that was replaced, and one that was cleared', () => {
    const first = change(challenge, [{ op: 'set', field: 'targetUser', value: 'patients' }]).draft;
    const second = change(challenge, [{ op: 'set', field: 'targetUser', value: 'doctors' }], first, 'm2').draft;
    const third = change(challenge, [{ op: 'clear', field: 'targetUser' }], second, 'm3').draft;
    expect(third.fields.targetUser).toBeUndefined();
    const back = undoCapture(third, (capture) => capture.source.messageId === 'm3');
    expect(back?.draft.fields.targetUser?.value).toBe('doctors');
    expect(undoCapture(back?.draft ?? emptyDraft(), (capture) => capture.source.messageId === 'm2')?.draft.fields.targetUser?.value).toBe(
      'patients',
    );
  });

  it('refuses when somebody has built on it since', () => {
    const later = change(stakeholders, [{ op: 'update', list: 'stakeholders', itemId: 'i1', values: { power: 'low' } }], start, 'm2').draft;
    expect(undoCapture(later, (capture) => capture.source.messageId === 'm1')).toBeUndefined();
  });

  it('remembers a bounded number of captures', () => {
    let draft = emptyDraft();
    for (let number = 1; number <= captureMemory + 5; number++)
      draft = change(stakeholders, [{ op: 'add', list: 'stakeholders', values: { name: `Person ${number}` } }], draft, `m${number}`).draft;
    expect(draft.captures).toHaveLength(captureMemory);
    expect(undoCapture(draft, (capture) => capture.source.messageId === 'm1')).toBeUndefined();
  });
});
