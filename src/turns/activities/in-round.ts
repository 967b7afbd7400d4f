import type { WorkshopTx } from '../../ports/store.ts';
import { activityOf, type Round, type RoundKind } from '../../workshop/activity.ts';
import { NotFound, RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import type { Permission } from '../../workshop/roles.ts';
import type { ActivityOf } from '../../workshop/step-definition.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { requireRunning } from '../advance-step.ts';
import { type ButtonTarget, readTarget, staleButton, writeTarget } from '../button-target.ts';
import { subjectOf } from '../feature-forms.ts';
import { type Asker, type Deps, isRepeated, requirePermission } from '../use-case.ts';

/** A round as a button or a form names it. Whoever sends it may have forged it: all of it is checked again. */
export type RoundTarget = Omit<ButtonTarget, 'formId'> & { roundId: string };

/** What is done about a round, with the step and the definition that it belongs to. */
export interface RoundScene<K extends RoundKind = RoundKind> {
  tx: WorkshopTx;
  step: StepWithDraft;
  round: Round;
  activity: ActivityOf<K>;
  now: Date;
}

export function writeRoundTarget(round: Pick<Round, 'workshopId' | 'stepId' | 'epoch' | 'id'>, name = 'round'): string {
  const { workshopId, stepId, epoch, id } = round;
  return writeTarget({ workshopId, stepId, epoch, formId: `${name}:${id}` });
}

/** Throws a RuleBreach for a value that we did not write. */
export function readRoundTarget(value: string): RoundTarget {
  const { formId = '', ...target } = readTarget(value);
  const roundId = subjectOf(formId);
  if (!roundId) throw staleButton();
  return { ...target, roundId };
}

/**
 * Does something about a round in one transaction; undefined when the same request was carried out before. Throws a RuleBreach for a
 * round of elsewhere, somebody who may not, and a step that was started over since.
 */
export async function inRound<T>(
  deps: Deps,
  asker: Asker,
  target: RoundTarget,
  permission: Permission,
  work: (scene: RoundScene) => Promise<T>,
): Promise<T | undefined> {
  const place = { orgId: asker.orgId, channelId: asker.channelId, workshopId: target.workshopId };
  if (!(await deps.store.findWorkshop(place))) throw new RuleBreach('gone', phrase`I can't find that workshop here.`);
  return deps.store.inWorkshop(target.workshopId, async (tx) => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, permission);
    return work({ ...(await findScene(tx, target)), now: deps.clock.now() });
  });
}

/** Throws a RuleBreach for a round of another workshop or step, or of a step that was started over since. */
export async function findScene(
  tx: WorkshopTx,
  { stepId, roundId }: Pick<RoundTarget, 'stepId' | 'roundId'>,
): Promise<Omit<RoundScene, 'now'>> {
  const round = await tx.round(roundId).catch((error: unknown) => {
    if (error instanceof NotFound) throw staleButton();
    throw error;
  });
  if (round.stepId !== stepId) throw staleButton();
  const step = await tx.step(round.stepId);
  const activity = activityOf(step.definition, round.definitionId);
  if (!activity || activity.kind === 'sign-off') throw staleButton();
  if (step.epoch !== round.epoch)
    throw new RuleBreach('started-over', phrase`${step.definition.name} was started over since, so that round does not count any more.`);
  return { tx, step, round, activity };
}

export function isKind<K extends RoundKind>(scene: RoundScene, kind: K): scene is RoundScene & RoundScene<K> {
  return scene.round.kind === kind && scene.activity.kind === kind;
}

/** Throws a RuleBreach unless something can be handed in. */
export function requireRoundOpen({ tx, round, activity }: RoundScene): void {
  if (round.status === 'closed')
    throw new RuleBreach(
      'closed',
      phrase`${activity.label} is closed, so this did not count. The card in the thread shows what came of it.`,
    );
  if (round.status === 'cancelled')
    throw new RuleBreach(
      'called-off',
      phrase`${activity.label} was called off, so this did not count. The newest card shows where we are.`,
    );
  requireRunning(tx);
}

/** Throws a RuleBreach unless the step still takes something up: what a closed round came to is decided before the step ends. */
export function requireStepOpen({ tx, step }: Pick<RoundScene, 'tx' | 'step'>): void {
  requireRunning(tx);
  if (step.status !== 'in_progress')
    throw new RuleBreach(
      'finished',
      phrase`${step.definition.name} is finished, so this can't change it any more. The newest card shows where we are.`,
    );
}

/** Whom a round waits for: everybody who takes part and is no viewer. */
export async function takersOf(tx: WorkshopTx): Promise<UserId[]> {
  return (await tx.members()).filter((member) => member.role !== 'viewer').map((member) => member.userId);
}

/** All rounds of an activity share a card, edited in place: that of the first one. The step's card says that something is open. */
export async function showRound({ tx, step, round }: Pick<RoundScene, 'tx' | 'step' | 'round'>): Promise<void> {
  const [first] = await tx.rounds({ id: step.id, epoch: round.epoch }, round.definitionId);
  await tx.wantCard('activity', step.stepId, { subjectId: first?.id ?? round.id });
  await tx.wantCard('step', step.stepId);
}
