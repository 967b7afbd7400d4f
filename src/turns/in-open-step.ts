import type { WorkshopTx } from '../ports/store.ts';
import { RuleBreach } from '../workshop/errors.ts';
import { phrase } from '../workshop/phrase.ts';
import type { StepWithDraft } from '../workshop/workshop.ts';
import { requireRunning } from './advance-step.ts';
import { type ButtonTarget, staleButton } from './button-target.ts';
import { requireOpen } from './require-open.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from './use-case.ts';

/**
 * What a contributor does to a step that is open, in one transaction; a repetition does nothing. Throws a RuleBreach for a workshop of
 * another channel, somebody who may not, and a step that is finished, reset or on hold.
 */
export async function inOpenStep(
  deps: Deps,
  asker: Asker,
  target: ButtonTarget,
  work: (tx: WorkshopTx, step: StepWithDraft) => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: target.workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop here.`);
  return deps.store.inWorkshop(target.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'contribute');
    requireRunning(tx);
    if (!tx.workshop.template.has(target.stepId)) throw staleButton();
    const step = await tx.step(target.stepId);
    requireOpen(step, target);
    return work(tx, step);
  });
}
