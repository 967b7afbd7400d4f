import type { UserId } from './ids.ts';
import type { Role } from './roles.ts';
import type { Pace, WorkshopSettings } from './workshop.ts';

const minuteMs = 60_000;

/** How long no host must have been there before somebody may take over, where the workshop does not say. */
const defaultAwayMinutes: Record<Pace, number> = { live: 10, async: 24 * 60 };
/** What a workshop may say. The shortest is longer than what it takes to note that somebody is there. */
export const awayMinutesRange = { min: 2, max: 14 * 24 * 60 };

export function awayLimitMs({ pace, awayMinutes }: Pick<WorkshopSettings, 'pace' | 'awayMinutes'>): number {
  return (awayMinutes ?? defaultAwayMinutes[pace]) * minuteMs;
}

export interface HostAbsence {
  /** For how long no host and no co-host has done anything. */
  awayMs: number;
  isTooLong: boolean;
  /** Who of them was here last. */
  lastHere: UserId;
}

/** Whether the hosts have been gone for too long, on hold or not: whoever paused and never came back keeps nobody waiting. */
export function judgeAbsence(
  people: readonly { userId: UserId; role: Role; lastSeenAt: Date | null; joinedAt: Date }[],
  workshop: { ownerUserId: UserId; settings: WorkshopSettings },
  now: Date,
): HostAbsence {
  const hosts = people.filter((one) => one.role === 'owner');
  const seen = hosts.map((one) => ({ userId: one.userId, atMs: (one.lastSeenAt ?? one.joinedAt).getTime() }));
  const last = seen.reduce((best, one) => (one.atMs > best.atMs ? one : best), { userId: workshop.ownerUserId, atMs: 0 });
  const awayMs = Math.max(0, now.getTime() - last.atMs);
  return { awayMs, isTooLong: awayMs >= awayLimitMs(workshop.settings), lastHere: last.userId };
}

/** `12 minutes`, `3 hours`, `2 days`. */
export function sayDuration(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / minuteMs));
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
