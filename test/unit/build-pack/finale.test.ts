import { describe, expect, it } from 'vitest';
import { assembleOverview } from '../../../src/build-pack/assemble-overview.ts';
import { summariseFinale } from '../../../src/build-pack/finale.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { clinicScript, madeAt, playScript, type Script, startedStep, workshop } from './sample-workshop.ts';

function finaleOf(script: Script, names?: ReadonlyMap<string, string>) {
  return summariseFinale(assembleOverview({ workshop, ...playScript(script), members: [], now: madeAt }), names);
}

describe('the finale', () => {
  it('says line by line what was decided, who does what next, and what is disputed', () => {
    const finale = finaleOf(clinicScript);
    expect(phraseToText(finale.decided)).toBe(
      'Our question: “Given that everybody hears the reason at the desk, how might we help Rosa to say why she came so that nobody else learns it?”\nWe take on “Silent Slip”.\nFirst we test whether this is true: “Patients fill in a card before they come”',
    );
    expect(phraseToText(finale.nextSteps)).toBe(
      'Tom prints 50 cards by Monday\nAna asks two clinics by Friday\nMaya calls the data protection officer _(no date yet)_',
    );
    expect(phraseToText(finale.open)).toMatch(/^@UMAYA raised: “.*the owner should be core, she pays for it\.”$/);
    expect(finale.thanks).toEqual(['UMAYA', 'UTOM', 'UANA']);
  });

  it('names the gaps and the steps that were not reached', () => {
    const finale = finaleOf({ challenge: [['UMAYA', 'Problem: The queue at the desk is long and loud.']] });
    expect(phraseToText(finale.decided)).toBe('Nothing was settled this time.');
    expect(phraseToText(finale.nextSteps)).toBe('Nobody named a next step yet.');
    expect(phraseToText(finale.open)).toBe(
      'Challenge: who it is for\nChallenge: what should be better\nChallenge: the “How might we” question\nnot reached: Stakeholders, Research, Sense-making, Persona, Journey, Reframe, Ideas, Concepts, Validation',
    );
  });

  it('keeps whom people mention as people, and everything else as their words', () => {
    const validate = [['UANA', '- <@UTOM> prints the cards <!channel>']] as const;
    const { nextSteps } = finaleOf({ validate });
    expect(nextSteps.slice(0, 2)).toEqual([{ person: 'UTOM' }, { said: ' prints the cards <!channel>' }]);
  });

  it('calls whoever does it by the name that people say', () => {
    const validate = [
      ['UANA', '- Tom prints 50 cards by Monday\n- Ask two clinics (Ana)\n- Bert calls the officer by Friday\n- Write the text by Tuesday'],
    ] as const;
    const { nextSteps } = finaleOf(
      { validate },
      new Map([
        ['UTOM', 'Tom Novak'],
        ['UANA', 'Ana'],
      ]),
    );
    expect(phraseToText(nextSteps).split('\n')).toEqual([
      '@UTOM prints 50 cards by Monday',
      '@UANA: Ask two clinics (Ana) _(no date yet)_',
      'Bert calls the officer by Friday',
      'Write the text by Tuesday _(nobody yet)_',
    ]);
  });

  it('shortens what is too long for a channel', () => {
    const { nextSteps } = finaleOf({ validate: [['UANA', `- ${'very '.repeat(200)}long`]] });
    expect(phraseToText(nextSteps).length).toBeLessThan(280);
  });

  it('thanks nobody when nobody said anything', () => {
    expect(
      summariseFinale(assembleOverview({ workshop, steps: [startedStep('challenge', {})], artifacts: [], members: [], now: madeAt }))
        .thanks,
    ).toEqual([]);
  });
});
