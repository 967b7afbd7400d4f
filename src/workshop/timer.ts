/** Timers, pure: how long they may be, what of a countdown is shown when. Durations are in milliseconds. */

export const timerMinutes = { min: 1, max: 60, presets: [1, 3, 5, 10] } as const;

export type TimerStatus = 'running' | 'paused' | 'ended' | 'cancelled';
/** How much of the countdown was shown: a card is edited at half-time, in the last minute and at the end, and not in between. */
export type TimerStage = 'whole' | 'half' | 'minute' | 'over';

export interface Timer {
  status: TimerStatus;
  startedAt: Date;
  endsAt: Date;
  /** Altogether, with what it was extended by. */
  lengthMs: number;
  /** While it is paused: what was left. Null otherwise. */
  remainingMs: number | null;
}

const minuteMs = 60_000;
/** Below this, half-time and the last minute are too close to each other. */
const shortMs = 2 * minuteMs;

/** Never below zero; nothing is left of one that is over. */
export function remainingOf(timer: Timer, now: Date): number {
  if (timer.status === 'paused') return timer.remainingMs ?? 0;
  return timer.status === 'running' ? Math.max(0, timer.endsAt.getTime() - now.getTime()) : 0;
}

export function stageOf(timer: Timer, now: Date): TimerStage {
  const remainingMs = remainingOf(timer, now);
  if (remainingMs === 0) return 'over';
  if (timer.lengthMs > shortMs && remainingMs <= minuteMs) return 'minute';
  return remainingMs <= timer.lengthMs / 2 ? 'half' : 'whole';
}

/** When there is something new to show or to do; undefined for one that does not run. Never later than its end. */
export function nextMoment(timer: Timer, now: Date): Date | undefined {
  if (timer.status !== 'running') return undefined;
  const endMs = timer.endsAt.getTime();
  const moments = [endMs - timer.lengthMs / 2, ...(timer.lengthMs > shortMs ? [endMs - minuteMs] : []), endMs];
  return new Date(moments.find((moment) => moment > now.getTime()) ?? endMs);
}

/** `5 minutes`, `1 minute`, `2½ minutes`, `30 seconds`: as one says it, rounded to the half minute. */
export function sayDuration(ms: number): string {
  if (ms < 45_000) return `${Math.max(1, Math.round(ms / 1_000))} second${Math.round(ms / 1_000) === 1 ? '' : 's'}`;
  const halves = Math.round(ms / (minuteMs / 2));
  const whole = Math.floor(halves / 2);
  if (halves % 2 === 0 || whole >= 10) {
    const minutes = halves % 2 === 0 ? whole : Math.round(ms / minuteMs);
    return `${minutes} minute${minutes === 1 ? '' : 's'}`;
  }
  return whole === 0 ? 'half a minute' : `${whole}½ minutes`;
}

export type TimerWish =
  | { do: 'panel' }
  | { do: 'start'; minutes: number }
  | { do: 'extend'; minutes: number }
  | { do: 'pause' | 'resume' | 'cancel' }
  /** It was about a timer, and could not be read. */
  | { do: 'unclear'; typed: string };

const words: Readonly<Record<string, 'pause' | 'resume' | 'cancel'>> = {
  pause: 'pause',
  hold: 'pause',
  resume: 'resume',
  continue: 'resume',
  go: 'resume',
  cancel: 'cancel',
  stop: 'cancel',
  end: 'cancel',
  off: 'cancel',
};
const startWords = /^(?:start|set|new|for)\s+(?:for\s+)?/;
const extendWords = /^(?:extend|add|plus|more|\+)\s*(?:by\s+)?/;
const unit = /\s*(?:m|min|mins|minute|minutes)?(?:\s+more)?$/;

/** Reads what stands after `timer`: `5`, `10 min`, `extend 3`, `+1`, `pause`. A number is read as it is; whether it may be is asked of `minutesProblem`. */
export function readTimerWish(typed: string): TimerWish {
  const text = typed.trim().toLowerCase().replace(/\s+/g, ' ');
  if (!text) return { do: 'panel' };
  if (Object.hasOwn(words, text)) return { do: words[text] ?? 'pause' };
  const isExtension = extendWords.test(text) || /\bmore$/.test(text);
  const whole = text
    .replace(isExtension ? extendWords : startWords, '')
    .replace(unit, '')
    .trim();
  // “10,000” is a large number, “2,5” a small one.
  const amount = /^\d{1,3}(?:[,.]\d{3})+$/.test(whole) ? whole.replace(/[,.]/g, '') : whole;
  if (!/^[-−]?\d{1,9}(?:[.,]\d{1,6})?$/.test(amount)) return { do: 'unclear', typed: typed.trim() };
  const minutes = Number(amount.replace('−', '-').replace(',', '.'));
  return { do: isExtension ? 'extend' : 'start', minutes };
}

/** Whole minutes from 1 to 60. */
export function areMinutes(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= timerMinutes.min && minutes <= timerMinutes.max;
}
