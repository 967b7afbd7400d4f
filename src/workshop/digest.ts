import { isWorkday, localDay, localTime, workdayAt } from './local-time.ts';
import { digestHours } from './pace.ts';

/** When somebody gets their one message of the day, where they are. Pure: the clock and the zone come in. */

/** The next morning on which it is looked whether something waits for them. */
export function nextDigest(after: Date, zone: string): Date {
  return workdayAt(after, zone, digestHours.from);
}

export type DigestMoment =
  /** Too early where they are by now: it is looked again `at`. */
  | { do: 'wait'; at: Date }
  /** It is their morning, or a little later on that day. `nextAt`: the next time. */
  | { do: 'look'; nextAt: Date }
  /** The day is as good as over: tomorrow is soon enough. */
  | { do: 'skip'; nextAt: Date };

/** What becomes of a look that was planned for `plannedAt`, now. A late one is made up for on the same day, until the evening. */
export function judgeDigest(plannedAt: Date, now: Date, zone: string): DigestMoment {
  if (plannedAt > now) return { do: 'wait', at: plannedAt };
  const nextAt = nextDigest(now, zone);
  const { hour } = localTime(now, zone);
  if (isWorkday(now, zone) && hour < digestHours.from) return { do: 'wait', at: nextAt };
  const isToday = isWorkday(now, zone) && localDay(now, zone) === localDay(plannedAt, zone);
  return isToday && hour < digestHours.until ? { do: 'look', nextAt } : { do: 'skip', nextAt };
}
