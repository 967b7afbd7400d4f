import type { StepId } from '../../workshop/ids.ts';
import { instantAt, type LocalTime, localTime } from '../../workshop/local-time.ts';
import type { Template } from '../../workshop/template.ts';
import { findStep } from '../verbs.ts';

/** What somebody means by “as of …”. */
export type NamedPoint =
  | { kind: 'version'; version: number }
  | { kind: 'step'; stepId: StepId }
  | { kind: 'seq'; seq: number }
  | { kind: 'at'; at: Date };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const timeOfDay = /(?:^|\s|t)(\d{1,2}):(\d{2})(?:\s|$)/i;
const minuteMs = 60_000;

/** `v2`, a step, `#120`, `14:30`, `yesterday`, `2026-11-20 14:30`, `20 Nov`; times are those of the asker. A day means its end. */
export function readPoint(typed: string, template: Template, { now, zone }: { now: Date; zone: string }): NamedPoint | undefined {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^(?:the )?(?:end of )?/, '');
  // A number below one can mean nothing but a version, and there is none.
  const version = /^v(?:ersion)?\s*([-−–]?\d{1,6})$/.exec(text) ?? /^([-−–]\d{1,6}|0)$/.exec(text);
  if (version) return { kind: 'version', version: Number(version[1]?.replace(/[−–]/, '-')) };
  const stepId = findStep(text, template);
  if (stepId) return { kind: 'step', stepId };
  const seq = /^(?:seq|#)\s*(\d{1,9})$/.exec(text) ?? /^(\d{2,9})$/.exec(text);
  if (seq) return { kind: 'seq', seq: Number(seq[1]) };
  const at = readTime(text, localTime(now, zone), zone);
  if (text === 'now') return { kind: 'at', at: now };
  return at && { kind: 'at', at };
}

function readTime(text: string, today: LocalTime, zone: string): Date | undefined {
  const time = timeOfDay.exec(text);
  const [hour, minute] = time ? [Number(time[1]), Number(time[2])] : [23, 59];
  if (hour > 23 || minute > 59) return undefined;
  const rest = text
    .replace(timeOfDay, ' ')
    .replace(/\bat\b/g, ' ')
    .trim();
  const day = readDay(rest, today);
  if (!day || (!time && rest === '')) return undefined;
  // The minute that is named belongs to it, with all that was written in it.
  return new Date(instantAt({ ...today, ...day, hour, minute }, zone).getTime() + minuteMs - 1);
}

type Day = Pick<LocalTime, 'year' | 'month' | 'day'>;

function readDay(text: string, today: LocalTime): Day | undefined {
  if (text === '' || text === 'today') return today;
  if (text === 'yesterday') return daysBefore(today, 1);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return realDay({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) });
  const named = /^(\d{1,2})\.? ([a-z]{3,9})(?: (\d{4}))?$/.exec(text) ?? swapped(/^([a-z]{3,9}) (\d{1,2})(?:,? (\d{4}))?$/.exec(text));
  const month = named ? months.indexOf((named[2] ?? '').slice(0, 3)) + 1 : 0;
  if (!named || month === 0) return undefined;
  const day = { month, day: Number(named[1]) };
  // Without a year it is the last such day.
  const isAhead = month > today.month || (month === today.month && day.day > today.day);
  return realDay({ ...day, year: named[3] ? Number(named[3]) : today.year - (isAhead ? 1 : 0) });
}

function swapped(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match && [match[0], match[2], match[1], match[3]];
}

function daysBefore({ year, month, day }: Day, days: number): Day {
  const at = new Date(Date.UTC(year, month - 1, day - days));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

/** Undefined for the 31st of February. */
function realDay(wanted: Day): Day | undefined {
  const { year, month, day } = daysBefore(wanted, 0);
  return year === wanted.year && month === wanted.month && day === wanted.day ? wanted : undefined;
}
