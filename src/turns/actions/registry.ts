import type { ActionDefinition } from './action-definition.ts';
import { courseActions } from './course-actions.ts';

/** Everything consequential that can be asked for in words or offered: one entry each. Whether it is destructive is declared there. */
const registry: readonly ActionDefinition[] = [...courseActions];

const byId = new Map(registry.map((definition) => [definition.id, definition]));
if (byId.size !== registry.length) throw new Error('Two actions have the same id');

export function allActions(): readonly ActionDefinition[] {
  return registry;
}

/** Undefined for an id that nobody has, whoever wrote it. */
export function findActionDefinition(id: string): ActionDefinition | undefined {
  return byId.get(id);
}
