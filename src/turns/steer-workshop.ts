import { RuleBreach } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
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
