import { NotFound } from './errors.ts';
import type { StepId } from './ids.ts';
import type { StepDefinition, TemplateDefinition } from './step-definition.ts';

/** A method that workshops follow: its definition, and the questions that everybody asks about it. Frozen; ids of steps are its own. */
export interface Template extends Required<TemplateDefinition> {
  /** In their order. */
  ids: readonly StepId[];
  first: StepId;
  /** Whether that is the id of one of its steps, whoever wrote it. */
  has(text: string): text is StepId;
  /** Throws NotFound. */
  step(stepId: StepId): StepDefinition;
  /** From 1 on, for display only. Throws NotFound. */
  positionOf(stepId: StepId): number;
  /** Undefined after the last one. Throws NotFound. */
  next(stepId: StepId): StepId | undefined;
  /** The steps that read this one, directly or through others, in their order: they become stale when it is revised. */
  dependentsOf(stepId: StepId): readonly StepId[];
}

/** Takes a definition as it is: whoever got it from elsewhere has checked it. Throws when it has no step. */
export function createTemplate(definition: TemplateDefinition): Template {
  const { steps } = definition;
  const ids = steps.map((step) => step.id);
  const [first] = ids;
  if (first === undefined) throw new Error(`The template ${definition.id} has no step`);
  const byId = new Map<string, { step: StepDefinition; index: number; dependents: readonly StepId[] }>(
    steps.map((step, index) => [step.id, { step, index, dependents: findDependents(steps, step.id) }]),
  );
  const find = (stepId: StepId) => {
    const found = byId.get(stepId);
    if (!found) throw new NotFound(`Step of the template ${definition.id},`, stepId);
    return found;
  };
  return deepFreeze({
    aliases: [],
    pack: {},
    ...definition,
    ids,
    first,
    has: (text: string): text is StepId => byId.has(text),
    step: (stepId: StepId) => find(stepId).step,
    positionOf: (stepId: StepId) => find(stepId).index + 1,
    next: (stepId: StepId) => ids[find(stepId).index + 1],
    dependentsOf: (stepId: StepId) => find(stepId).dependents,
  });
}

function findDependents(steps: readonly StepDefinition[], stepId: StepId): StepId[] {
  const found = new Set<StepId>([stepId]);
  for (const step of steps) if (step.reads.some((read) => found.has(read))) found.add(step.id);
  found.delete(stepId);
  return steps.map((step) => step.id).filter((id) => found.has(id));
}

function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return value;
}
