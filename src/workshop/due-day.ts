import { localTime } from './local-time.ts';

/** A day as people write it beside “by”: `Friday`, `1 December`, `Dec 5th`, `5.12.2026`, `2026-12-05`, `in 2 weeks`, `end of next week`. */

export interface Day {
  year: number;
  /** From 1 on. */
  month: number;
  day: number;
}

const dayMs = 86_400_000;
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthNames =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const patterns = {
  iso: /\b(\d{4})-(\d{2})-(\d{2})\b/,
  dotted: /(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?/,
  dayMonth: new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?${monthNames}\\b\\.?(?:,?\\s+(\\d{4}))?`),
  monthDay: new RegExp(`\\b${monthNames}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(\\d{4}))?`),
  monthEnd: new RegExp(`\\bend of (?:the month|this month|month|${monthNames})`),
  weekEnd: /\bend of (?:the |this |(next )?)week\b|\bnext week\b|\bthis week\b/,
  ahead: /\b(?:in|within|after)?\s*(a|an|one|two|three|four|\d{1,2})\s+(day|week)s?\b/,
  weekday: /\b(next\s+)?(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b/,
};
const counts: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4 };

/** Which day is meant by words that were said at this moment, where their speaker is; undefined when they can't be read as a day. */
export function readDueDay(words: string, said: Date, zone: string): Day | undefined {
  const text = words.trim().toLowerCase().replace(/\s+/g, ' ').slice(0, 200);
  const today = localTime(said, zone);
  return readDate(text, today) ?? readFromToday(text, today);
}

function readDate(text: string, today: Day): Day | undefined {
  const iso = patterns.iso.exec(text);
  if (iso) return validDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = patterns.dotted.exec(text);
  if (dotted) return inYear(Number(dotted[2]), Number(dotted[1]), dotted[3], today);
  const dayMonth = patterns.dayMonth.exec(text);
  if (dayMonth) return inYear(monthOf(dayMonth[2]), Number(dayMonth[1]), dayMonth[3], today);
  const monthDay = patterns.monthDay.exec(text);
  if (monthDay) return inYear(monthOf(monthDay[1]), Number(monthDay[2]), monthDay[3], today);
  const monthEnd = patterns.monthEnd.exec(text);
  if (!monthEnd) return undefined;
  const month = monthEnd[1] ? monthOf(monthEnd[1]) : today.month;
  const year = month < today.month ? today.year + 1 : today.year;
  return dayAt(Date.UTC(year, month, 0));
}

function readFromToday(text: string, today: Day): Day | undefined {
  const start = Date.UTC(today.year, today.month - 1, today.day);
  const weekday = (new Date(start).getUTCDay() + 6) % 7;
  const inDays = (days: number) => dayAt(start + days * dayMs);
  if (/\btoday\b|\btonight\b/.test(text)) return inDays(0);
  if (/\btomorrow\b/.test(text)) return inDays(1);
  // A week is over on its Friday.
  const week = patterns.weekEnd.exec(text);
  if (week) return inDays((week[0].includes('next') ? 7 : weekday > 4 ? 7 : 0) + 4 - weekday);
  const ahead = patterns.ahead.exec(text);
  if (ahead?.[1]) return inDays((counts[ahead[1]] ?? Number(ahead[1])) * (ahead[2] === 'week' ? 7 : 1));
  const named = patterns.weekday.exec(text);
  if (!named?.[2]) return undefined;
  const wanted = weekdays.indexOf(named[2]);
  return inDays(named[1] ? 7 - weekday + wanted : (wanted - weekday + 7) % 7);
}

function monthOf(name: string | undefined): number {
  return months.indexOf((name ?? '').slice(0, 3)) + 1;
}

/** Without a year it is the next such day. */
function inYear(month: number, day: number, year: string | undefined, today: Day): Day | undefined {
  if (year) return validDay(Number(year), month, day);
  const isOver = month < today.month || (month === today.month && day < today.day);
  return validDay(isOver ? today.year + 1 : today.year, month, day);
}

function validDay(year: number, month: number, day: number): Day | undefined {
  const found = dayAt(Date.UTC(year, month - 1, day));
  return found.month === month && found.day === day ? found : undefined;
}

function dayAt(ms: number): Day {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
