import type { StoredAction } from '../../ports/action-store.ts';
import type { TeamStore } from '../../ports/store.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { findActionDefinition } from './registry.ts';

/** A request as its card shows it. */
export interface ActionView
  extends Pick<StoredAction, 'id' | 'workshopId' | 'isDestructive' | 'status' | 'requestedBy' | 'decidedBy' | 'says' | 'result'> {
  label: string;
  /** Who may say yes: the host, or everybody who takes part. */
  isForHost: boolean;
  host: UserId;
  members: UserId[];
}

/** Undefined when it does not exist (any more). */
export async function viewAction(store: TeamStore, workshopId: WorkshopId, actionId: string): Promise<ActionView | undefined> {
  const action = await store.findAction(workshopId, actionId);
  const definition = action && findActionDefinition(action.action);
  if (!action || !definition) return undefined;
  const { workshop, members } = await store.loadWorkshop(workshopId);
  const { id, isDestructive, status, requestedBy, decidedBy, says, result } = action;
  return {
    id,
    workshopId,
    isDestructive,
    status,
    requestedBy,
    decidedBy,
    says,
    result,
    label: definition.label,
    isForHost: definition.permission === 'steer',
    host: workshop.ownerUserId,
    members: members.map((member) => member.userId),
  };
}
