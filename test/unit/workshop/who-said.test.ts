import { describe, expect, it } from 'vitest';
import { applyOps, type DraftOp } from '../../../src/workshop/apply-ops.ts';
import { projectArtifact } from '../../../src/workshop/artifact.ts';
import { type Draft, emptyDraft } from '../../../src/workshop/draft.ts';
import { draftWithout, provenanceWithout } from '../../../src/workshop/forget-person.ts';
import { designThinking } from '../../../src/workshop/steps.ts';

const persona = designThinking.step('persona');

function say(draft: Draft, userId: string, messageId: string, op: DraftOp): Draft {
  return applyOps(persona, draft, [op], { source: { messageId, userId }, origin: 'human', seq: 1 }).draft;
}

function rosa(): Draft {
  const begun = say(emptyDraft(), 'UANA', 'm1', { op: 'add', list: 'personas', values: { name: 'Rosa', role: 'teacher' } });
  return say(begun, 'UTOM', 'm2', {
    op: 'add',
    list: 'personas',
    values: { name: 'rosa', quote: 'I said it was my knee', goals: ['peace'] },
  });
}

function partsOf(draft: Draft) {
  return projectArtifact(persona, draft).provenance['personas[0]']?.props;
}

describe('who said which part of an item', () => {
  it('is kept for each part', () => {
    expect(partsOf(rosa())).toEqual({
      name: { messageIds: ['m1'], userIds: ['UANA'] },
      role: { messageIds: ['m1'], userIds: ['UANA'] },
      quote: { messageIds: ['m2'], userIds: ['UTOM'] },
      goals: { messageIds: ['m2'], userIds: ['UTOM'] },
    });
  });

  it('goes to whoever put other words there, and is shared where a list was only made longer', () => {
    const longer = say(rosa(), 'UMAYA', 'm3', {
      op: 'update',
      list: 'personas',
      itemId: 'i1',
      values: { role: 'nurse', goals: ['peace', 'sleep'] },
    });
    expect(partsOf(longer)).toMatchObject({
      role: { messageIds: ['m3'], userIds: ['UMAYA'] },
      goals: { messageIds: ['m2', 'm3'], userIds: ['UTOM', 'UMAYA'] },
    });
  });

  it('stays with the first where somebody says the same again', () => {
    const again = say(rosa(), 'UMAYA', 'm3', { op: 'update', list: 'personas', itemId: 'i1', values: { role: 'teacher' } });
    expect(partsOf(again)?.role).toEqual({ messageIds: ['m1'], userIds: ['UANA'] });
  });

  it('is not claimed for an item whose sources were never told apart', () => {
    const old = rosa();
    for (const item of old.items.personas ?? []) delete item.said;
    expect(partsOf(say(old, 'UMAYA', 'm3', { op: 'update', list: 'personas', itemId: 'i1', values: { role: 'nurse' } }))).toBeUndefined();
  });

  it('does not outlive the person who is to be forgotten', () => {
    const draft = draftWithout(rosa(), 'UTOM', { keepLines: true });
    expect(JSON.stringify(draft.items)).not.toContain('UTOM');
    const { provenance } = projectArtifact(persona, rosa());
    expect(JSON.stringify(provenanceWithout(provenance, 'UTOM', new Set(['m2'])))).not.toMatch(/UTOM|m2/);
  });
});
