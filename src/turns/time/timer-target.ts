import type { WorkshopTx } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Step } from '../../workshop/workshop.ts';
import { currentStep, requireRunning } from '../advance-step.ts';
import { staleButton } from '../button-target.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';

/** What a button of a timer's card carries. It may be forged: all of it is looked up again. */
export interface TimerTarget {
  workshopId: WorkshopId;
  timerId: string;
  minutes?: number;
}

export function writeTimerTarget({ workshopId, timerId, minutes }: TimerTarget): string {
  return JSON.stringify({ w: workshopId, t: timerId, ...(minutes === undefined ? {} : { m: minutes }) });
}

/** Throws a RuleBreach for a value that we did not write. */
export function readTimerTarget(value: string): TimerTarget {
  try {
    const { w, t, m } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string' && typeof t === 'string' && (m === undefined || typeof m === 'number'))
      return { workshopId: w, timerId: t, ...(m === undefined ? {} : { minutes: m }) };
  } catch {
    // Falls through: not ours.
  }
  throw staleButton();
}

export interface StepWish {
  workshopId: WorkshopId;
  /** The one whose thread it was said in; the current one otherwise. */
  stepId?: StepId | undefined;
  /** Of the button: after a reset it means nothing. */
  epoch?: number | undefined;
}

/** What a host does to the time of an open step, in one transaction; a repetition does nothing. Throws a RuleBreach. */
export async function inTimedStep(
  deps: Deps,
  asker: Asker,
  wish: StepWish,
  work: (tx: WorkshopTx, step: Step, now: Date) => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: wish.workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop here.`);
  const now = deps.clock.now();
  return deps.store.inWorkshop(wish.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const steps = await tx.steps();
    const step = wish.stepId ? steps.find((one) => one.stepId === wish.stepId) : currentStep(steps);
    if (step?.status !== 'in_progress' || (wish.epoch !== undefined && wish.epoch !== step.epoch))
      throw new RuleBreach('finished', phrase`That step is not open, so there is no time to take. The newest card shows where we are.`);
    return work(tx, step, now);
  });
}

/** The same for a timer that runs or is on hold. */
export async function withOpenTimer(
  deps: Deps,
  asker: Asker,
  target: TimerTarget,
  work: (tx: WorkshopTx, timer: StoredTimer, now: Date) => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  const timer = await deps.store.findTimer({ workshopId: target.workshopId, timerId: target.timerId });
  return inTimedStep(deps, asker, { workshopId: target.workshopId, stepId: timer?.stepId }, async (tx, _step, now) => {
    const current = timer && (await tx.timer(timer.id));
    if (!current) throw staleButton();
    return work(tx, requireTicking(current, now), now);
  });
}

/** Throws a RuleBreach for one that is over: also in the moment before everybody hears of it. */
export function requireTicking(timer: StoredTimer | undefined, now: Date): StoredTimer {
  if (!timer) throw new RuleBreach('no-timer', phrase`No timer runs in this step. “/workshop timer 5” starts one.`);
  const isOver = timer.status !== 'paused' && (timer.status !== 'running' || timer.endsAt <= now);
  if (isOver) throw new RuleBreach('timer-over', phrase`That time is up already. “/workshop timer 5” starts another.`);
  return timer;
}
