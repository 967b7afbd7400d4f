import type { RoundSummary } from '../../ports/activity-store.ts';
import type { Button } from '../../ports/outbox.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import { activityOf, type RoundKind, roundsOf, signOffOf } from '../../workshop/activity.ts';
import { normalise } from '../../workshop/draft.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, listPhrases, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { roleOf } from '../../workshop/roles.ts';
import type { ActivityOf } from '../../workshop/step-definition.ts';
import type { Step } from '../../workshop/workshop.ts';
import { currentStep } from '../advance-step.ts';
import { writeTarget } from '../button-target.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { type RoundTarget, takersOf, writeRoundTarget } from './in-round.ts';
import { look } from './look.ts';
import { sayTook } from './say-round.ts';

/** Which form somebody takes part with, and what the button says. */
export const takePart: Record<RoundKind, { form: string; label: string }> = {
  write: { form: 'sheet', label: 'Write yours' },
  vote: { form: 'ballot', label: 'Vote' },
  rate: { form: 'rating', label: 'Rate' },
};

interface Scene {
  tx: WorkshopTx;
  step: Step;
  open: RoundSummary[];
  isHost: boolean;
}

/** In the step that was named or is open, with what is open there. Throws a RuleBreach when no step is. */
async function inStep<T>(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId?: StepId | undefined },
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  return look(deps, asker, place, 'contribute', async (tx) => {
    const steps = await tx.steps();
    const step = place.stepId ? steps.find((one) => one.stepId === place.stepId) : currentStep(steps);
    if (!step || step.status === 'not_started')
      throw new RuleBreach('no-step', phrase`No step is open, so there is nothing to do together now.`);
    if (step.status !== 'in_progress')
      throw new RuleBreach('finished', phrase`${step.definition.name} is finished. The newest card shows where we are.`);
    const open = (await tx.openRounds()).filter((round) => round.stepId === step.stepId && round.epoch === step.epoch);
    const isHost = roleOf(await tx.members(), asker.userId, asker.isOutsider) === 'owner';
    return work({ tx, step, open, isHost });
  });
}

/** What is open, with a way to take part; for the host also what there is to begin, and to close. */
export async function showTogether(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId?: StepId | undefined },
): Promise<Reply> {
  return inStep(deps, asker, place, async ({ tx, step, open, isHost }) => {
    const of = (await takersOf(tx)).length;
    const startable = roundsOf(step.definition).filter((one) => !open.some((round) => round.definitionId === one.id));
    const lines = open.map((round) => phrase`*${labelOf(step, round)}* is open: ${sayTook(round.kind, round.took, of)}.`);
    if (startable.length > 0) lines.push(sayStartable(tx, startable, isHost, open.length > 0));
    if (lines.length === 0) lines.push(sayNothing(tx, step));
    return {
      text: joinPhrases(lines, '\n'),
      buttons: [
        ...open.flatMap((round) => buttonsOf(tx, step, round, isHost)),
        ...(isHost ? startable.map((one) => startButton(tx, step, one)) : []),
      ],
    };
  });
}

function labelOf(step: Step, round: Pick<RoundSummary, 'definitionId' | 'round'>): string {
  return activityOf(step.definition, round.definitionId)?.label ?? round.definitionId;
}

function buttonsOf(tx: WorkshopTx, step: Step, round: RoundSummary, isHost: boolean): Button[] {
  const target = { ...round, workshopId: tx.workshop.id };
  const part = takePart[round.kind];
  const label = labelOf(step, round);
  return [
    { label: `${part.label}: ${label}`, action: 'form', value: writeRoundTarget(target, part.form), style: 'primary' },
    ...(isHost ? [{ label: `Close ${label}`, action: 'close-round', value: writeRoundTarget(target) }] : []),
  ];
}

function startButton(tx: WorkshopTx, step: Step, activity: ActivityOf<RoundKind>): Button {
  return {
    label: `Start ${activity.label}`,
    action: 'form',
    value: writeTarget({ workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch, formId: `together:${activity.id}` }),
  };
}

function sayStartable(tx: WorkshopTx, startable: readonly ActivityOf<RoundKind>[], isHost: boolean, isMore: boolean): Phrase {
  const lines = startable.map((one) => phrase`• *${one.label}*${one.intro ? phrase`: ${one.intro}` : []}`);
  if (isHost) return joinPhrases([phrase`${isMore ? 'You can also start:' : 'What shall we do together?'}`, ...lines], '\n');
  const names = listPhrases(
    startable.map((one) => phrase`${one.label}`),
    'or',
  );
  return phrase`${isMore ? '' : 'Nothing is open right now. '}The host, ${person(tx.workshop.ownerUserId)}, can start ${names}.`;
}

function sayNothing(tx: WorkshopTx, step: Step): Phrase {
  const others = tx.workshop.template.steps.filter((one) => roundsOf(one).length > 0).map((one) => one.name);
  const here = signOffOf(step.definition)
    ? phrase`In ${step.definition.name} there is nothing to vote on; “Sign off” on its card says that you agree.`
    : phrase`There is nothing to vote on in ${step.definition.name}.`;
  return others.length > 0 ? phrase`${here} It comes up in ${listPhrases(others.map((name) => phrase`${name}`))}.` : here;
}

/** The form in which the host starts what was named; the only vote, or the only thing there is, when nothing was. */
export async function startForm(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId?: StepId | undefined },
  name: string,
): Promise<Reply> {
  return inStep(deps, asker, place, async ({ tx, step, isHost }) => {
    if (!isHost)
      throw new RuleBreach(
        'not-host',
        phrase`Starting is for the host, ${person(tx.workshop.ownerUserId)}. “/workshop vote” shows what is open.`,
      );
    const activity = findActivity(step, name);
    if (!activity) {
      const all = roundsOf(step.definition).map((one) => one.label);
      throw new RuleBreach(
        'no-activity',
        all.length > 0
          ? phrase`Which one? In ${step.definition.name} there is ${listPhrases(all.map((label) => phrase`“${label}”`))}.`
          : sayNothing(tx, step),
      );
    }
    const formId = `together:${activity.id}`;
    return {
      text: phrase`*${activity.label}*: how many dots or minutes is in here.`,
      form: { workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch, formId },
      buttons: [startButton(tx, step, activity)],
    };
  });
}

function findActivity(step: Step, name: string): ActivityOf<RoundKind> | undefined {
  const all = roundsOf(step.definition);
  const wanted = normalise(name);
  if (wanted) {
    const exact = all.find((one) => one.id === wanted || normalise(one.label) === wanted);
    const like = all.filter((one) => normalise(one.label).includes(wanted) || one.id.includes(wanted));
    return exact ?? (like.length === 1 ? like[0] : undefined);
  }
  const votes = all.filter((one) => one.kind === 'vote');
  return votes.length === 1 ? votes[0] : all.length === 1 ? all[0] : undefined;
}

/** The open round that is meant. Throws a RuleBreach, with what there is, when none or several could be. */
export async function findOpenRound(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId?: StepId | undefined },
  name: string,
): Promise<RoundTarget> {
  return inStep(deps, asker, place, async ({ tx, step, open }) => {
    if (open.length === 0) throw new RuleBreach('none-open', phrase`Nothing is open in ${step.definition.name} right now.`);
    const wanted = normalise(name);
    const meant = wanted
      ? open.filter((round) => round.definitionId.includes(wanted) || normalise(labelOf(step, round)).includes(wanted))
      : open;
    const votes = meant.filter((round) => round.kind === 'vote');
    const one = meant.length === 1 ? meant[0] : votes.length === 1 && !wanted ? votes[0] : undefined;
    if (!one)
      throw new RuleBreach(
        'which',
        phrase`Which one? Open are ${listPhrases(open.map((round) => phrase`“${labelOf(step, round)}”`))}: “/workshop vote close ${labelOf(step, open[0] as RoundSummary)}”.`,
      );
    return { workshopId: tx.workshop.id, stepId: step.stepId, epoch: step.epoch, roundId: one.id };
  });
}
