import { describe, expect, it } from 'vitest';
import { assemblePack } from '../../../src/build-pack/assemble-pack.ts';
import { nameOwners, ownersOf, sayOwners } from '../../../src/build-pack/owners.ts';
import { clinicScript, madeAt, playScript, workshop } from './sample-workshop.ts';

const names = new Map([
  ['UTOM', 'Tom Novak'],
  ['UANA', 'Ana'],
  ['UMAYA', 'maya'],
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

  it('stays open where somebody is named who can’t be told', () => {
    expect(who('Bert prints the cards')).toBe('');
    expect(who('Bert will print the cards')).toBe('');
    expect(who('Tom prints the cards', [], new Map([...names, ['UTOM2', 'Tom Miller']]))).toBe('');
    expect(who('Show Tom the cards')).toBe('');
    expect(who('Tom prints the cards', [], new Map())).toBe('');
  });

  it('is nobody yet where nobody is named', () => {
    expect(who('Print the cards by Monday')).toBe('nobody yet');
    expect(who('We ask two clinics')).toBe('nobody yet');
    expect(who('50 cards in one clinic for a week')).toBe('nobody yet');
    expect(who('')).toBe('nobody yet');
  });

  it('knows how much of the beginning is names alone', () => {
    expect(ownersOf({ title: 'Tom and Ana print' }, names).namedChars).toBe('Tom and Ana'.length);
    expect(ownersOf({ title: 'Tom and Bert print' }, names)).toEqual({ userIds: ['UTOM'], namedChars: 0, isUnclear: false });
  });
});

it('a stored pack gets its owners by what people are called now', () => {
  const pack = assemblePack({ workshop, ...playScript(clinicScript), members: [], votes: [], voices: [], now: madeAt });
  const owners = (one: typeof pack) =>
    one.documents
      .find((document) => document.kind === 'actions')
      ?.sections.map((section) => section.parts[0]?.lines.map((line) => line.details[0]?.text));
  expect(owners(pack)).toEqual([['', '', ''], ['nobody yet']]);
  expect(owners(nameOwners(pack, names))).toEqual([['<@UTOM>', '<@UANA>', '<@UMAYA>'], ['nobody yet']]);
});
