import { describe, expect, it } from 'vitest';
import { areMinutes, nextMoment, readTimerWish, sayDuration, stageOf, type Timer } from '../../../src/workshop/timer.ts';

const minute = 60_000;
const start = new Date('2026-11-26T10:00:00Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * minute);
const running = (minutes: number): Timer => ({
  status: 'running',
  startedAt: start,
  endsAt: at(minutes),
  lengthMs: minutes * minute,
  remainingMs: null,
});

describe('what is typed after “timer”', () => {
  it.each([
    ['', { do: 'panel' }],
    ['5', { do: 'start', minutes: 5 }],
    ['10 min', { do: 'start', minutes: 10 }],
    ['for 10 minutes', { do: 'start', minutes: 10 }],
    ['extend 3', { do: 'extend', minutes: 3 }],
    ['extend by 3 minutes', { do: 'extend', minutes: 3 }],
    ['+1', { do: 'extend', minutes: 1 }],
    ['5 more', { do: 'extend', minutes: 5 }],
    ['Pause', { do: 'pause' }],
    ['resume', { do: 'resume' }],
    ['stop', { do: 'cancel' }],
    ['0', { do: 'start', minutes: 0 }],
    ['2.5', { do: 'start', minutes: 2.5 }],
    ['-3', { do: 'start', minutes: -3 }],
    ['10,000', { do: 'start', minutes: 10_000 }],
    ['2,5', { do: 'start', minutes: 2.5 }],
    ['five', { do: 'unclear', typed: 'five' }],
    ['was too short', { do: 'unclear', typed: 'was too short' }],
  ])('“%s”', (typed, wish) => {
    expect(readTimerWish(typed)).toEqual(wish);
  });

  it('whole minutes from 1 to 60', () => {
    expect([1, 60].every(areMinutes)).toBe(true);
    expect([0, 61, 10_000, 2.5, -1, Number.NaN].some(areMinutes)).toBe(false);
  });
});

describe('a countdown', () => {
  it('has something new to show at half-time, in the last minute and at the end only', () => {
    const timer = running(10);
    const shown = [0, 4.9, 5, 8.9, 9, 9.9, 10].map((minutes) => stageOf(timer, at(minutes)));
    expect(shown).toEqual(['whole', 'whole', 'half', 'half', 'minute', 'minute', 'over']);
    expect([0, 5, 9, 12].map((minutes) => nextMoment(timer, at(minutes)))).toEqual([at(5), at(9), at(10), at(10)]);
  });

  it('a short one has no last minute of its own', () => {
    expect([0, 1, 1.5, 2].map((minutes) => stageOf(running(2), at(minutes)))).toEqual(['whole', 'half', 'half', 'over']);
    expect(nextMoment(running(1), at(0.5))).toEqual(at(1));
  });

  it('one on hold keeps what was left', () => {
    const paused: Timer = { ...running(10), status: 'paused', remainingMs: 4 * minute };
    expect(stageOf(paused, at(100))).toBe('half');
    expect(nextMoment(paused, at(1))).toBeUndefined();
  });

  it('is said as people say it', () => {
    expect([60, 90, 150, 300, 30, 12, 1, 3_600].map((seconds) => sayDuration(seconds * 1_000))).toEqual([
      '1 minute',
      '1½ minutes',
      '2½ minutes',
      '5 minutes',
      '30 seconds',
      '12 seconds',
      '1 second',
      '60 minutes',
    ]);
  });
});
