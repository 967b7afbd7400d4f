import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { workdayAt } from '../../workshop/local-time.ts';
import { deadlineHour, stepDays } from '../../workshop/pace.ts';
import { phrase } from '../../workshop/phrase.ts';
import { deadlineOf, hasTimeBoxes, soonAt } from '../../workshop/time-box.ts';
import type { Step, WorkshopSettings } from '../../workshop/workshop.ts';
import { readTarget, writeTarget } from '../button-target.ts';
import type { ButtonHandler } from '../press-button.ts';
import { inTimedStep } from './timer-target.ts';
import { zonesOf } from './zones.ts';

/** Deadlines of steps, live and over days, in the caller's transaction. */

const minuteMs = 60_000;
const moreMinutes = 5;

/** A step was opened: what was said of an earlier deadline is over, and it gets a new one as soon as somebody has looked where the host is. */
export async function startClock(tx: WorkshopTx, step: Pick<Step, 'id'>, now: Date): Promise<void> {
  await tx.setDeadline(step.id, { deadlineAt: null, deadlineSaid: 'nothing' });
  if (tx.workshop.settings.pace === 'async' || hasTimeBoxes(tx.workshop.settings)) await tx.wakeAt(now);
}

/** Pace, days or time boxes were changed: open steps get their deadlines anew, counted from now. */
export async function restartClocks(tx: WorkshopTx, now: Date): Promise<void> {
  for (const step of await tx.steps()) {
    if (step.status !== 'in_progress') continue;
    await tx.setDeadline(step.id, { deadlineAt: null, deadlineSaid: 'nothing' });
    await tx.wantCard('step', step.stepId);
  }
  await tx.wakeAt(now);
}

/** Whether these settings give open steps another time than those. */
export function isTimedAnew(before: WorkshopSettings, now: WorkshopSettings): boolean {
  return before.pace !== now.pace || hasTimeBoxes(before) !== hasTimeBoxes(now) || before.stepDays !== now.stepDays;
}

/** The deadline that a step gets by itself. `zone`: where the host is. */
export function ownDeadline(tx: WorkshopTx, step: Step, now: Date, zone: string): Date {
  const { pace, stepDays: days } = tx.workshop.settings;
  if (pace === 'async') return workdayAt(now, zone, deadlineHour, days ?? stepDays.usual);
  const wholeMs = step.definition.minutes * minuteMs;
  const planned = (step.startedAt ?? now).getTime() + wholeMs;
  // Switched on in the middle of a step: that one has its minutes from now on.
  return new Date(planned > now.getTime() ? planned : now.getTime() + wholeMs);
}

export async function moveDeadline(tx: WorkshopTx, step: Step, deadlineAt: Date, now: Date): Promise<void> {
  await tx.setDeadline(step.id, { deadlineAt, deadlineSaid: 'nothing' });
  await tx.wantCard('step', step.stepId);
  await tx.wantCard('hub', null);
  const soon = soonAt(deadlineAt, step, tx.workshop.settings.pace);
  await tx.wakeAt(soon > now ? soon : deadlineAt);
}

export function moreButton(tx: WorkshopTx, step: Pick<Step, 'stepId' | 'epoch'>): Button {
  const value = writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch });
  return { label: moreLabel(tx.workshop.settings.pace), action: 'deadline-more', value };
}

export function moreLabel(pace: 'live' | 'async'): string {
  return pace === 'live' ? `${moreMinutes} more minutes` : '1 more day';
}

export const deadlineButtons: Readonly<Record<string, ButtonHandler>> = {
  'deadline-more': async (deps, asker, value) => {
    const target = readTarget(value);
    const found = await deps.store.findWorkshop({ ...asker, workshopId: target.workshopId });
    const zone = found ? (await zonesOf(deps, found.ownerUserId))(found.ownerUserId) : 'UTC';
    return inTimedStep(deps, asker, target, async (tx, step, now) => {
      const before = deadlineOf(step);
      const from = before && before > now ? before : now;
      const { pace } = tx.workshop.settings;
      const deadlineAt = pace === 'live' ? new Date(from.getTime() + moreMinutes * minuteMs) : workdayAt(from, zone, deadlineHour);
      // By the plan it is late by all of that, also by what had passed when it was granted.
      const grantedMs = (tx.workshop.settings.grantedMs ?? 0) + (before ? deadlineAt.getTime() - before.getTime() : 0);
      if (pace === 'live') await tx.updateWorkshop({ settings: { ...tx.workshop.settings, grantedMs } });
      await moveDeadline(tx, step, deadlineAt, now);
      await tx.audit({ action: 'more-time', userId: asker.userId, details: { stepId: step.stepId }, at: now });
      return { text: pace === 'live' ? phrase`${moreMinutes} more minutes it is.` : phrase`One more day. The card shows until when.` };
    });
  },
};
