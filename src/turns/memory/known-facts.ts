import type { KnownFact } from '../../ports/memory-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import { may, roleOf } from '../../workshop/roles.ts';
import type { Step } from '../../workshop/workshop.ts';
import { currentStep } from '../advance-step.ts';
import { type Asker, type Deps, requireRole } from '../use-case.ts';

/** What somebody may know and do about what is remembered, seen from one thread. */
export interface MemoryScene {
  tx: WorkshopTx;
  /** The thread it is looked at from. */
  step: Step;
  facts: KnownFact[];
  isHost: boolean;
}

/**
 * What is known in a thread (of the open step, where none is said), for whoever contributes here. Throws a RuleBreach for a workshop
 * of another channel, and for viewers, who see nothing of it.
 */
export async function inMemory<T>(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId?: StepId | undefined },
  work: (scene: MemoryScene) => Promise<T>,
): Promise<T> {
  const { orgId, channelId } = asker;
  const found = await deps.store.findWorkshop({ orgId, channelId, workshopId: place.workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop in this channel. The newest card shows what is under way.`);
  return deps.store.inWorkshop(found.id, async (tx) => {
    const role = roleOf(await tx.members(), asker.userId, asker.isOutsider);
    requireRole(role, 'contribute', tx.workshop.ownerUserId);
    const steps = await tx.steps();
    const wanted = place.stepId ? steps.find((one) => one.stepId === place.stepId) : undefined;
    const step = wanted ?? currentStep(steps) ?? steps.findLast((one) => one.status !== 'not_started') ?? steps[0];
    if (!step) throw new Error('a workshop without a step');
    return work({ tx, step, facts: await tx.knownFacts(step.contextId), isHost: may(role, 'steer') });
  });
}

/**
 * What was said here belongs to everybody who takes part. What the team carries on is corrected and forgotten by whoever said it, by the
 * host who let it be carried on, and by the host of the workshop that it came from.
 */
export function mayChange({ tx, isHost }: Pick<MemoryScene, 'tx' | 'isHost'>, asker: Asker, fact: KnownFact): boolean {
  if (fact.scope !== 'team') return true;
  if (fact.saidBy === asker.userId || fact.consentedBy === asker.userId) return true;
  return isHost && fact.workshopId === tx.workshop.id;
}

/** What a host may let be carried on: what this workshop knows and has not given to the team yet. */
export function isCarriable(fact: KnownFact): boolean {
  return fact.scope === 'workshop' && !fact.isCarried;
}
