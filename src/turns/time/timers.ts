import type { WorkshopTx } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { cleanLine } from '../../workshop/clean-text.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { moment, phrase } from '../../workshop/phrase.ts';
import { areMinutes, nextMoment, remainingOf, stageOf, timerMinutes } from '../../workshop/timer.ts';
import type { Step } from '../../workshop/workshop.ts';
import { showOnRound } from '../activities/close-on-time.ts';

/** What others build timers with, all in the caller's transaction. Who may, and whether the workshop runs, is asked by the caller. */

export interface TimerRequest {
  /** Whole minutes, 1 to 60. */
  minutes: number;
  /** What it is for, e.g. the name of an activity; shown on its card. */
  label?: string;
  /** What it closes when it ends (see timer-hooks.ts). */
  activityId?: string;
  by: UserId;
  now: Date;
  /** A running one that belongs to no activity gives way instead of being in the way. */
  replaces?: boolean;
}

const maxLabelChars = 80;
const minuteMs = 60_000;

/** Starts a timer in a step and posts its card in the step's thread. Throws a RuleBreach for other minutes than there are, and when one runs there. */
export async function startTimer(tx: WorkshopTx, step: Pick<Step, 'id' | 'stepId'>, request: TimerRequest): Promise<StoredTimer> {
  const { minutes, by, now } = request;
  requireMinutes(minutes);
  const running = (await tx.openTimers()).find((timer) => timer.workshopStepId === step.id);
  if (running && request.replaces && !running.activityId) await cancelTimer(tx, running, now);
  else if (running) throw timerInTheWay(running);
  const timer = await tx.addTimer({
    workshopStepId: step.id,
    activityId: request.activityId ?? null,
    label: cleanLine(request.label ?? '').slice(0, maxLabelChars),
    startedBy: by,
    startedAt: now,
    lengthMs: minutes * minuteMs,
  });
  await showTimer(tx, timer);
  await wakeForTimer(tx, timer, now);
  await tx.audit({ action: 'timer', userId: by, details: { timerId: timer.id, stepId: step.stepId, minutes }, at: now });
  return timer;
}

/** Adds whole minutes to one that runs or is paused; at most 60 may be left then. */
export async function extendTimer(tx: WorkshopTx, timer: StoredTimer, minutes: number, now: Date): Promise<StoredTimer> {
  requireMinutes(minutes);
  const addedMs = minutes * minuteMs;
  const leftMs = remainingOf(timer, now);
  const mostMs = timerMinutes.max * minuteMs;
  if (leftMs + addedMs > mostMs) {
    const room = Math.floor((mostMs - leftMs) / minuteMs);
    throw new RuleBreach(
      'too-long',
      room > 0
        ? phrase`That would be more than ${timerMinutes.max} minutes. At most ${room} more fit in.`
        : phrase`There are ${timerMinutes.max} minutes on it already, which is all that a timer holds.`,
    );
  }
  const lengthMs = timer.lengthMs + addedMs;
  const isPaused = timer.status === 'paused';
  const changed: StoredTimer = {
    ...timer,
    lengthMs,
    ...(isPaused ? { remainingMs: leftMs + addedMs } : { endsAt: new Date(timer.endsAt.getTime() + addedMs) }),
  };
  return keep(tx, changed, now);
}

/** `by`: a person, or the workshop that goes on hold. */
export async function pauseTimer(tx: WorkshopTx, timer: StoredTimer, by: 'person' | 'workshop', now: Date): Promise<StoredTimer> {
  return keep(tx, { ...timer, status: 'paused', heldBy: by, remainingMs: Math.max(1, remainingOf(timer, now)) }, now);
}

/** Goes on with what was left. */
export async function resumeTimer(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<StoredTimer> {
  const endsAt = new Date(now.getTime() + remainingOf(timer, now));
  return keep(tx, { ...timer, status: 'running', heldBy: null, remainingMs: null, endsAt }, now);
}

/** Stops it before its time: nothing follows from it but the last state of its card. */
export async function cancelTimer(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<void> {
  await tx.changeTimer(timer.id, { status: 'cancelled', remainingMs: null, heldBy: null, endedAt: now });
  await showTimer(tx, timer);
}

/** Of one activity, or of a whole step, e.g. because that is finished or reset. */
export async function cancelTimers(tx: WorkshopTx, of: { activityId: string } | { workshopStepId: string }, now: Date): Promise<void> {
  for (const timer of await tx.openTimers()) {
    const isMeant = 'activityId' in of ? timer.activityId === of.activityId : timer.workshopStepId === of.workshopStepId;
    if (isMeant) await cancelTimer(tx, timer, now);
  }
}

export async function showTimer(tx: WorkshopTx, timer: Pick<StoredTimer, 'id' | 'stepId' | 'activityId'>): Promise<void> {
  // The card of what it closes says until when, and has the buttons: one card, not two.
  if (timer.activityId) return showOnRound(tx, timer);
  await tx.wantCard('timer', timer.stepId, { subjectId: timer.id });
}

export async function wakeForTimer(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<void> {
  const at = nextMoment(timer, now);
  if (at) await tx.wakeAt(at);
}

/** Throws a RuleBreach that says which minutes there are. */
export function requireMinutes(minutes: number): void {
  if (!areMinutes(minutes))
    throw new RuleBreach(
      'minutes',
      phrase`A timer takes whole minutes from ${timerMinutes.min} to ${timerMinutes.max}. Try “/workshop timer 5”.`,
    );
}

function timerInTheWay(timer: StoredTimer): RuleBreach {
  return new RuleBreach(
    'timer-runs',
    timer.status === 'paused'
      ? phrase`A timer is on hold here already. “/workshop timer resume” goes on with it, “timer cancel” stops it.`
      : phrase`A timer runs here already, until ${moment(timer.endsAt)}. “/workshop timer extend 3” adds time, “timer cancel” stops it.`,
  );
}

async function keep(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<StoredTimer> {
  const { status, endsAt, lengthMs, remainingMs, heldBy } = timer;
  const shown = stageOf(timer, now);
  await tx.changeTimer(timer.id, { status, endsAt, lengthMs, remainingMs, heldBy, shown });
  await showTimer(tx, timer);
  await wakeForTimer(tx, timer, now);
  return { ...timer, shown };
}
