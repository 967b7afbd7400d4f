import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import { type Permission, roleOf } from '../../workshop/roles.ts';
import { type Asker, type Deps, requireRole } from '../use-case.ts';

/** Reads in one consistent state what a form shows, and changes nothing. Throws a RuleBreach for a workshop of elsewhere and whoever may not. */
export async function look<T>(
  deps: Deps,
  asker: Asker,
  { workshopId }: { workshopId: WorkshopId },
  permission: Permission,
  work: (tx: WorkshopTx) => Promise<T>,
): Promise<T> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId });
  if (!found)
    throw new RuleBreach('gone', phrase`I can't find that workshop here. The newest card in the channel shows what is under way.`);
  return deps.store.inWorkshop(workshopId, async (tx) => {
    requireRole(roleOf(await tx.members(), asker.userId, asker.isOutsider), permission, tx.workshop.ownerUserId);
    return work(tx);
  });
}
