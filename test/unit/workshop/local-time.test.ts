import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantAt, isWorkday, isZone, localDay, localTime, workdayAt, zoneOfOffset } from '../../../src/workshop/local-time.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  '+05:30',
  '-11:00',
];
const anyInstant = fc.date({ min: new Date('2012-02-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true });
const anyZone = fc.constantFrom(...zones);

describe('days and hours where somebody is', () => {
  it('go there and back', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const there = localTime(at, zone);
        const back = instantAt(there, zone);
        expect(localTime(back, zone)).toEqual(there);
      }),
    );
  });

  it('the next working morning is ahead, at nine, on a working day, and at most one long weekend away', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const morning = workdayAt(at, zone, 9);
        expect(morning.getTime()).toBeGreaterThan(at.getTime());
        expect(localTime(morning, zone)).toMatchObject({ hour: 9, minute: 0 });
        expect(isWorkday(morning, zone)).toBe(true);
        expect(morning.getTime() - at.getTime()).toBeLessThanOrEqual((3 * 24 + 2) * 3_600_000);
      }),
    );
  });

  it('two mornings in a row are on two days, through every change of clocks', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (at, zone) => {
        const first = workdayAt(at, zone, 9);
        const second = workdayAt(first, zone, 9);
        expect(localDay(second, zone) > localDay(first, zone)).toBe(true);
      }),
    );
  });

  it('a change of clocks moves nine o’clock', () => {
    expect(workdayAt(new Date('2026-03-27T12:00:00Z'), 'Europe/Berlin', 9)).toEqual(new Date('2026-03-30T07:00:00Z'));
    expect(workdayAt(new Date('2026-03-26T12:00:00Z'), 'Europe/Berlin', 9)).toEqual(new Date('2026-03-27T08:00:00Z'));
    // 02:30 does not exist on that night.
    expect(instantAt({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Berlin')).toEqual(new Date('2026-03-29T01:30:00Z'));
  });

  it('two working days at five in the afternoon leave the weekend out', () => {
    const friday = new Date('2026-11-27T10:00:00Z');
    expect(workdayAt(friday, 'Europe/Berlin', 17, 2)).toEqual(new Date('2026-11-30T16:00:00Z'));
    expect(workdayAt(new Date('2026-11-27T18:00:00Z'), 'Europe/Berlin', 17, 2)).toEqual(new Date('2026-12-01T16:00:00Z'));
  });

  it('a day begins at midnight there, and what is no zone is UTC', () => {
    const at = new Date('2026-11-26T23:30:00Z');
    expect(localDay(at, 'Asia/Tokyo')).toBe('2026-11-27');
    expect(localDay(at, 'America/New_York')).toBe('2026-11-26');
    expect(localDay(at, 'Middle/Earth')).toBe('2026-11-26');
    expect(isZone('Middle/Earth')).toBe(false);
    expect(zoneOfOffset(19_800)).toBe('+05:30');
    expect(zoneOfOffset(-18_000)).toBe('-05:00');
    expect(localTime(at, '+05:30')).toMatchObject({ day: 27, hour: 5, minute: 0 });
  });
});
