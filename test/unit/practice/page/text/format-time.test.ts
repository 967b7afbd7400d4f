import { describe, expect, it } from 'vitest';
import { formatDateToken, formatDay } from '../../../../../src/practice/page/text/format-time.ts';

const noonMs = Date.UTC(2026, 10, 4, 12);

describe('times', () => {
  it('are told in the zone of the reader', () => {
    const lateMs = Date.UTC(2026, 10, 4, 23, 30);
    expect(formatDay(lateMs, noonMs, 'UTC')).toBe('Today');
    expect(formatDay(lateMs, lateMs, 'Asia/Tokyo')).toBe('Today');
    expect(formatDateToken(lateMs / 1000, '{date_short} at {time}', noonMs, 'Asia/Tokyo')).toBe('5 Nov 2026 at 08:30');
    expect(formatDateToken(lateMs / 1000, '{date_num} {date_pretty}', noonMs, 'UTC')).toBe('2026-11-04 today');
  });

  it('fall back when a token or zone is unknown', () => {
    expect(formatDateToken(0, '{moon}', noonMs, 'UTC')).toBeUndefined();
    expect(formatDateToken(noonMs / 1000, '{time}', noonMs, 'Nowhere/Land')).toBe('12:00');
  });
});
