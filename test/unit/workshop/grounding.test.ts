import { describe, expect, it } from 'vitest';
import { isGrounded, isQuoted, namesIn, quotedSpans } from '../../../src/workshop/grounding.ts';

const said = ['Half of the people step back to give privacy, the other 50 % step closer. “It costs me five minutes”, says Dr. Holm.'];

describe('words rest on what was said', () => {
  it.each([
    ['in the same words', 'Half of the people step back to give privacy'],
    ['shortened', 'People step back for privacy'],
    ['in another form of the words', 'Stepping closer: people'],
    ['with a number that was said', '50 % step closer'],
    ['when they hold nothing but grammar', 'It is what it is'],
    ['when they are empty', ''],
  ])('%s', (_, text) => {
    expect(isGrounded(text, said)).toBe(true);
  });

  it.each([
    ['when most of them are new', 'Patients dream of a quiet corner with plants'],
    ['when the number is another', '60 % step closer'],
    ['when the number is invented', 'People step back 3 times a day'],
  ])('not %s', (_, text) => {
    expect(isGrounded(text, said)).toBe(false);
  });

  it('also in scripts without spaces, by pairs of characters', () => {
    expect(isGrounded('患者は小声で話す', ['待合室で患者は小声で話すことが多い'])).toBe(true);
    expect(isGrounded('医者は遅れて来る', ['待合室で患者は小声で話すことが多い'])).toBe(false);
  });

  it('and a hostile text costs no more than a bounded look', () => {
    expect(isGrounded('x'.repeat(5_000_000), ['y'.repeat(5_000_000)])).toBe(false);
  });
});

describe('a quote', () => {
  it('is one when the words stand there one after the other, whatever the marks', () => {
    expect(isQuoted('it costs me five minutes!', said)).toBe(true);
    expect(isQuoted('IT COSTS ME', said)).toBe(true);
  });
  it('is none when a word is missing, added or cut in two', () => {
    expect(isQuoted('it costs five minutes', said)).toBe(false);
    expect(isQuoted('it costs me five minutes each', said)).toBe(false);
    expect(isQuoted('osts me', said)).toBe(false);
    expect(isQuoted('', said)).toBe(false);
  });
  it('is found between any of the usual marks', () => {
    expect(quotedSpans('He said “so it is” and "no", «oui», „doch“.')).toEqual(['so it is', 'no', 'oui', 'doch']);
  });
});

describe('names', () => {
  it('are the capitals that grammar does not ask for', () => {
    expect(namesIn('Yesterday we met Rosa Diaz at the desk. She knows Holm: Tell him.')).toEqual(['Rosa Diaz', 'Holm']);
  });
});
