import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { currentStep } from './advance-step.ts';
import type { Asker, Deps } from './use-case.ts';

/** Two hundred messages a turn: more than anybody says while somebody else types “next”. */
const maxTurns = 10;

/**
 * What was said in a step up to now is looked at before the step ends, so that the last lines do not depend on who types faster.
 * Returns the step that was meant, since one of those messages may have ended it.
 */
export async function catchUp(deps: Deps, asker: Asker, workshopId: WorkshopId, wanted?: StepId): Promise<StepId | undefined> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId });
  if (!found) return wanted;
  const { steps } = await deps.store.loadWorkshop(workshopId);
  const step = wanted ? steps.find((one) => one.stepId === wanted) : currentStep(steps);
  if (step?.status !== 'in_progress') return wanted;
  await catchUpWith(deps, step.contextId);
  return step.stepId;
}

/** The same for a step whose log is known. Never rejects: what can't be looked at holds nobody up. */
export async function catchUpWith(deps: Deps, contextId: string): Promise<void> {
  try {
    for (let turn = 0; turn < maxTurns; turn++) {
      const waiting = await deps.store.loadTurn(contextId);
      if (!waiting || waiting.messages.length === 0) break;
      await deps.takeTurn(contextId);
    }
  } catch (error) {
    deps.log.error({ err: error, contextId }, 'The last words of a step could not be looked at before it ended');
  }
}
