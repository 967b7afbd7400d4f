import type { StoredAction } from '../../ports/action-store.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, UserId } from '../../workshop/ids.ts';
import type { JsonObject } from '../../workshop/json.ts';
import { type Phrase, phrase, phraseToText } from '../../workshop/phrase.ts';
import { currentStep, requireRunning } from '../advance-step.ts';
import type { ActionDefinition, ActionPlan, ActionTarget } from './action-definition.ts';
import { findActionDefinition } from './registry.ts';

/** How long a yes may take. */
export const confirmWithinMs = 15 * 60_000;
/** Of one workshop, waiting at the same time. */
const maxWaiting = 5;

export interface ActionOffer {
  /** In the registry. */
  action: string;
  params?: JsonObject;
  /** In whose thread it was asked for; the open step when it was asked for elsewhere. */
  stepId?: StepId | undefined;
  /** Null when the facilitator offers it by itself. */
  requestedBy: UserId | null;
  /** Why now, as its card says it. */
  why?: Phrase;
  now: Date;
}

/**
 * Puts something consequential before the people: a record that waits for a yes for 15 minutes, a card in the step's thread, and a
 * message in the log that says what was asked. Nothing happens yet. The same one that waits already is not asked for twice: it is
 * returned. Throws a RuleBreach when the action can't be done now.
 */
export async function offerAction(tx: WorkshopTx, offer: ActionOffer): Promise<StoredAction> {
  const definition = definitionOf(offer.action);
  const threadStep = offer.stepId ?? (await threadFor(tx));
  const target = readActionTarget(tx, definition, { params: offer.params ?? {}, requestedBy: offer.requestedBy, stepId: threadStep });
  const plan = await planNow(tx, definition, target);
  const { epoch } = await tx.step(target.stepId);
  const waiting = (await tx.openActions()).filter((one) => one.status === 'offered' && one.expiresAt > offer.now);
  const same = waiting.find((one) => isSame(one, definition, target) && (!definition.isPrivate || one.requestedBy === offer.requestedBy));
  if (same && same.basis === plan.basis && same.epoch === epoch) return same;
  if (same) await tx.moveAction(same.id, 'offered', { status: 'void', endedAt: offer.now });
  if (same && !same.isPrivate) await tx.wantCard('action', same.stepId, { subjectId: same.id });
  if (!same && waiting.length >= maxWaiting)
    throw new RuleBreach('too-many', phrase`${waiting.length} requests wait for an answer already. Decide on those first, please.`);
  const says = offer.why ? phrase`${plan.says} ${offer.why}` : plan.says;
  const action = await tx.addAction({
    stepId: threadStep,
    action: definition.id,
    params: target.params,
    isDestructive: definition.isDestructive,
    requestedBy: offer.requestedBy,
    epoch,
    says,
    basis: plan.basis,
    isPrivate: definition.isPrivate === true,
    expiresAt: new Date(offer.now.getTime() + confirmWithinMs),
    createdAt: offer.now,
  });
  await tx.wakeAt(action.expiresAt);
  if (action.isPrivate) return action;
  await sayInLog(tx, action, 'agent_request', phraseToText(says), offer.now, {
    summary: phraseToText(says),
    actions: [definition.id],
    destructive: definition.isDestructive,
  });
  await tx.wantCard('action', threadStep, { subjectId: action.id });
  return action;
}

/** Throws a plain error: ids come from our own code or were checked against the registry. */
export function definitionOf(id: string): ActionDefinition {
  const definition = findActionDefinition(id);
  if (!definition) throw new Error(`There is no action ${id}`);
  return definition;
}

/** What an action is about, its parameters read by its own schema. Throws a RuleBreach for parameters that make no sense. */
export function readActionTarget(
  { workshop }: Pick<WorkshopTx, 'workshop'>,
  definition: ActionDefinition,
  { params, requestedBy, stepId }: Pick<StoredAction, 'params' | 'requestedBy' | 'stepId'>,
): ActionTarget<JsonObject> {
  const read = definition.params.safeParse(params);
  const named = read.success ? read.data.stepId : undefined;
  if (!read.success || (typeof named === 'string' && !workshop.template.has(named)))
    throw new RuleBreach('no-sense', phrase`I did not get what exactly to do there. “/workshop” alone shows what there is.`);
  const threadStep = stepId ?? workshop.template.first;
  return { stepId: typeof named === 'string' ? (named as StepId) : threadStep, params: read.data, askedBy: requestedBy };
}

/** Throws a RuleBreach when it can't be done now. */
export async function planNow(tx: WorkshopTx, definition: ActionDefinition, target: ActionTarget<JsonObject>): Promise<ActionPlan> {
  if (!definition.isForAnyStatus) requireRunning(tx);
  return definition.plan(tx, target);
}

/** Keeps a word about an action in the log of the step in whose thread it stands. */
export async function sayInLog(
  tx: WorkshopTx,
  action: Pick<StoredAction, 'id' | 'stepId'>,
  type: 'agent_request' | 'agent_progress' | 'agent_result',
  content: string,
  at: Date,
  metadata: JsonObject,
): Promise<void> {
  if (!action.stepId) return;
  const { contextId } = await tx.step(action.stepId);
  await tx.appendMessage({
    contextId,
    role: 'assistant',
    type,
    content,
    userId: null,
    slackTs: null,
    createdAt: at,
    metadata: { ...metadata, actionId: action.id },
  });
}

function isSame(one: StoredAction, definition: ActionDefinition, { params }: ActionTarget<JsonObject>): boolean {
  return one.action === definition.id && JSON.stringify(one.params) === JSON.stringify(params);
}

/** The open step's thread; once all is over, that of the last step that was begun. */
async function threadFor(tx: WorkshopTx): Promise<StepId> {
  const steps = await tx.steps();
  return (currentStep(steps) ?? steps.findLast((step) => step.status !== 'not_started'))?.stepId ?? tx.workshop.template.first;
}
