import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDueDay, readDueDay } from '../../../src/workshop/due-day.ts';

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
    ['EOW', '2026-11-27'],
    ['EOM', '2026-11-30'],
    ['end of the year', '2026-12-31'],
    ['in a month', '2026-12-26'],
    ['Monday next week', '2026-11-30'],
    ['the 15th', '2026-12-15'],
    ['February', '2027-2-28'],
    ['in November', '2026-11-30'],
    ['before February', '2027-1-31'],
    ['Friday, 4 December', '2026-12-4'],
  ])('“%s”', (words, day) => {
    expect(read(words)).toBe(day);
  });

  it.each([
    'soon',
    'Q1',
    'when Tom is back',
    '31 February',
    '',
    'asap',
    'after the launch',
    'monkeys',
    'mid-March',
    '2 weeks after the launch',
  ])('is not read from “%s”', (words) => {
    expect(read(words)).toBeUndefined();
  });

  it('is counted from the day that it was where they said it', () => {
    expect(read('tomorrow', 'Pacific/Auckland', new Date('2026-11-26T20:00:00Z'))).toBe('2026-11-28');
  });
});

describe('a day in a sentence', () => {
  const find = (sentence: string) => {
    const found = findDueDay(sentence, said, 'Europe/Berlin');
    return found && `${found.words} = ${found.day.year}-${found.day.month}-${found.day.day}`;
  };

  it.each([
    ['Maya prints ten cards by Friday', 'Friday = 2026-11-27'],
    ['Tomás calls a data protection officer by 1 December', '1 December = 2026-12-1'],
    ['Call the clinic on 12.12.2026', '12.12.2026 = 2026-12-12'],
    ['Send it until 5.12. at noon', '5.12. = 2026-12-5'],
    ['Maya prints cards by end of the month', 'end of the month = 2026-11-30'],
    ['Anna phones the clinic in 2 weeks', 'in 2 weeks = 2026-12-10'],
    ['Sam asks the clinic in Lagos for a week in February', 'February = 2027-2-28'],
    ['Do it by EOW', 'EOW = 2026-11-27'],
    ['Next Monday Maya calls', 'Next Monday = 2026-11-30'],
    ['Print the cards (Friday)', 'Friday = 2026-11-27'],
    ['Try it on Tuesday, and tell us by December 5th', 'December 5th = 2026-12-5'],
    ['No later than 2026-12-05, ask ten people', '2026-12-05 = 2026-12-5'],
  ])('“%s”', (sentence, day) => {
    expect(find(sentence)).toBe(day);
  });

  it.each([
    'Test the card on 20 patients',
    'Cut check-in time by 50 %',
    'Make it cheaper by 2.5.',
    'Ask ten people before 5 pm',
    'Try it on two people, until 12 answers are in',
    'Run it for two weeks',
    'Call in within 10 days of the launch',
    'Repeat it every Friday',
    'Look at what came in last Monday',
    'Mount it on sat nav screens',
    'In March 3 clinics open',
    'Cut it by 12 (31 February)',
    'by 3/12',
  ])('“%s” names none', (sentence) => {
    expect(find(sentence)).toBeUndefined();
  });

  it('never is an amount, a share or a count', () => {
    const amount = fc.oneof(
      fc.integer({ min: 0, max: 99_999 }).map(String),
      fc.tuple(fc.nat(999), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`),
    );
    const thing = fc.constantFrom(
      ...[
        ' %',
        '%',
        ' percent',
        ' per cent',
        ' patients',
        ' answers',
        ' pm',
        ' o’clock',
        ' metres',
        ' euros',
        'k',
        ' days of work',
        '',
        '.',
      ],
    );
    const verb = fc.constantFrom('Cut it', 'Test it', 'Ask people', 'Raise the share', 'Stop', 'Friends wait', 'We may go up');
    const preposition = fc.constantFrom('by', 'until', 'before', 'on', 'in', 'within', 'due', 'no later than', 'by the', 'during');
    fc.assert(
      fc.property(verb, preposition, amount, thing, (what, how, many, things) => {
        expect(find(`${what} ${how} ${many}${things}`)).toBeUndefined();
      }),
    );
  });

  it('is one that exists, and its words stand where it says', () => {
    const part = fc.constantFrom(
      ...[
        'by',
        'on',
        'in',
        'Friday',
        '31',
        'February',
        'next',
        'week',
        '2',
        'weeks',
        'end of',
        'the month',
        '30.2.2027',
        '2027-02-30',
        ',',
        'EOM',
        '1st',
      ],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
        const sentence = parts.join(' ');
        const found = findDueDay(sentence, said, 'UTC');
        if (!found) return;
        const { year, month, day } = found.day;
        const date = new Date(Date.UTC(year, month - 1, day));
        expect([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]).toEqual([year, month, day]);
        expect(sentence.slice(found.index, found.index + found.words.length)).toBe(found.words);
      }),
    );
  });
});
