import { describe, expect, it } from 'vitest';
import { readDueDay } from '../../../src/workshop/due-day.ts';

/** A Thursday. */
const said = new Date('2026-11-26T10:00:00Z');
const read = (words: string, zone = 'Europe/Berlin', at = said) => {
  const day = readDueDay(words, at, zone);
  return day && `${day.year}-${day.month}-${day.day}`;
};

describe('a day that a test is due', () => {
  it.each([
    ['2026-12-05', '2026-12-5'],
    ['1 December', '2026-12-1'],
    ['the 1st of December', '2026-12-1'],
    ['December 5th', '2026-12-5'],
    ['Dec 5, 2027', '2027-12-5'],
    ['3 Jan', '2027-1-3'],
    ['5.12.', '2026-12-5'],
    ['05.12.2026', '2026-12-5'],
    ['end of the month', '2026-11-30'],
    ['end of January', '2027-1-31'],
    ['Friday', '2026-11-27'],
    ['by Thursday', '2026-11-26'],
    ['next Friday', '2026-12-4'],
    ['Mon', '2026-11-30'],
    ['tomorrow', '2026-11-27'],
    ['end of next week', '2026-12-4'],
    ['this week', '2026-11-27'],
    ['in 2 weeks', '2026-12-10'],
    ['two weeks', '2026-12-10'],
    ['10 days', '2026-12-6'],
  ])('“%s”', (words, day) => {
    expect(read(words)).toBe(day);
  });

  it.each(['soon', 'Q1', 'when Tom is back', '31 February', '', 'asap', 'after the launch', 'monkeys'])(
    'is not read from “%s”',
    (words) => {
      expect(read(words)).toBeUndefined();
    },
  );

  it('is counted from the day that it was where they said it', () => {
    expect(read('tomorrow', 'Pacific/Auckland', new Date('2026-11-26T20:00:00Z'))).toBe('2026-11-28');
  });
});
