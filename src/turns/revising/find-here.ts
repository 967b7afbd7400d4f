import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { staleButton } from '../button-target.ts';
import type { Asker, Deps } from '../use-case.ts';

/** A workshop of the channel that the asker is in, with this step. Throws a RuleBreach: one of another team or channel does not exist (F-19). */
export async function findHere(
  deps: Deps,
  asker: Asker,
  { workshopId, stepId }: { workshopId: WorkshopId; stepId?: StepId },
): Promise<Workshop> {
  const workshop = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId });
  if (!workshop) throw new RuleBreach('gone', phrase`I can't find that workshop in this channel. The newest card shows what is under way.`);
  if (stepId !== undefined && !workshop.template.has(stepId)) throw staleButton();
  return workshop;
}
