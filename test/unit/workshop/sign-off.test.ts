import { describe, expect, it } from 'vitest';
import { type Draft, emptyDraft } from '../../../src/workshop/draft.ts';
import { countSignOffs, signOffSubject } from '../../../src/workshop/sign-off.ts';

const draft = (fields: Record<string, string>): Draft => ({
  ...emptyDraft(),
  fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, { value, sources: [], origin: 'human', seq: 1 }])),
});
const at = new Date('2026-11-26T10:00:00Z');

describe('what is signed off', () => {
  it('is these words and no others', () => {
    const subject = signOffSubject(draft({ problem: 'Noise', user: 'Patients' }), ['problem', 'user']);
    expect(signOffSubject(draft({ user: 'Patients', problem: 'Noise', more: 'x' }), ['problem', 'user'])).toBe(subject);
    expect(signOffSubject(draft({ problem: 'Noise!', user: 'Patients' }), ['problem', 'user'])).not.toBe(subject);
    expect(signOffSubject(draft({ problem: 'Patients', user: 'Noise' }), ['problem', 'user'])).not.toBe(subject);
  });

  it('is nothing while a field is missing', () => {
    expect(signOffSubject(draft({ problem: 'Noise' }), ['problem', 'user'])).toBeUndefined();
  });

  it('counts for the words that stand there; a yes to others starts over', () => {
    const yes = [
      { userId: 'UANNA', subject: 'new', at },
      { userId: 'UBEN', subject: 'old', at },
    ];
    expect(countSignOffs(yes, 'new')).toEqual({ signed: ['UANNA'], overtaken: ['UBEN'] });
    expect(countSignOffs(yes, undefined)).toEqual({ signed: [], overtaken: ['UANNA', 'UBEN'] });
  });
});
