import { type PackChanges, sayPackChanges } from '../build-pack/compare-packs.ts';
import { sayDay } from '../build-pack/say-pack.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { joinPhrases, type Phrase, phrase } from '../workshop/phrase.ts';
import { makePack, writeBuildPack } from './finish-workshop.ts';
import { countToday } from './limits/limits.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from './use-case.ts';
import { changesSince } from './view-pack.ts';

/** The pack in every format, in the newest step's thread. It may be asked for at any time and says what is missing. */
export async function exportPack(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  return handOut(deps, asker, workshopId, { isCanvas: false });
}

/** The pack as a canvas: the stored one brought up to date, or a new one. */
export async function postCanvas(deps: Deps, asker: Asker, workshopId: WorkshopId): Promise<Reply | undefined> {
  return handOut(deps, asker, workshopId, { isCanvas: true });
}

async function handOut(deps: Deps, asker: Asker, workshopId: WorkshopId, { isCanvas }: { isCanvas: boolean }): Promise<Reply | undefined> {
  const now = deps.clock.now();
  const packs = await deps.store.buildPacks(workshopId);
  return deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'contribute');
    if ((await tx.currentArtifacts()).length === 0)
      throw new RuleBreach('nothing-yet', phrase`There is no finished step yet, so there is nothing to put into a pack.`);
    await countToday(deps, tx, asker, isCanvas ? 'canvas' : 'export');
    const pack = await makePack(tx, now);
    const buildPackId = await writeBuildPack(tx, now, pack);
    await tx.post(isCanvas ? { kind: 'pack', buildPackId } : { kind: 'files', buildPackId, askedBy: asker.userId });
    if (isCanvas) await tx.post({ kind: 'pictures', buildPackId });
    // A model may have something to say that it has not said yet.
    if (tx.workshop.status === 'completed') await tx.wakeAt(now);
    return { text: phrase`On its way.${sayDifference(changesSince(packs, pack, { isCanvas }))}` };
  });
}

const maxChanges = 6;

/** What is different from the pack before; nothing of the first. */
function sayDifference({ changes }: { changes?: PackChanges }): Phrase {
  if (!changes) return [];
  const since = sayDay(changes.since);
  const said = sayPackChanges(changes, maxChanges);
  if (said.length === 0) return phrase` It says the same as the last one, of ${since}.`;
  return joinPhrases([phrase` What has changed since the last one, of ${since}:`, ...said.map((one) => phrase`• ${one}`)], '\n');
}
