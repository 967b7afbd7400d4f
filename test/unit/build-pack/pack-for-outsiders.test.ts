import { describe, expect, it } from 'vitest';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { packForOutsiders, packWithoutAuthors, peopleIn } from '../../../src/build-pack/pack-for-outsiders.ts';
import { packSchema } from '../../../src/build-pack/pack-schema.ts';
import { samplePack } from './pictures/sample-pack.ts';

const pack: BuildPack = { ...samplePack(), originalIdea: 'What <@UTOM> said to <@UANA|ana>' };
const slackId = /\bU(?:TOM|ANA|MAYA)\b/;

describe('a pack for people outside', () => {
  it('names nobody when no names are given, and is still a whole pack', () => {
    const outside = packForOutsiders(pack);
    expect(JSON.stringify(outside)).not.toMatch(slackId);
    expect(packSchema.parse(outside)).toEqual(outside);
    expect(outside.originalIdea).toBe('What a participant said to a participant');
    expect(outside.host).toBe('a participant');
    expect(outside.contributors).toEqual([{ userId: '3 participants', lines: pack.contributors.reduce((sum, one) => sum + one.lines, 0) }]);
    expect(outside.votes[0]?.decidedBy).toBe('a participant');
    expect(outside.steps.map((step) => step.sections.length)).toEqual(pack.steps.map((step) => step.sections.length));
  });

  it('names those whose names are known, and counts the others', () => {
    const outside = packForOutsiders(pack, new Map([['UTOM', 'Tom Weber']]));
    expect(JSON.stringify(outside)).not.toMatch(slackId);
    expect(outside.originalIdea).toBe('What Tom Weber said to a participant');
    expect(outside.contributors.map((one) => one.userId)).toEqual(['Tom Weber', '2 participants']);
  });

  it('keeps from them how much each has said', () => {
    expect(pack.voices).not.toEqual([]);
    expect(packForOutsiders(pack, new Map([['UTOM', 'Tom Weber']])).voices).toEqual([]);
  });

  it('keeps what a line rests on', () => {
    const sourcesOf = (one: BuildPack) => one.answer.question?.line?.sources;
    expect(sourcesOf(packForOutsiders(pack))).toEqual({ ...sourcesOf(pack), userIds: ['2 participants'] });
  });

  it('knows whose names are needed', () => {
    expect(peopleIn(pack).toSorted()).toEqual(['UANA', 'UMAYA', 'UTOM']);
  });
});

describe('a pack without authors', () => {
  const line = { path: 'nextSteps[0]', title: 'Print twenty cards', marks: [], parts: [] };
  const sources = { messageIds: ['m1'], userIds: ['UTOM'], origin: 'human' as const };
  const step = { ...line, sources, details: [{ key: 'who', label: 'Who', text: '<@UANA>' }] };
  const decision = { ...line, sources, details: [{ key: 'by', label: 'By', text: '<@UMAYA>' }] };
  const document = (kind: 'actions' | 'decisions', one: typeof step) => ({
    kind,
    title: kind,
    sections: [
      {
        heading: kind,
        from: [],
        parts: [
          {
            key: kind,
            label: kind,
            singular: kind,
            shape: 'table' as const,
            nameLabel: kind,
            columns: one.details.map(({ key, label }) => ({ key, label })),
            lines: [one],
          },
        ],
      },
    ],
    missing: [],
    coverage: { total: 1, linked: 1, assumptions: 0, synthetic: 0 },
  });
  const bare = packWithoutAuthors({ ...samplePack(), documents: [document('actions', step), document('decisions', decision)] });

  it('does not say who said or decided something, nor who said how much', () => {
    expect(JSON.stringify(bare)).not.toMatch(/\bU(?:TOM|MAYA)\b/);
    expect([bare.contributors, bare.voices]).toEqual([[], []]);
    expect(packSchema.parse(bare)).toEqual(bare);
  });

  it('leads to the messages all the same, and says who does what', () => {
    expect(bare.documents[0]?.sections[0]?.parts[0]?.lines).toEqual([{ ...step, sources: { ...sources, userIds: [] } }]);
  });
});
