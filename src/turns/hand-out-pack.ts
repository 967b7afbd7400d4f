import { RuleBreach } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
import { writeBuildPack } from './finish-workshop.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from './use-case.ts';

/** The pack as markdown and json files, in the newest step's thread. It may be asked for at any time and says what is missing. */
export async function exportPack(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  return handOut(deps, asker, workshopId, (buildPackId) => ({ kind: 'files', buildPackId, askedBy: asker.userId }));
}

/** The pack as a canvas: the stored one brought up to date, or a new one. */
export async function postCanvas(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  return handOut(deps, asker, workshopId, (buildPackId) => ({ kind: 'pack', buildPackId }));
}

async function handOut(
  deps: Deps,
  asker: Asker,
  workshopId: WorkshopId,
  content: (buildPackId: string) => { kind: 'files'; buildPackId: string; askedBy: string } | { kind: 'pack'; buildPackId: string },
): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'contribute');
    if ((await tx.currentArtifacts()).length === 0)
      throw new RuleBreach('nothing-yet', phrase`There is no finished step yet, so there is nothing to put into a pack.`);
    await tx.post(content(await writeBuildPack(tx, now)));
    return { text: phrase`On its way.` };
  });
}
