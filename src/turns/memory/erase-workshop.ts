import type { WorkshopTx } from '../../ports/store.ts';
import { Conflict, RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import { writeBuildPack } from '../finish-workshop.ts';
import type { Waker } from '../wake-workshop.ts';

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

const dayMs = 24 * 3_600_000;

/** When a workshop that has ended is to be erased; undefined when it is kept, or goes on. */
async function erasedFrom(tx: WorkshopTx): Promise<Date | undefined> {
  const { retentionDays } = tx.workshop.settings;
  if (retentionDays === undefined || tx.workshop.status !== 'completed') return undefined;
  const ends = (await tx.steps()).flatMap((step) => (step.completedAt ? [step.completedAt.getTime()] : []));
  return new Date(Math.max(tx.workshop.createdAt.getTime(), ...ends) + retentionDays * dayMs);
}

/** A workshop is erased so many days after its end as its host wanted; one that others were forked from waits for them. */
export const wakeRetention: Waker = async (deps, workshopId) => {
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshopId, async (tx) => {
    const due = await erasedFrom(tx);
    if (!due) return;
    if (due > now) return tx.wakeAt(due);
    const { forks } = await tx.countErasable();
    if (forks > 0) return tx.wakeAt(new Date(now.getTime() + dayMs));
    await tx.eraseWorkshop(null, now);
  });
};
