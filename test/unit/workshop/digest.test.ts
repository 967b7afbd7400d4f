import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeDigest, nextDigest } from '../../../src/workshop/digest.ts';
import { isWorkday, localDay, localTime } from '../../../src/workshop/local-time.ts';

const zones = [
  'UTC',
  'Europe/Stockholm',
  'America/Mexico_City',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'America/New_York',
  'Africa/Cairo',
  '+05:45',
];
const hourMs = 3_600_000;

describe('the daily message', () => {
  it('comes at most once on a local day, by day, and to everybody within a day and a weekend, however late anybody looks', () => {
    const starts = fc.date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-01-01T00:00:00Z'), noInvalidDate: true });
    const pauses = fc.array(fc.integer({ min: 1, max: 30 * 60 }), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(starts, fc.constantFrom(...zones), pauses, (start, zone, pausesMin) => {
        let now = start;
        let plannedAt = nextDigest(now, zone);
        const sentOn: string[] = [];
        for (const minutes of pausesMin) {
          now = new Date(now.getTime() + minutes * 60_000);
          const judged = judgeDigest(plannedAt, now, zone);
          if (judged.do === 'wait') {
            plannedAt = judged.at;
            continue;
          }
          plannedAt = judged.nextAt;
          expect(plannedAt.getTime()).toBeGreaterThan(now.getTime());
          if (judged.do === 'skip') continue;
          expect(isWorkday(now, zone)).toBe(true);
          expect(localTime(now, zone).hour).toBeGreaterThanOrEqual(9);
          expect(localTime(now, zone).hour).toBeLessThan(18);
          sentOn.push(localDay(now, zone));
        }
        expect(new Set(sentOn).size).toBe(sentOn.length);
      }),
    );
  });

  it('misses no working day when whoever looks is there in the morning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 }), fc.constantFrom(...zones), (day, zone) => {
        const start = new Date(Date.UTC(2026, 0, 1) + day * 24 * hourMs);
        let plannedAt = nextDigest(start, zone);
        const days: string[] = [];
        for (let count = 0; count < 10; count++) {
          const judged = judgeDigest(plannedAt, new Date(plannedAt.getTime() + 5_000), zone);
          expect(judged.do).toBe('look');
          days.push(localDay(plannedAt, zone));
          if (judged.do === 'look') {
            expect(judged.nextAt.getTime() - plannedAt.getTime()).toBeLessThanOrEqual((3 * 24 + 1) * hourMs);
            plannedAt = judged.nextAt;
          }
        }
        expect(new Set(days).size).toBe(10);
      }),
    );
  });

  it('waits for the morning of somebody who has travelled west, and gives the day up in the evening', () => {
    const planned = new Date('2026-11-25T08:00:00Z');
    expect(judgeDigest(planned, planned, 'America/New_York')).toEqual({ do: 'wait', at: new Date('2026-11-25T14:00:00Z') });
    expect(judgeDigest(planned, new Date('2026-11-25T17:30:00Z'), 'Europe/Stockholm')).toMatchObject({ do: 'skip' });
    expect(judgeDigest(planned, new Date('2026-11-25T13:00:00Z'), 'Europe/Stockholm')).toMatchObject({ do: 'look' });
  });
});
