import type { WorkshopTx } from '../../ports/store.ts';
import { timerHooks } from './timer-hooks.ts';
import { pauseTimer, resumeTimer } from './timers.ts';

/** The workshop goes on hold: its timers stand still. Deadlines are moved when it goes on. */
export async function holdTime(tx: WorkshopTx, now: Date): Promise<void> {
  for (const timer of await tx.openTimers()) if (timer.status === 'running') await pauseTimer(tx, timer, 'workshop', now);
}

/** It goes on: timers that it put on hold and deadlines have what they had left. `pausedAt`: since when it was on hold, where that is known. */
export async function releaseTime(tx: WorkshopTx, pausedAt: string | undefined, now: Date): Promise<void> {
  for (const timer of await tx.openTimers()) {
    if (timer.heldBy !== 'workshop') continue;
    const resumed = await resumeTimer(tx, timer, now);
    for (const hook of timerHooks()) await hook.changed?.(tx, resumed, now);
  }
  const heldMs = pausedAt ? Math.max(0, now.getTime() - Date.parse(pausedAt)) : 0;
  for (const step of await tx.steps()) {
    if (step.status !== 'in_progress' || !step.deadlineAt) continue;
    const deadlineAt = new Date(step.deadlineAt.getTime() + heldMs);
    await tx.setDeadline(step.id, { deadlineAt, deadlineSaid: step.deadlineSaid });
  }
  await tx.wakeAt(now);
}
