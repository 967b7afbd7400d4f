import { soonMs, stepDays } from './pace.ts';
import type { DeadlineSaid, Step, WorkshopSettings } from './workshop.ts';

const minuteMs = 60_000;

/** What a step's time is judged by. */
export type TimedStep = Pick<Step, 'status' | 'startedAt' | 'completedAt' | 'deadlineAt' | 'deadlineSaid' | 'definition'>;

/** What a card says about a step's time. */
export interface StepTime {
  deadlineAt: Date | null;
  said: DeadlineSaid;
}

export function timeOf(step: TimedStep): StepTime {
  return { deadlineAt: deadlineOf(step), said: step.deadlineSaid };
}

/** Whether steps get a deadline by themselves: minutes live where that was asked for, days otherwise unless nobody wants them. */
export function hasTimeBoxes({ pace, timeBoxed, stepDays: days }: Pick<WorkshopSettings, 'pace' | 'timeBoxed' | 'stepDays'>): boolean {
  return pace === 'live' ? timeBoxed === true : (days ?? stepDays.usual) > 0;
}

/** The deadline that counts: one from before the step was opened the last time does not. */
export function deadlineOf(step: TimedStep): Date | null {
  const { deadlineAt, startedAt } = step;
  return deadlineAt && startedAt && deadlineAt <= startedAt ? null : deadlineAt;
}

/** When a step begins to say that its time is almost up; a short one at half-time. */
export function soonAt(deadlineAt: Date, step: TimedStep, pace: WorkshopSettings['pace']): Date {
  const halfMs = pace === 'live' ? (step.definition.minutes * minuteMs) / 2 : Number.POSITIVE_INFINITY;
  return new Date(deadlineAt.getTime() - Math.min(soonMs[pace], halfMs));
}

/**
 * By how much the steps that are done took longer than their time boxes, in milliseconds; shorter when it is negative. Time that was
 * granted on top counts as longer: the whole takes that much more. Nothing over days, where nobody counts minutes.
 */
export function lateMs(steps: readonly TimedStep[], { pace, grantedMs }: Pick<WorkshopSettings, 'pace' | 'grantedMs'>): number {
  if (pace !== 'live') return 0;
  let sum = grantedMs ?? 0;
  for (const step of steps) {
    const deadlineAt = deadlineOf(step);
    if (deadlineAt && step.status === 'complete' && step.completedAt) sum += step.completedAt.getTime() - deadlineAt.getTime();
  }
  return sum;
}

/** `8 minutes over`, `3 minutes ahead`; undefined when it is less than a minute either way. */
export function sayBehind(ms: number): string | undefined {
  const minutes = Math.round(Math.abs(ms) / minuteMs);
  if (minutes < 1) return undefined;
  return `${minutes} minute${minutes === 1 ? '' : 's'} ${ms > 0 ? 'over' : 'ahead'}`;
}
