import type { WorkshopTx } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { moment, type Phrase, phrase } from '../../workshop/phrase.ts';
import { sayDuration, stageOf } from '../../workshop/timer.ts';
import type { Waker } from '../wake-workshop.ts';
import { timerHooks } from './timer-hooks.ts';
import { cancelTimer, pauseTimer, showTimer, wakeForTimer } from './timers.ts';

/** So much later than it was due is late: whoever waited for it is told. */
const lateMs = 60_000;

/**
 * Timers that are due end, once, whoever comes first; the cards of the others are brought to their stage. Under the workshop's lock, so
 * that ending and extending never both happen.
 */
export const wakeTimers: Waker = async (deps, workshopId) => {
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const timers = await tx.openTimers();
    if (timers.length === 0) return;
    const steps = await tx.steps();
    for (const timer of timers) {
      const step = steps.find((one) => one.id === timer.workshopStepId);
      if (tx.workshop.status === 'completed' || step?.status !== 'in_progress') await cancelTimer(tx, timer, now);
      else if (timer.status === 'paused') continue;
      else if (tx.workshop.status === 'paused') await pauseTimer(tx, timer, 'workshop', now);
      else if (timer.endsAt <= now) await endTimer(tx, timer, now);
      else await showStage(tx, timer, now);
    }
  });
};

async function endTimer(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<void> {
  await tx.changeTimer(timer.id, { status: 'ended', shown: 'over', endedAt: timer.endsAt });
  const ended: StoredTimer = { ...timer, status: 'ended', shown: 'over', endedAt: timer.endsAt };
  await showTimer(tx, timer);
  let isTold = false;
  for (const hook of timerHooks()) isTold = (await hook.ended?.(tx, ended, now)) === true || isTold;
  if (!isTold) await tx.post({ kind: 'say', stepId: timer.stepId, text: sayOver(timer, now) });
}

function sayOver(timer: StoredTimer, now: Date): Phrase {
  const what = timer.label ? phrase` for ${timer.label}` : [];
  if (now.getTime() - timer.endsAt.getTime() > lateMs)
    return phrase`:alarm_clock: Time was up${what} at ${moment(timer.endsAt)}. I was away then and say so only now, sorry.`;
  return timer.label
    ? phrase`:alarm_clock: Time is up${what}.`
    : phrase`:alarm_clock: Time is up: those were ${sayDuration(timer.lengthMs)}.`;
}

async function showStage(tx: WorkshopTx, timer: StoredTimer, now: Date): Promise<void> {
  const shown = stageOf(timer, now);
  if (shown !== timer.shown) {
    await tx.changeTimer(timer.id, { shown });
    await showTimer(tx, timer);
  }
  await wakeForTimer(tx, timer, now);
}
