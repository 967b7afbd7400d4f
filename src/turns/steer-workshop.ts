import { cleanLine } from '../workshop/clean-text.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { UserId, WorkshopId } from '../workshop/ids.ts';
import { person, phrase } from '../workshop/phrase.ts';
import type { FacilitatorMode, Pace } from '../workshop/workshop.ts';
import { maxIdeaChars } from './start-workshop.ts';
import { isTimedAnew, restartClocks } from './time/deadlines.ts';
import { holdTime, releaseTime } from './time/hold-time.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from './use-case.ts';

/** Stops asking, keeps storing. */
export async function pauseWorkshop(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  return setStatus(deps, asker, workshopId, 'active', 'paused');
}

export async function resumeWorkshop(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  return setStatus(deps, asker, workshopId, 'paused', 'active');
}

async function setStatus(
  deps: Deps,
  asker: Asker,
  workshopId: WorkshopId,
  from: 'active' | 'paused',
  to: 'active' | 'paused',
): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    if (tx.workshop.status !== from) {
      throw new RuleBreach(
        'status',
        tx.workshop.status === to
          ? phrase`“${tx.workshop.title}” is ${to} already.`
          : phrase`“${tx.workshop.title}” is over, so there is nothing to ${to === 'paused' ? 'pause' : 'resume'}.`,
      );
    }
    const { trouble: _solved, pausedAt, ...settings } = tx.workshop.settings;
    await tx.updateWorkshop({
      status: to,
      settings: to === 'active' ? settings : { ...tx.workshop.settings, pausedAt: now.toISOString() },
    });
    if (to === 'paused') await holdTime(tx, now);
    else await releaseTime(tx, pausedAt, now);
    await tx.wantCard('hub', null);
    const steps = await tx.steps();
    for (const step of steps) {
      if (step.status !== 'in_progress') continue;
      await tx.wantCard('step', step.stepId);
      if (to === 'active') await tx.scheduleTurn(step.contextId, now);
    }
    await tx.audit({ action: to === 'paused' ? 'pause' : 'resume', userId: asker.userId, at: now });
    return {
      text:
        to === 'paused'
          ? phrase`Paused. I keep storing what is said in the threads and stop asking. “/workshop resume” goes on.`
          : phrase`On we go.`,
    };
  });
}

export interface SettingsChange {
  title?: string;
  pace?: Pace;
  facilitatorMode?: FacilitatorMode;
  autoAccept?: boolean;
  /** Live: each step has its minutes. */
  timeBoxed?: boolean;
  /** Over days: so many working days for each step; 0 for no deadline. */
  stepDays?: number;
  /** Who else may contribute: outsiders are admitted, others are invited. */
  participants?: UserId[];
}

/** Title, pace, people. Host only. Throws a RuleBreach for a title that can't be. */
export async function changeSettings(deps: Deps, asker: Asker, workshopId: WorkshopId, change: SettingsChange): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    const title = change.title === undefined ? undefined : cleanLine(change.title);
    if (title === '' || (title && title.length > maxIdeaChars))
      throw new RuleBreach('title', phrase`A title is one line of up to ${maxIdeaChars} characters.`);
    const { pace, autoAccept, facilitatorMode, timeBoxed, stepDays } = change;
    const before = tx.workshop.settings;
    await tx.updateWorkshop({
      ...(title ? { title } : {}),
      ...(facilitatorMode ? { facilitatorMode } : {}),
      settings: {
        ...tx.workshop.settings,
        ...(pace ? { pace } : {}),
        ...(autoAccept === undefined ? {} : { autoAccept }),
        ...(timeBoxed === undefined ? {} : { timeBoxed }),
        ...(stepDays === undefined ? {} : { stepDays }),
      },
    });
    if (isTimedAnew(before, tx.workshop.settings)) await restartClocks(tx, now);
    const members = await tx.members();
    for (const userId of change.participants ?? []) {
      if (members.some((member) => member.userId === userId && member.role === 'owner')) continue;
      await tx.setMember(userId, 'editor', { force: true });
    }
    await tx.wantCard('hub', null);
    await tx.audit({
      action: 'settings',
      userId: asker.userId,
      details: {
        ...(title ? { title } : {}),
        ...(pace ? { pace } : {}),
        ...(facilitatorMode ? { facilitatorMode } : {}),
        ...(autoAccept === undefined ? {} : { autoAccept }),
      },
      at: now,
    });
    if (change.participants?.length === 1) return { text: phrase`${person(change.participants[0] as UserId)} is in.` };
    return { text: phrase`Noted. The hub card shows it.` };
  });
}
