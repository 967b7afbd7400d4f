import type { StoredAction } from '../../ports/action-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { NotFound, RuleBreach } from '../../workshop/errors.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase, phraseToText } from '../../workshop/phrase.ts';
import { staleButton } from '../button-target.ts';
import { traceForPerson } from '../trace.ts';
import { type Asker, type Deps, isRepeated, requirePermission } from '../use-case.ts';
import type { ActionDefinition } from './action-definition.ts';
import { confirmWithinMs, definitionOf, planNow, readActionTarget, sayInLog } from './offer-action.ts';
import { findActionDefinition } from './registry.ts';

/** So long whoever runs an action is believed to be at it; afterwards somebody else brings it to an end (F-35). */
const runLeaseMs = 60_000;

export interface ActionAnswer {
  workshopId: WorkshopId;
  actionId: string;
  /** The box that a destructive one asks for. */
  isTicked: boolean;
}

/** `moved`: nothing was done, the request was put anew. `over`: it counts no more. */
export type Confirmed = { kind: 'done' | 'failed' | 'moved' | 'over'; says: Phrase } | { kind: 'repeated' };

/**
 * The yes to a request: checked again for person, role, workshop, epoch, time and the state it was offered on, used up once, carried out,
 * and its result kept. Throws a RuleBreach for whoever may not, too late, twice; nothing has changed then (F-33).
 */
export async function confirmAction(deps: Deps, asker: Asker, answer: ActionAnswer): Promise<Confirmed> {
  const taken = await deps.store.inWorkshop(answer.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    return takeConfirmation(deps, tx, asker, answer);
  });
  if (!taken) return { kind: 'repeated' };
  return 'kind' in taken ? taken : runAction(deps, asker, taken.action);
}

async function takeConfirmation(
  deps: Deps,
  tx: WorkshopTx,
  asker: Asker,
  { actionId, isTicked }: ActionAnswer,
): Promise<{ action: StoredAction } | Extract<Confirmed, { says: Phrase }>> {
  const now = deps.clock.now();
  const { action, definition } = await requireAction(tx, asker, actionId);
  await requirePermission(tx, asker, definition.permission);
  requireWaiting(action, now);
  if (definition.isDestructive && !isTicked)
    throw new RuleBreach('not-ticked', phrase`This can't be undone, so tick the box first, please.`);
  const target = readActionTarget(tx, definition, action);
  const { epoch } = await tx.step(target.stepId);
  if (epoch !== action.epoch) {
    await tx.moveAction(actionId, 'offered', { status: 'void', endedAt: now });
    await showAction(tx, action);
    return {
      kind: 'over',
      says: phrase`The step was started over since this was asked, so it counts no more. Ask again if it still should happen.`,
    };
  }
  const plan = await planNow(tx, definition, target);
  if (plan.basis !== action.basis) {
    const expiresAt = new Date(now.getTime() + confirmWithinMs);
    await tx.moveAction(actionId, 'offered', { status: 'offered', says: plan.says, basis: plan.basis, expiresAt });
    await tx.wakeAt(expiresAt);
    await showAction(tx, action);
    return {
      kind: 'moved',
      says: phrase`Things have moved since this was asked. As it is now: ${plan.says} Confirm again if that is still what you want.`,
    };
  }
  const leasedUntil = new Date(now.getTime() + runLeaseMs);
  if (!(await tx.moveAction(actionId, 'offered', { status: 'running', decidedBy: asker.userId, decidedAt: now, leasedUntil })))
    throw staleButton();
  await tx.wakeAt(leasedUntil);
  if (!action.isPrivate)
    await sayInLog(tx, action, 'agent_progress', `${definition.label}: confirmed, under way`, now, {
      steps: ['confirmed', 'running'],
      confirmedBy: asker.userId,
    });
  await showAction(tx, action);
  return { action: { ...action, status: 'running', decidedBy: asker.userId, decidedAt: now, leasedUntil } };
}

/** Does what was confirmed and keeps what came of it. Called again for one that a crash left behind, it does nothing twice. */
export async function runAction(deps: Deps, confirmer: Asker, action: StoredAction): Promise<Extract<Confirmed, { says: Phrase }>> {
  const definition = definitionOf(action.action);
  const asker: Asker = { ...confirmer, key: `action:${action.id}` };
  const outcome = await carryOut(deps, asker, definition, action);
  const now = deps.clock.now();
  await deps.store
    .inWorkshop(action.workshopId, async (tx) => {
      const settled = await tx.moveAction(action.id, 'running', {
        status: outcome.kind,
        leasedUntil: null,
        result: outcome.says,
        endedAt: now,
      });
      if (!settled) return;
      if (!action.isPrivate)
        await sayInLog(tx, action, 'agent_result', `${definition.label}: ${phraseToText(outcome.says)}`, now, { outcome: outcome.kind });
      await tx.audit({
        action: `action-${outcome.kind}`,
        userId: asker.userId,
        details: { actionId: action.id, action: action.action },
        at: now,
      });
      await showAction(tx, action);
    })
    .catch((error: unknown) => {
      // It was the erasure of the workshop itself.
      if (!(error instanceof NotFound)) throw error;
    });
  return outcome;
}

async function carryOut(
  deps: Deps,
  asker: Asker,
  definition: ActionDefinition,
  action: StoredAction,
): Promise<{ kind: 'done' | 'failed'; says: Phrase }> {
  try {
    const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: action.workshopId });
    // After a crash: it was erased, which is what was wanted.
    if (!found) return { kind: 'done', says: phrase`Done.` };
    const target = readActionTarget({ workshop: found }, definition, action);
    return { kind: 'done', says: await definition.run(deps, asker, { ...target, workshopId: action.workshopId }) };
  } catch (error) {
    if (error instanceof RuleBreach) return { kind: 'failed', says: error.says };
    const trace = traceForPerson();
    deps.log.error({ trace, err: error, action: action.id }, 'a confirmed action failed');
    return {
      kind: 'failed',
      says: phrase`Something went wrong on my side (trace ${trace}). Please check whether it went through, and ask once more if it didn't.`,
    };
  }
}

/** “Leave it”: by whoever asked, or whoever could have said yes. Throws a RuleBreach otherwise. */
export async function leaveAction(deps: Deps, asker: Asker, { workshopId, actionId }: Omit<ActionAnswer, 'isTicked'>): Promise<void> {
  const now = deps.clock.now();
  await deps.store.inWorkshop(workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return;
    const { action, definition } = await requireAction(tx, asker, actionId);
    if (action.requestedBy !== asker.userId) await requirePermission(tx, asker, definition.permission);
    requireWaiting(action, now);
    await tx.moveAction(actionId, 'offered', { status: 'cancelled', decidedBy: asker.userId, decidedAt: now, endedAt: now });
    if (!action.isPrivate) await sayInLog(tx, action, 'agent_result', `${definition.label}: left as it is`, now, { outcome: 'cancelled' });
    await showAction(tx, action);
  });
}

/** An action of this workshop in this channel, that this person may know of. Throws a RuleBreach for any other (F-19). */
export async function requireAction(
  tx: WorkshopTx,
  asker: Asker,
  actionId: string,
): Promise<{ action: StoredAction; definition: ActionDefinition }> {
  await requirePermission(tx, asker, 'read');
  const action = await tx.action(actionId);
  const definition = action && findActionDefinition(action.action);
  if (!action || !definition || (action.isPrivate && action.requestedBy !== asker.userId)) throw staleButton();
  return { action, definition };
}

/** Throws a RuleBreach unless it waits for a yes and may still have one. */
export function requireWaiting({ status, decidedBy, expiresAt }: StoredAction, now: Date): void {
  if (status === 'offered' && now < expiresAt) return;
  throw new RuleBreach('decided', sayWhyNot(status, decidedBy));
}

function sayWhyNot(status: StoredAction['status'], decidedBy: UserId | null): Phrase {
  const by = decidedBy ? phrase` by ${person(decidedBy)}` : [];
  switch (status) {
    case 'running':
      return phrase`That was confirmed${by} a moment ago and is under way.`;
    case 'done':
      return phrase`That was confirmed${by} already, and it is done.`;
    case 'failed':
      return phrase`That was confirmed${by} already and could not be done; the card says why. Ask again if it still should happen.`;
    case 'cancelled':
      return phrase`That was left as it is${by}. Ask again if it should happen after all.`;
    case 'void':
      return phrase`Things have moved on since this was asked, so it counts no more. Ask again if it still should happen.`;
    default:
      return phrase`That was asked more than 15 minutes ago, so a yes counts no more. Ask again if it still should happen.`;
  }
}

async function showAction(tx: WorkshopTx, action: StoredAction): Promise<void> {
  if (!action.isPrivate) await tx.wantCard('action', action.stepId, { subjectId: action.id });
}
