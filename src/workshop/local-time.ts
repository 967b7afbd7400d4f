/** Days and hours where somebody is. A zone is an IANA name or an offset such as `+05:30`; what is neither counts as UTC. */

export interface LocalTime {
  year: number;
  /** From 1 on. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const maxFormatters = 1_000;
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();
const dayMs = 86_400_000;
const minuteMs = 60_000;

const offsetPattern = /^([+-])(\d{2}):(\d{2})$/;

/** `+05:30`, for those of whom only the offset is known. */
export function zoneOfOffset(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function isZone(zone: string): boolean {
  return offsetPattern.test(zone) || formatterOf(zone) !== undefined;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  if (formatters.size >= maxFormatters) formatters.clear();
  let formatter: Intl.DateTimeFormat | undefined;
  try {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    formatter = undefined;
  }
  formatters.set(zone, formatter);
  return formatter;
}

export function localTime(at: Date, zone: string): LocalTime {
  const offset = offsetPattern.exec(zone);
  const formatter = offset ? undefined : formatterOf(zone);
  if (!formatter) {
    const sign = offset?.[1] === '-' ? -1 : 1;
    const shifted = new Date(at.getTime() + (offset ? sign * (Number(offset[2]) * 60 + Number(offset[3])) * minuteMs : 0));
    return {
      year: shifted.getUTCFullYear(),
      month: shifted.getUTCMonth() + 1,
      day: shifted.getUTCDate(),
      hour: shifted.getUTCHours(),
      minute: shifted.getUTCMinutes(),
    };
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/** `2026-11-26`, where they are. */
export function localDay(at: Date, zone: string): string {
  const { year, month, day } = localTime(at, zone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Monday is 1, Sunday is 7. */
function weekdayOf({ year, month, day }: Pick<LocalTime, 'year' | 'month' | 'day'>): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
}

export function isWorkday(at: Date, zone: string): boolean {
  return weekdayOf(localTime(at, zone)) <= 5;
}

/** When it is that late there. A time that a change of clocks leaves out is as much later as the clocks are moved. */
export function instantAt(local: LocalTime, zone: string): Date {
  const wanted = utcOf(local);
  const first = wanted - offsetAt(wanted, zone);
  const second = wanted - offsetAt(first, zone);
  const isExact = (ms: number) => utcOf(localTime(new Date(ms), zone)) === wanted;
  if (isExact(first)) return new Date(first);
  return new Date(isExact(second) ? second : Math.max(first, second));
}

function utcOf({ year, month, day, hour, minute }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** How far the clocks there are ahead of UTC, in milliseconds and whole minutes. */
function offsetAt(ms: number, zone: string): number {
  return utcOf(localTime(new Date(ms), zone)) - Math.floor(ms / minuteMs) * minuteMs;
}

/** The next time after `after` that it is this hour there on a working day: the `nth` of them. */
export function workdayAt(after: Date, zone: string, hour: number, nth = 1): Date {
  const start = localTime(after, zone);
  const firstDay = Date.UTC(start.year, start.month - 1, start.day);
  let left = nth;
  // Five of seven days count, and at most one of them is over already.
  for (let ahead = 0; ahead <= nth * 2 + 8; ahead++) {
    const date = new Date(firstDay + ahead * dayMs);
    const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
    if (weekdayOf(day) > 5) continue;
    const at = instantAt({ ...day, hour, minute: 0 }, zone);
    if (at <= after) continue;
    left -= 1;
    if (left === 0) return at;
  }
  throw new Error(`no working day was found after ${after.toISOString()} in ${zone}`);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
