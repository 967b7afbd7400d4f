import type { StepId, WorkshopId } from '../workshop/ids.ts';
import type { Asker, Deps } from './use-case.ts';

/** Two hundred messages a turn: more than anybody says while somebody else types “next”. */
const maxTurns = 10;

/**
 * What was said in a step up to now is looked at before the step ends, so that the last lines do not depend on who types faster.
 * Returns the step that was meant, since one of those messages may have ended it.
 */
export async function catchUp(deps: Deps, asker: Asker, workshopId: WorkshopId, wanted?: StepId): Promise<StepId | undefined> {
  const open = await deps.store.openLogs({ orgId: asker.orgId, channelId: asker.channelId, workshopId });
  const log = wanted ? open.find((one) => one.stepId === wanted) : open[0];
  if (!log) return wanted;
  if (log.isWaiting) await catchUpWith(deps, log.contextId);
  return log.stepId;
}

/** The same for a step whose log is known. Never rejects: what can't be looked at holds nobody up. */
export async function catchUpWith(deps: Deps, contextId: string): Promise<void> {
  try {
    for (let turn = 0; turn < maxTurns && (await deps.store.isTurnWaiting(contextId)); turn++) await deps.takeTurn(contextId);
  } catch (error) {
    deps.log.error({ err: error, contextId }, 'The last words of a step could not be looked at before it ended');
  }
}
