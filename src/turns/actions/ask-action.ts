import type { StoredAction } from '../../ports/action-store.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import type { JsonObject } from '../../workshop/json.ts';
import { type Phrase, phrase } from '../../workshop/phrase.ts';
import { type Asker, type Deps, isRepeated, type Reply, requirePermission } from '../use-case.ts';
import { actionButtons } from './action-buttons.ts';
import { definitionOf, offerAction } from './offer-action.ts';

export interface ActionAsk {
  workshopId: WorkshopId;
  action: string;
  params?: JsonObject;
  /** The thread it was asked for in; undefined in the channel. */
  stepId?: StepId | undefined;
}

/**
 * Somebody asks for something consequential: its card comes into the thread. Who asked in the channel is told so alone, with the same
 * buttons. Throws a RuleBreach for those who may not ask, and for what can't be done now. `by`: only those who may confirm it may ask.
 */
export async function askAction(
  deps: Deps,
  asker: Asker,
  ask: ActionAsk,
  by: 'contributors' | 'confirmers' = 'contributors',
): Promise<Reply | undefined> {
  const now = deps.clock.now();
  return deps.store.inWorkshop(ask.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    const definition = definitionOf(ask.action);
    await requirePermission(tx, asker, by === 'confirmers' || definition.isPrivate ? definition.permission : 'contribute');
    const { action: id, params, stepId } = ask;
    const action = await offerAction(tx, { action: id, stepId, requestedBy: asker.userId, now, ...(params ? { params } : {}) });
    if (!action.isPrivate && ask.stepId === action.stepId) return undefined;
    return { text: sayAsked(action, action.stepId ? tx.workshop.template.step(action.stepId).name : ''), buttons: actionButtons(action) };
  });
}

function sayAsked(action: StoredAction, stepName: string): Phrase {
  if (action.isPrivate) return action.says;
  return phrase`${action.says} Nothing has happened yet: it stands in the thread of ${stepName} for a yes, too.`;
}
