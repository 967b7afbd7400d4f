import { hasCaptures } from '../workshop/draft.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
import { catchUp } from './catch-up.ts';
import { completeStep } from './complete-step.ts';
import { finishWorkshop } from './finish-workshop.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from './use-case.ts';

/** Finishes early with what there is: open gaps are recorded, steps that never began are listed as missing in the pack. */
export async function endWorkshop(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  await catchUp(deps, asker, workshopId);
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    if (tx.workshop.status === 'completed')
      throw new RuleBreach('over', phrase`“${tx.workshop.title}” is over already. “/workshop canvas” shows the build pack.`);
    const open = (await tx.steps()).filter((step) => step.status === 'in_progress');
    await tx.updateWorkshop({ settings: { ...tx.workshop.settings, endedEarly: true } });
    for (const { stepId } of open)
      await completeStep(tx, stepId, { by: asker.userId, now, override: { reason: 'ended early' }, isLast: true });
    await finishWorkshop(tx, now);
    return undefined;
  });
}

/** Takes a mistaken start back. Once somebody has contributed it is `end`, not `cancel`. */
export async function cancelWorkshop(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    if (tx.workshop.status === 'completed') throw new RuleBreach('over', phrase`“${tx.workshop.title}” is over already.`);
    const first = await tx.step(tx.workshop.template.first);
    const isBegun = hasCaptures(first.draft) || (await tx.newestVersion(first.stepId)) > 0;
    if (first.status !== 'in_progress' || isBegun) {
      throw new RuleBreach(
        'contributed',
        phrase`The team has put something in already, so I would rather not throw it away. “/workshop end” finishes with what there is.`,
      );
    }
    await tx.updateWorkshop({ status: 'completed', settings: { ...tx.workshop.settings, cancelled: true } });
    await tx.wantCard('hub', null);
    await tx.wantCard('step', first.stepId);
    await tx.audit({ action: 'cancel', userId: asker.userId, at: now });
    return { text: phrase`Taken back. Nothing else happens; start again any time.` };
  });
}
