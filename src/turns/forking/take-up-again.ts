import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { showAll } from './keep-one.ts';

/** What was put away goes on as it was before. For its host. Throws a RuleBreach when it is not put away. */
export async function takeUpAgain(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    const { archived, ...settings } = tx.workshop.settings;
    if (!archived) throw new RuleBreach('status', phrase`“${tx.workshop.title}” is not put away.`);
    await tx.updateWorkshop({ status: archived.from, settings });
    await showAll(tx);
    if (archived.from === 'active')
      for (const step of await tx.steps()) if (step.status === 'in_progress') await tx.scheduleTurn(step.contextId, now);
    if (tx.workshop.parentId && settings.forkedAt) await tx.wantCard('comparison', settings.forkedAt, { subjectId: tx.workshop.parentId });
    await tx.audit({ action: 'unarchive', userId: asker.userId, at: now });
    return { text: phrase`“${tx.workshop.title}” goes on where it was.` };
  });
}
