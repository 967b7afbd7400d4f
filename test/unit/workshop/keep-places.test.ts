import { describe, expect, it } from 'vitest';
import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { type Draft, emptyDraft, itemsOf, keepPlaces, undoCapture } from '../../../src/workshop/draft.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const definition = designThinking.step('user-research');
const add = (finding: string): DraftOp => ({ op: 'add', list: 'insights', values: { finding } });

function say(draft: Draft, messageId: string, findings: string[], seq: number): Draft {
  return applyOps(definition, draft, findings.map(add), { source: { messageId, userId: 'U1' }, origin: 'human', seq }).draft;
}

function editedTo(findings: string[]) {
  let before = say(emptyDraft(), 'm1', ['first'], 1);
  before = say(before, 'm2', ['second', 'third'], 2);
  before = say(before, 'm3', ['fourth'], 3);
  const takenBack = undoCapture(before, (capture) => capture.source.messageId === 'm2')?.draft ?? before;
  const after = keepPlaces(before, say(takenBack, 'm2', findings, 4), 'm2');
  return { before, after, lines: itemsOf(after, 'insights').map((item) => item.values.finding) };
}

describe('lines of an edited message', () => {
  it('keep their numbers and their ids, since people and other items refer to them', () => {
    const { before, after, lines } = editedTo(['second, corrected', 'third']);
    expect(lines).toEqual(['first', 'second, corrected', 'third', 'fourth']);
    expect(itemsOf(after, 'insights').map((item) => item.id)).toEqual(itemsOf(before, 'insights').map((item) => item.id));
  });

  it('that are fewer leave the others where they were', () => {
    expect(editedTo(['second, corrected']).lines).toEqual(['first', 'second, corrected', 'fourth']);
  });

  it('that are more go to the end', () => {
    expect(editedTo(['second', 'third', 'fifth']).lines).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
  });

  it('can be taken back again afterwards', () => {
    const { after } = editedTo(['second, corrected', 'third']);
    const undone = undoCapture(after, (capture) => capture.source.messageId === 'm2');
    expect(undone && itemsOf(undone.draft, 'insights').map((item) => item.values.finding)).toEqual(['first', 'fourth']);
  });
});
