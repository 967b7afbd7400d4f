import type { WorkshopTx } from '../../ports/store.ts';
import { NotFound, RuleBreach } from '../../workshop/errors.ts';
import { phrase } from '../../workshop/phrase.ts';
import { staleButton } from '../button-target.ts';
import { findHere } from '../revising/find-here.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { readPair } from './pair-target.ts';

/**
 * Keeps one of two and puts the other away: it is over, says so, and can be taken up again. For hosts of both. Pressing twice does it once.
 */
export async function keepOne(deps: Deps, asker: Asker, value: string): Promise<Reply | undefined> {
  const pair = readPair(value);
  const kept = await findHere(deps, asker, { workshopId: pair.one });
  const other = await findHere(deps, asker, { workshopId: pair.other });
  const now = deps.clock.now();
  // Always the one nearer to the root first, so that two who decide at once wait for each other and not for ever.
  const [first, second] = [kept, other].sort((a, b) => a.forkDepth - b.forkDepth || (a.id < b.id ? -1 : 1));
  if (!first || !second) throw staleButton();
  return deps.store.inWorkshop(first.id, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    const relative = await tx.relative(second.id).catch((error: unknown) => {
      if (error instanceof NotFound) throw staleButton();
      throw error;
    });
    const [keeping, leaving] = first.id === kept.id ? [tx, relative] : [relative, tx];
    await requirePermission(keeping, asker, 'steer');
    await requirePermission(leaving, asker, 'steer');
    await putAway(keeping, leaving, asker, now);
    return { text: phrase`“${keeping.workshop.title}” it is. “${leaving.workshop.title}” is put away; its card takes it up again.` };
  });
}

async function putAway(keeping: WorkshopTx, leaving: WorkshopTx, asker: Asker, now: Date): Promise<void> {
  const { title, status, settings } = leaving.workshop;
  const { archived, cancelled } = keeping.workshop.settings;
  if (settings.archived) throw new RuleBreach('archived', phrase`“${title}” was put away already. Its card takes it up again.`);
  if (archived || cancelled)
    throw new RuleBreach('archived', phrase`“${keeping.workshop.title}” was put away itself. Take it up again on its card first.`);
  await leaving.updateWorkshop({
    status: 'completed',
    settings: { ...settings, archived: { from: status, by: asker.userId, keptTitle: keeping.workshop.title } },
  });
  await leaving.revokeShareLinks(now);
  await showAll(leaving);
  await leaving.audit({ action: 'archive', userId: asker.userId, details: { title: keeping.workshop.title }, at: now });
  await keeping.audit({ action: 'keep', userId: asker.userId, details: { title }, at: now });
  await keeping.wantCard('hub', null);
  for (const tx of [keeping, leaving]) await showComparisons(tx, tx === keeping ? leaving : keeping);
}

/** Hub and open steps say how the workshop stands. */
export async function showAll(tx: WorkshopTx): Promise<void> {
  await tx.wantCard('hub', null);
  for (const step of await tx.steps()) if (step.status === 'in_progress' && step.threadTs) await tx.wantCard('step', step.stepId);
}

/** The comparison stands with the fork. */
async function showComparisons(tx: WorkshopTx, other: WorkshopTx): Promise<void> {
  const { parentId, settings } = tx.workshop;
  if (parentId === other.workshop.id && settings.forkedAt) await tx.wantCard('comparison', settings.forkedAt, { subjectId: parentId });
}
