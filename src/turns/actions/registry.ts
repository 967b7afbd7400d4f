import { forgetMe, forgetWorkshop } from '../memory/forget-actions.ts';
import { revisionActions } from '../revising/revision-actions.ts';
import type { ActionDefinition } from './action-definition.ts';
import { courseActions } from './course-actions.ts';
import { teamActions } from './team-actions.ts';

/**
 * Everything consequential that can be asked for in words or offered: one entry each. Whether it is destructive is declared there.
 * Put together when it is first asked for: use cases offer actions, and actions run use cases.
 */
function register(): readonly ActionDefinition[] {
  return [...courseActions, ...revisionActions, ...teamActions, forgetWorkshop, forgetMe];
}

let byId: ReadonlyMap<string, ActionDefinition> | undefined;

function registered(): ReadonlyMap<string, ActionDefinition> {
  if (byId) return byId;
  const all = register();
  byId = new Map(all.map((definition) => [definition.id, definition]));
  if (byId.size !== all.length) throw new Error('Two actions have the same id');
  return byId;
}

export function allActions(): readonly ActionDefinition[] {
  return [...registered().values()];
}

/** Undefined for an id that nobody has, whoever wrote it. */
export function findActionDefinition(id: string): ActionDefinition | undefined {
  return registered().get(id);
}
