import { instantAt, localTime, workdayAt } from './local-time.ts';
import { deadlineHour, stepDays } from './pace.ts';

/** A deadline as people type it: `2 days`, `6 hours`, `until Friday`, `until tomorrow 17:00`, `until 2026-12-01 9:30`. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Further away nobody plans a step. */
export const farthestMs = 60 * dayMs;

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const span = /^(?:for )?(\d{1,3}) ?(hours?|h|days?|d|working days?)$/;
const until = /^(?:until|till|by) (?:(today|tomorrow|\d{4}-\d{2}-\d{2}|[a-z]{3,9}))?(?:[ ,]*(?:at )?(\d{1,2})(?::(\d{2}))?)?$/;

/** When that is, where the host is; undefined when it can't be read. Whether it is ahead is asked by the caller. */
export function readDeadline(typed: string, now: Date, zone: string): Date | undefined {
  const text = typed.trim().toLowerCase().replace(/\s+/g, ' ');
  const length = span.exec(text);
  if (length) {
    const count = Number(length[1]);
    if (count < 1) return undefined;
    if (length[2]?.startsWith('h')) return new Date(now.getTime() + count * hourMs);
    return count <= stepDays.most ? workdayAt(now, zone, deadlineHour, count) : undefined;
  }
  const at = until.exec(text);
  if (!at || (at[1] === undefined && at[2] === undefined)) return undefined;
  const hour = at[2] === undefined ? deadlineHour : Number(at[2]);
  const minute = Number(at[3] ?? 0);
  if (hour > 23 || minute > 59) return undefined;
  const day = dayOf(at[1] ?? 'today', now, zone, hour);
  return day && instantAt({ ...day, hour, minute }, zone);
}

function dayOf(word: string, now: Date, zone: string, hour: number): { year: number; month: number; day: number } | undefined {
  const here = localTime(now, zone);
  const start = Date.UTC(here.year, here.month - 1, here.day);
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  if (date) {
    const wanted = new Date(Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])));
    return wanted.getUTCMonth() + 1 === Number(date[2]) ? toDay(wanted.getTime()) : undefined;
  }
  if (word === 'today') return toDay(start);
  if (word === 'tomorrow') return toDay(start + dayMs);
  const weekday = weekdays.findIndex((name) => word.length >= 3 && name.startsWith(word));
  if (weekday < 0) return undefined;
  const today = (new Date(start).getUTCDay() + 6) % 7;
  const ahead = (weekday - today + 7) % 7;
  return toDay(start + (ahead === 0 && here.hour >= hour ? 7 : ahead) * dayMs);
}

function toDay(ms: number): { year: number; month: number; day: number } {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
