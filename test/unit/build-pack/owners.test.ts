import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { dueIn, nameOwners, ownersOf, sayOwners } from '../../../src/build-pack/owners.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const names = new Map([
  ['UTOM', 'Tom Novak'],
  ['UANA', 'Ana'],
  ['UMAYA', 'maya'],
  ['UTOMAS', 'tomás'],
]);
const who = (title: string, userIds: string[] = ['UTOM', 'UANA'], called = names) =>
  sayOwners({ title, sources: { messageIds: ['m1'], userIds, origin: 'human' } }, called);

describe('who does what', () => {
  it('is whoever is mentioned, wherever that stands', () => {
    expect(who('<@UTOM> prints the cards')).toBe('<@UTOM>');
    expect(who('<@UTOM> and <@UANA> print the cards')).toBe('<@UTOM>, <@UANA>');
    expect(who('Print the cards (<@UANA>)')).toBe('<@UANA>');
  });

  it('is whom the words begin or end with by their first name', () => {
    expect(who('Tom prints 50 cards by Monday')).toBe('<@UTOM>');
    expect(who('Ana, Tom and Maya ask two clinics')).toBe('<@UANA>, <@UTOM>, <@UMAYA>');
    expect(who('Maya: call the officer')).toBe('<@UMAYA>');
    expect(who('Print the cards (Tom)')).toBe('<@UTOM>');
    expect(who('Print the cards – Tom and Ana')).toBe('<@UTOM>, <@UANA>');
  });

  it('is whoever said “I will”, when one person said it', () => {
    expect(who('I will call the officer', ['UANA'])).toBe('<@UANA>');
    expect(who('I’ll call the officer', ['UANA'])).toBe('<@UANA>');
    expect(who('I will call the officer', ['UANA', 'UTOM'])).toBe('nobody yet');
  });

  it('is found whether or not an accent or a capital was typed', () => {
    expect(who('Tomás calls a data protection officer by 1 December')).toBe('<@UTOMAS>');
    expect(who('Tomas: call the officer')).toBe('<@UTOMAS>');
    expect(who('Tomás calls the officer'.normalize('NFD'))).toBe('<@UTOMAS>');
    expect(who('maya prints the cards', [], new Map([['UMAYA', 'Mäya']]))).toBe('<@UMAYA>');
    expect(who('maya will print the cards')).toBe('<@UMAYA>');
    expect(who('mark the cards with a colour', [], new Map([['UMARK', 'Mark']]))).toBe('nobody yet');
  });

  it('is the very name where nobody here is called so, or several are', () => {
    expect(who('Bert prints the cards')).toBe('Bert');
    expect(who('Bert laminates cards')).toBe('Bert');
    expect(who('Bert will print the cards')).toBe('Bert');
    expect(who('Bert and Carla: print the cards')).toBe('Bert and Carla');
    expect(who('Tom prints the cards', [], new Map([...names, ['UTOM2', 'Tom Miller']]))).toBe('Tom');
    expect(who('Tom prints the cards', [], new Map())).toBe('Tom');
  });

  it('is whoever was written down beside it', () => {
    const beside = (owner: string) =>
      sayOwners({ title: 'Try the log with one team', details: [{ key: 'owner', label: 'Who does it', text: owner }] }, names);
    expect(beside('Tomas')).toBe('<@UTOMAS>');
    expect(beside('Tom Novak and <@UANA>')).toBe('<@UANA>, <@UTOM>');
    expect(beside('the new one')).toBe('the new one');
  });

  it('is not clear where somebody here is spoken of, and it may be somebody else’s to do', () => {
    expect(who('Show Tom the cards')).toBe('not clear');
  });

  it('is nobody yet where nobody is named', () => {
    expect(who('Print the cards by Monday')).toBe('nobody yet');
    expect(who('We ask two clinics')).toBe('nobody yet');
    expect(who('50 cards in one clinic for a week')).toBe('nobody yet');
    expect(who('')).toBe('nobody yet');
    expect(who('Print cards for the desk by Friday')).toBe('nobody yet');
    expect(who('Interview patients who said no')).toBe('nobody yet');
    expect(who('Laminate cards by Friday')).toBe('nobody yet');
    expect(who('Print and laminate cards')).toBe('nobody yet');
    expect(who('Friday: print the cards')).toBe('nobody yet');
    expect(who('Next step: cards')).toBe('nobody yet');
  });

  it('is nobody yet where what is to be done begins with a verb and the things that it is about', () => {
    const verb = fc.constantFrom('Print', 'Interview', 'Call', 'Ask', 'Test', 'Write', 'Send', 'Build', 'Check', 'Plan', 'Find', 'Visit');
    const things = fc.constantFrom('cards', 'patients', 'clinics', 'texts', 'tests', 'calls', 'prints', 'plans', 'visits', 'doctors');
    const rest = fc.constantFrom('', ' by Friday', ' who said no', ' and posters', ', then texts', ' the officer likes', ' 20 times');
    fc.assert(
      fc.property(verb, things, rest, (...[what, which, more]) => {
        expect(who(`${what} ${which}${more}`)).toBe('nobody yet');
      }),
    );
  });

  it('knows how much of the beginning is names alone', () => {
    expect(ownersOf({ title: 'Tom and Ana print' }, names).namedChars).toBe('Tom and Ana'.length);
    expect(ownersOf({ title: 'Tom and Bert print' }, names)).toEqual({ userIds: ['UTOM'], namedChars: 0, isUnclear: false });
  });
});

describe('by when', () => {
  it.each([
    ['Print cards by Friday', 'Friday'],
    ['Tomás calls the officer by 1 December', '1 December'],
    ['Maya prints cards by end of the month', 'end of the month'],
    ['Call the clinic on 12.12.2026', '12.12.2026'],
    ['Sam asks the clinic for a week in February', 'February'],
    ['Anna phones in 2 weeks', 'in 2 weeks'],
    ['Do it by EOW', 'EOW'],
  ])('“%s”: %s', (sentence, words) => {
    expect(dueIn(sentence)).toBe(words);
  });

  it.each(['Test the card on 20 patients', 'Cut check-in time by 50 %', 'Wait until 12 answers are in'])(
    '“%s” does not say',
    (sentence) => {
      expect(dueIn(sentence)).toBeUndefined();
    },
  );
});

it('a stored pack gets its owners by what people are called now', () => {
  const pack = assemblePack({ workshop, ...playScript(clinicScript), members: [], votes: [], voices: [], now: madeAt });
  const owners = (one: typeof pack) =>
    one.documents
      .find((document) => document.kind === 'actions')
      ?.sections.map((section) => section.parts[0]?.lines.map((line) => line.details.find((detail) => detail.key === 'who')?.text));
  expect(owners(pack)).toEqual([['Tom', 'Ana', 'Maya'], ['nobody yet']]);
  expect(owners(nameOwners(pack, names))).toEqual([['<@UTOM>', '<@UANA>', '<@UMAYA>'], ['nobody yet']]);
});
