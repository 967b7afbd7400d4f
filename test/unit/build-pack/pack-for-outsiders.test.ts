import { describe, expect, it } from 'vitest';
import type { BuildPack } from '../../../src/build-pack/pack.ts';
import { packForOutsiders, peopleIn } from '../../../src/build-pack/pack-for-outsiders.ts';
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
