import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../../../../src/context/recall/terms-of.ts';

const terms = (text: string) => [...termsOf(text).keys()];

describe('the terms of a text', () => {
  it('are stems in lower case, counted, without stop words', () => {
    expect([...termsOf("The clinic's patients were waiting; patients WAIT.")]).toEqual([
      ['clinic', 1],
      ['patient', 2],
      ['wait', 2],
    ]);
  });

  it('keep numbers, times and names of users', () => {
    expect(terms('2,000 at 12:30 by <@U012AB>')).toEqual(['2000', '12:30', 'u012ab']);
  });

  it('are the same for composed and decomposed letters', () => {
    expect(terms('cafe\u0301')).toEqual(terms('café'));
  });

  it('are the same for the forms of a word in other languages', () => {
    for (const [one, other] of [
      ['Anmeldung', 'Anmeldungen'],
      ['réservation', 'réservations'],
      ['комната', 'комнаты'],
    ])
      expect(terms(one ?? '')).toEqual(terms(other ?? ''));
    expect(terms('서버가')).toEqual(expect.arrayContaining(['서버']));
  });

  it('are words and pairs of characters where no spaces are', () => {
    expect(terms('予約')).toContain('予約');
    expect(terms('誰有鑰匙')).toEqual(expect.arrayContaining(['鑰匙']));
    expect(terms('สวัสดีครับ').length).toBeGreaterThan(1);
  });

  it('leave emoji, punctuation and nothing behind nothing', () => {
    expect(terms('🦦 … !? 👩‍👩‍👧‍👦')).toEqual([]);
    expect(terms('')).toEqual([]);
    expect(terms(null as unknown as string)).toEqual([]);
  });

  it('are few, short and storable whatever the text is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1_000 }),
      fc.string({
        unit: fc.constantFrom('a', 'é', '予', '約', '\u0000', '\uD800', '\uDC00', '🦦', '\u0301', "'", ' ', '1', ',', 'ก'),
        maxLength: 1_000,
      }),
      fc.array(fc.string({ minLength: 1 })).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const found = [...termsOf(value)];
        expect(found.length).toBeLessThanOrEqual(400);
        for (const [term, count] of found) {
          expect(term.length).toBeGreaterThan(0);
          expect(term.length).toBeLessThanOrEqual(64);
          expect(term.isWellFormed()).toBe(true);
          expect(term).not.toContain('\u0000');
          expect(count).toBeGreaterThan(0);
        }
      }),
    );
  });

  it.each([
    ['unbroken letters', 'x'],
    ['unbroken ideographs', '予'],
    ['unbroken words of a script without spaces', '予約の受付สวัสดี'],
    ['unbroken digits and commas', '1,'],
    ['combining marks', '\u0301'],
    ['a ligature that becomes eighteen letters', '\uFDFA'],
    ['emoji', '🦦'],
    ['nulls', '\u0000'],
    ['apostrophes', "a'"],
  ])(
    'of ten megabytes of %s take a bounded time',
    (_, unit) => {
      const text = unit.repeat(10_000_000 / unit.length);
      expect(termsOf(text).size).toBeLessThanOrEqual(400);
    },
    10_000,
  );
});
