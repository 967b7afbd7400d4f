import { describe, expect, it } from 'vitest';
import { awayLimitMs, judgeAbsence, sayDuration } from '../../../src/workshop/presence.ts';

const minute = 60_000;
const start = new Date('2026-11-26T10:00:00Z');
const minutesIn = (minutes: number) => new Date(start.getTime() + minutes * minute);
const host = { userId: 'UHOST', role: 'owner' as const, lastSeenAt: null, joinedAt: start };
const workshop = { ownerUserId: 'UHOST', settings: { pace: 'live' as const } };

describe('the hosts of a workshop', () => {
  it('are away since they were last seen, or since it began', () => {
    expect(judgeAbsence([host], workshop, minutesIn(9))).toEqual({ awayMs: 9 * minute, isTooLong: false, lastHere: 'UHOST' });
    expect(judgeAbsence([host], workshop, minutesIn(10)).isTooLong).toBe(true);
    expect(judgeAbsence([{ ...host, lastSeenAt: minutesIn(5) }], workshop, minutesIn(12)).isTooLong).toBe(false);
  });

  it('are not away while one of them is here; participants do not count', () => {
    const cohost = { ...host, userId: 'UCO', lastSeenAt: minutesIn(20) };
    const participant = { ...host, userId: 'UP', role: 'editor' as const, lastSeenAt: minutesIn(29) };
    expect(judgeAbsence([host, cohost, participant], workshop, minutesIn(25))).toEqual({
      awayMs: 5 * minute,
      isTooLong: false,
      lastHere: 'UCO',
    });
  });

  it('are missed on hold as well', () => {
    const paused = { ...workshop, settings: { pace: 'live' as const, pausedAt: minutesIn(3).toISOString() } };
    expect(judgeAbsence([host], paused, minutesIn(12))).toMatchObject({ awayMs: 12 * minute, isTooLong: true });
  });

  it('have longer over days, and as long as the workshop says', () => {
    expect(awayLimitMs({ pace: 'async' })).toBe(24 * 60 * minute);
    expect(awayLimitMs({ pace: 'async', awayMinutes: 240 })).toBe(240 * minute);
  });
});

it('how long is said in the unit that people would use', () => {
  expect([10_000, minute, 12 * minute, 119 * minute, 120 * minute, 47 * 60 * minute, 72 * 60 * minute].map(sayDuration)).toEqual([
    '1 minute',
    '1 minute',
    '12 minutes',
    '119 minutes',
    '2 hours',
    '47 hours',
    '3 days',
  ]);
});
