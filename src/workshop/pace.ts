import type { Pace } from './workshop.ts';

/** Every number about time that is the method's own and not somebody's setting. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A stretch of work is over when nobody has done anything for so long. */
export const sessionIdleMs: Record<Pace, number> = { live: 30 * minuteMs, async: 60 * minuteMs };
/** Written so often while people are at it. */
export const sessionNotedEveryMs = minuteMs;

/** So long before its time is up a step says so. */
export const soonMs: Record<Pace, number> = { live: 2 * minuteMs, async: 24 * hourMs };

/** Over days: a step has so many working days until it is meant to be done, at this hour of where the host is. */
export const stepDays = { usual: 2, most: 20 } as const;
export const deadlineHour = 17;

/** On the clock of whoever gets it: the daily message comes at the first hour, and on that day not after the second. */
export const digestHours = { from: 9, until: 18 } as const;
