import { describe, expect, it } from 'vitest';
import { assembleOverview } from '../../../src/build-pack/assemble-overview.ts';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { dateDues } from '../../../src/build-pack/due-dates.ts';
import { summariseFinale } from '../../../src/build-pack/finale.ts';
import { phraseToText } from '../../../src/workshop/phrase.ts';
import { clinicScript, madeAt, playScript, type Script, startedStep, workshop } from './sample-workshop.ts';

function finaleOf(script: Script, names?: ReadonlyMap<string, string>) {
  return summariseFinale(assembleOverview({ workshop, ...playScript(script), members: [], finished: [], now: madeAt }), names);
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

  it('has the planned tests among what is next, with who and by when', () => {
    const pack = assemblePack({ workshop, ...playScript(clinicScript), members: [], votes: [], voices: [], finished: [], now: madeAt });
    const when = () => ({ at: madeAt, zone: 'UTC' });
    expect(phraseToText(summariseFinale(dateDues(pack, when)).nextSteps).split('\n')).toEqual([
      'Tom prints 50 cards by Monday (16 Nov 2026)',
      'Ana asks two clinics by Friday (13 Nov 2026)',
      'Maya calls the data protection officer _(no date yet)_',
      'Test: 50 cards in one clinic for a week – 1 Dec 2026 _(nobody yet)_',
    ]);
  });

  it('has the tests also when nobody named a next step, and says what it leaves out', () => {
    const said = (count: number) =>
      Array.from({ length: count }, (_, at) => ['UANA', `Assumption: belief ${at}\nTest: Tom asks clinic ${at}`] as const);
    const packOf = (validate: Script['validate']) =>
      assemblePack({ workshop, ...playScript({ validate }), members: [], votes: [], voices: [], finished: [], now: madeAt });
    const names = new Map([['UTOM', 'Tom Novak']]);
    expect(phraseToText(summariseFinale(packOf(said(5)), names).nextSteps).split('\n')).toEqual([
      'Nobody named a next step yet.',
      'Test: @UTOM asks clinic 0 _(no date yet)_',
      'Test: @UTOM asks clinic 1 _(no date yet)_',
      'Test: @UTOM asks clinic 2 _(no date yet)_',
      'and 2 more tests in the pack',
    ]);
  });

  it('counts the concerns that it has no room for', () => {
    const { open } = finaleOf({
      ...clinicScript,
      persona: [...(clinicScript.persona ?? []), ...Array.from({ length: 6 }, (_, at) => ['UTOM', `I disagree: reason ${at}`] as const)],
    });
    const lines = phraseToText(open).split('\n');
    expect(lines.filter((line) => line.includes('raised:'))).toHaveLength(4);
    expect(lines.at(-1)).toBe('and 3 more concerns in the pack');
  });

  it('shortens what is too long for a channel', () => {
    const { nextSteps } = finaleOf({ validate: [['UANA', `- ${'very '.repeat(200)}long`]] });
    expect(phraseToText(nextSteps).length).toBeLessThan(280);
  });

  it('thanks nobody when nobody said anything', () => {
    expect(
      summariseFinale(
        assembleOverview({ workshop, steps: [startedStep('challenge', {})], artifacts: [], members: [], finished: [], now: madeAt }),
      ).thanks,
    ).toEqual([]);
  });
});
