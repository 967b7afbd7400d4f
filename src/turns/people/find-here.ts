import { RuleBreach } from '../../workshop/errors.ts';
import type { WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import type { Asker, Deps } from '../use-case.ts';

/** The workshop of this id in the asker's channel; one of another channel or team does not exist (F-19). Throws a RuleBreach. */
export async function findHere({ store }: Deps, { orgId, channelId }: Asker, workshopId: WorkshopId): Promise<Workshop> {
  const found = await store.findWorkshop({ orgId, channelId, workshopId });
  if (!found)
    throw new RuleBreach('gone', phrase`I can't find that workshop here. The newest card in the channel shows what is under way.`);
  return found;
}
