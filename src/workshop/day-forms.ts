/** The forms in which people write a day, and which day each of them is. */

export interface Day {
  year: number;
  /** From 1 on. */
  month: number;
  day: number;
}

/** The day on which words were said. */
export interface Today extends Day {
  /** In milliseconds, of its UTC namesake. */
  start: number;
  /** Monday is 0. */
  weekday: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

export interface DayForm {
  pattern: string;
  /** `date`: the words name the day. `relative`: it counts from when they were said. `month`: they name a month, and it is its last day. */
  kind: 'date' | 'relative' | 'month';
  /** In words that are about nothing but when, it may stand beside others, or has to be all there is. */
  inField: 'anywhere' | 'alone';
  /** In a sentence: wherever it is; after a “by”, at its beginning or its end; after a “by” only; nowhere, for it could be something else. */
  inSentence: 'anywhere' | 'at-an-edge' | 'after-by' | 'never';
  read(groups: Groups, today: Today): Day | undefined;
}

const dayMs = 86_400_000;
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const counts = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const month =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const weekday = '(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)';
const maybeWeekday = `(?:${weekday},?\\s+)?(?:the\\s+)?`;
const year = '(?:,?\\s+(?<year>\\d{4}))?';
const amount = `(?<amount>an?|${counts.slice(1).join('|')}|\\d{1,2})`;
/** “2 weeks after the launch” counts from something that has no day yet. */
const fromNow = '(?:\\s+from\\s+(?:now|today))?(?!\\s+(?:after|before|of|ago|from)\\b)';

const clear = { inField: 'anywhere', inSentence: 'at-an-edge' } as const;

/** What begins with the same words stands longest first. */
export const dayForms: readonly DayForm[] = [
  {
    ...clear,
    pattern: '(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})(?!-)',
    kind: 'date',
    read: (found) => validDay(Number(found.year), Number(found.month), Number(found.day)),
  },
  {
    ...clear,
    pattern: '(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.\\s?(?<year>\\d{4})',
    kind: 'date',
    read: (found, today) => inYear(Number(found.month), found, today),
  },
  {
    pattern: '(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.',
    kind: 'date',
    inField: 'anywhere',
    inSentence: 'after-by',
    read: (found, today) => inYear(Number(found.month), found, today),
  },
  {
    ...clear,
    pattern: `${maybeWeekday}(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?${month}\\b\\.?${year}`,
    kind: 'date',
    read: (found, today) => inYear(monthOf(found.month), found, today),
  },
  {
    ...clear,
    pattern: `${maybeWeekday}${month}\\.?\\s+(?:the\\s+)?(?<day>\\d{1,2})(?:st|nd|rd|th)?\\b${year}`,
    kind: 'date',
    read: (found, today) => inYear(monthOf(found.month), found, today),
  },
  {
    ...clear,
    pattern: `(?:the\\s+)?end\\s+of\\s+${month}\\b${year}`,
    kind: 'relative',
    read: (found, today) => lastDayOf(monthOf(found.month), found.year, today),
  },
  {
    ...clear,
    pattern: '(?:the\\s+)?end\\s+of\\s+(?:the\\s+|this\\s+|(?<next>next\\s+))?(?<unit>week|month|year)',
    kind: 'relative',
    read: ({ unit, next }, today) => endOf(unit, next !== undefined, today),
  },
  { ...clear, pattern: 'eow', kind: 'relative', read: (_, today) => endOf('week', false, today) },
  { ...clear, pattern: 'eom', kind: 'relative', read: (_, today) => endOf('month', false, today) },
  { ...clear, pattern: 'eoy', kind: 'relative', read: (_, today) => endOf('year', false, today) },
  {
    ...clear,
    pattern: `(?<name>${weekday})\\s+next\\s+week|next\\s+week\\s+(?:on\\s+)?(?<later>${weekday})`,
    kind: 'relative',
    read: ({ name, later }, today) => inDays(today, 7 - today.weekday + weekdayOf(name ?? later)),
  },
  {
    ...clear,
    pattern: '(?<which>this|next)\\s+(?<unit>week|month)',
    kind: 'relative',
    read: ({ which, unit }, today) => endOf(unit, which?.toLowerCase() === 'next', today),
  },
  {
    pattern: `(?:in|within)\\s+(?:the\\s+next\\s+)?${amount}\\s+(?<unit>day|week|month)s?\\b${fromNow}`,
    kind: 'relative',
    inField: 'anywhere',
    inSentence: 'anywhere',
    read: (found, today) => ahead(found, today),
  },
  {
    pattern: `${amount}\\s+(?<unit>day|week)s?\\b${fromNow}`,
    kind: 'relative',
    inField: 'anywhere',
    inSentence: 'never',
    read: (found, today) => ahead(found, today),
  },
  { ...clear, pattern: 'today|tonight|eod', kind: 'relative', read: (_, today) => inDays(today, 0) },
  { ...clear, pattern: 'tomorrow', kind: 'relative', read: (_, today) => inDays(today, 1) },
  {
    ...clear,
    pattern: `(?:(?<next>next)\\s+|this\\s+|coming\\s+)?(?<name>${weekday})`,
    kind: 'relative',
    read: ({ next, name }, today) => inDays(today, next ? 7 - today.weekday + weekdayOf(name) : (weekdayOf(name) - today.weekday + 7) % 7),
  },
  {
    pattern: '(?:the\\s+)?(?<day>\\d{1,2})(?:st|nd|rd|th)(?!\\s+\\p{L})',
    kind: 'relative',
    inField: 'alone',
    inSentence: 'after-by',
    read: ({ day }, today) => inMonth(Number(day), today),
  },
  {
    pattern: `${month}\\b(?!\\s*[-–\\d%])${year}`,
    kind: 'month',
    inField: 'alone',
    inSentence: 'after-by',
    read: (found, today) => lastDayOf(monthOf(found.month), found.year, today),
  },
];

export function todayAt({ year: y, month: m, day }: Day): Today {
  const start = Date.UTC(y, m - 1, day);
  return { year: y, month: m, day, start, weekday: (new Date(start).getUTCDay() + 6) % 7 };
}

export function dayAt(ms: number): Day {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function inDays({ start }: Today, days: number): Day {
  return dayAt(start + days * dayMs);
}

/** A week is over on its Friday. */
function endOf(unit: string | undefined, isNext: boolean, today: Today): Day {
  const of = unit?.toLowerCase();
  if (of === 'year') return { year: today.year + (isNext ? 1 : 0), month: 12, day: 31 };
  if (of === 'month') return dayAt(Date.UTC(today.year, today.month + (isNext ? 1 : 0), 0));
  return inDays(today, (isNext || today.weekday > 4 ? 7 : 0) + 4 - today.weekday);
}

function ahead({ amount: many = '', unit = '' }: Groups, today: Today): Day {
  const number = /^an?$/i.test(many) ? 1 : Math.max(counts.indexOf(many.toLowerCase()), 0) || Number(many);
  if (unit.toLowerCase() !== 'month') return inDays(today, number * (unit.toLowerCase() === 'week' ? 7 : 1));
  const last = dayAt(Date.UTC(today.year, today.month + number, 0));
  return { ...last, day: Math.min(today.day, last.day) };
}

function monthOf(name: string | undefined): number {
  return months.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

function weekdayOf(name: string | undefined): number {
  return weekdays.indexOf((name ?? '').slice(0, 3).toLowerCase());
}

/** Without a year it is the next such day. */
function inYear(m: number, { day, year: y }: Groups, today: Today): Day | undefined {
  if (y) return validDay(Number(y), m, Number(day));
  const isOver = m < today.month || (m === today.month && Number(day) < today.day);
  return validDay(isOver ? today.year + 1 : today.year, m, Number(day));
}

function lastDayOf(m: number, y: string | undefined, today: Today): Day {
  return dayAt(Date.UTC(y ? Number(y) : m < today.month ? today.year + 1 : today.year, m, 0));
}

function inMonth(day: number, today: Today): Day | undefined {
  const first = dayAt(Date.UTC(today.year, today.month - 1 + (day < today.day ? 1 : 0), 1));
  return validDay(first.year, first.month, day);
}

function validDay(y: number, m: number, day: number): Day | undefined {
  const found = dayAt(Date.UTC(y, m - 1, day));
  return found.year === y && found.month === m && found.day === day ? found : undefined;
}
