import type { WorkshopTx } from '../../ports/store.ts';
import { Conflict, RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import { writeBuildPack } from '../finish-workshop.ts';

export function sayForksFirst(title: string, forks: number): Phrase {
  return forks === 1
    ? phrase`“${title}” has a what-if that reads on from it, so I can't erase it. Erase the what-if first: “forget” in its thread.`
    : phrase`“${title}” has ${forks} what-ifs that read on from it, so I can't erase it. Erase those first: “forget” in their threads.`;
}

/** Everything of the workshop, for good. `by`: null when its time had come. Throws a RuleBreach while it has forks (F-40). */
export async function eraseWorkshop(tx: WorkshopTx, by: UserId | null, at: Date): Promise<void> {
  const { title } = tx.workshop;
  const { forks } = await tx.countErasable();
  try {
    await tx.eraseWorkshop(by, at);
  } catch (error) {
    if (error instanceof Conflict) throw new RuleBreach('forks', sayForksFirst(title, forks));
    throw error;
  }
}

/** What one person said, in one workshop; its cards and its pack are made anew without it. */
export async function erasePersonFrom(tx: WorkshopTx, userId: UserId, at: Date): Promise<void> {
  const { hadPack, canvasId } = await tx.erasePerson(userId, at);
  if (hadPack) {
    const buildPackId = await writeBuildPack(tx, at);
    if (canvasId) {
      await tx.updateBuildPack(buildPackId, { canvasId });
      await tx.post({ kind: 'pack', buildPackId });
    }
    if (tx.workshop.status === 'completed') await tx.wantCard('finale', null);
  }
  await tx.wantCard('hub', null);
  for (const step of await tx.steps()) {
    if (step.status === 'not_started') continue;
    await tx.wantCard('step', step.stepId);
    if (step.readBackShown) await tx.wantCard('read-back', step.stepId);
    if (await tx.latestProposal(step.stepId)) await tx.wantCard('proposal', step.stepId);
  }
}
