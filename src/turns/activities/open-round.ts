import type { WorkshopTx } from '../../ports/store.ts';
import type { Round, RoundKind, RoundOption, RoundSettings } from '../../workshop/activity.ts';
import { activityOf, roundLimits } from '../../workshop/activity.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { ActivityOf } from '../../workshop/step-definition.ts';
import { budgetBounds, worthAnotherRound } from '../../workshop/voting.ts';
import type { StepWithDraft, WorkshopSettings } from '../../workshop/workshop.ts';
import { requireRunning } from '../advance-step.ts';
import { type FeatureForm, subjectOf } from '../feature-forms.ts';
import type { FormInput } from '../form-inputs.ts';
import { type FormValues, requireOpen } from '../forms.ts';
import { startTimer } from '../time/timers.ts';
import { type Asker, type Deps, type FormRequest, isRepeated, requirePermission } from '../use-case.ts';
import { showRound } from './in-round.ts';
import { look } from './look.ts';
import { currentOptions, listOf } from './round-options.ts';

/** What the host chooses for a round. `only`: these options; all that there are otherwise. */
export interface RoundWish {
  settings: RoundSettings;
  only?: readonly string[];
}

/** The host's form for one activity: `together:ACTIVITY`. */
export const togetherForm: FeatureForm = {
  async open(deps, asker, request) {
    return look(deps, asker, request, 'steer', async (tx) => {
      const { step, activity, latest } = await findActivity(tx, request);
      requireRunning(tx);
      requireStartable(step, activity, latest);
      const tied = tiedIn(activity, latest);
      return {
        request,
        title: activity.label,
        submitLabel: 'Start',
        ...(activity.intro ? { intro: activity.intro } : {}),
        inputs: [
          ...(tied.length > 1 ? [whichInput(tied.length)] : []),
          ...(activity.kind === 'vote' ? [budgetInput(latest?.settings.budget ?? usualBudget(activity, tx.workshop.settings))] : []),
          ...(activity.kind === 'rate' ? [] : [namesInput(activity, latest, tx.workshop.settings)]),
          minutesInput(latest ? latest.settings.minutes : activity.kind === 'write' ? activity.minutes : null),
        ],
      };
    });
  },

  async save(deps, asker, request, { values }) {
    return startRound(deps, asker, request, values);
  },
};

async function startRound(deps: Deps, asker: Asker, request: FormRequest, values: FormValues) {
  const now = deps.clock.now();
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: request.workshopId });
  if (!found) throw new RuleBreach('gone', phrase`I can't find that workshop here.`);
  const minutes = readMinutes(values.minutes);
  if (minutes === undefined) return { errors: { minutes: sayMinutes() } };
  const errors = await deps.store.inWorkshop(request.workshopId, async (tx): Promise<Record<string, Phrase> | undefined> => {
    if (await isRepeated(tx, asker)) return undefined;
    await requirePermission(tx, asker, 'steer');
    requireRunning(tx);
    const { step, activity, latest } = await findActivity(tx, request);
    const tied = tiedIn(activity, latest);
    await openRound(tx, step, activity, asker, now, {
      settings: {
        anonymous: values.names !== 'named',
        minutes,
        ...(activity.kind === 'vote' ? { budget: readBudget(values.budget, activity) } : {}),
      },
      ...(values.which === 'tied' && tied.length > 1 ? { only: tied } : {}),
    });
    return undefined;
  });
  return errors ? { errors } : { saved: true as const };
}

/** Opens the next round of an activity, with its card and, if it is wanted, its timer. Throws a RuleBreach when it can't begin now. */
export async function openRound(
  tx: WorkshopTx,
  step: StepWithDraft,
  activity: ActivityOf<RoundKind>,
  { userId }: Pick<Asker, 'userId'>,
  now: Date,
  { settings, only }: RoundWish,
): Promise<Round> {
  // What was open before the step was started over stands in nobody's way any more.
  for (const stale of await tx.openRounds())
    if (stale.stepId === step.stepId && stale.epoch !== step.epoch)
      await tx.closeRound(stale.id, { status: 'cancelled', by: null, at: now, result: null });
  const latest = await tx.latestRound(step, activity.id);
  requireStartable(step, activity, latest);
  const options = optionsFor(step, activity, only);
  const { definition } = step;
  const round = await tx.openRound({
    workshopStepId: step.id,
    definitionId: activity.id,
    kind: activity.kind,
    round: (latest?.round ?? 0) + 1,
    epoch: step.epoch,
    settings,
    options,
    openedBy: userId,
    at: now,
  });
  if (settings.minutes !== null)
    await startTimer(tx, step, { minutes: settings.minutes, label: activity.label, activityId: round.id, by: userId, now, replaces: true });
  await showRound({ tx, step, round });
  await tx.audit({
    action: 'open-round',
    userId,
    details: { roundId: round.id, stepId: definition.id, activity: activity.id, round: round.round, settings: { ...settings } },
    at: now,
  });
  return round;
}

/** Throws a RuleBreach when the next round of an activity can't begin now. */
export function requireOpenable(step: StepWithDraft, activity: ActivityOf<RoundKind>, latest: Round | undefined): void {
  requireStartable(step, activity, latest);
  optionsFor(step, activity, undefined);
}

/** How a vote is held where nobody chooses otherwise. */
export function usualVote(activity: ActivityOf<'vote'>, settings: WorkshopSettings): RoundSettings {
  return { anonymous: settings.votes?.isAnonymous ?? true, minutes: null, budget: usualBudget(activity, settings) };
}

/** What is chosen from, in a vote and a rating; a round of writing needs nothing. Throws a RuleBreach when there is too little. */
function optionsFor(step: StepWithDraft, activity: ActivityOf<RoundKind>, only: readonly string[] | undefined): RoundOption[] {
  if (activity.kind === 'write') return [];
  const all = currentOptions(step.definition, activity, step.draft);
  const options = only ? all.filter((option) => only.includes(option.id)) : all;
  const needed = activity.kind === 'vote' ? 2 : 1;
  const { singular } = listOf(step.definition, activity);
  if (options.length < needed)
    throw new RuleBreach(
      'too-few',
      options.length === 0
        ? phrase`There is no ${singular} to ${activity.kind === 'vote' ? 'vote on' : 'rate'} yet. Collect some first; then “${activity.label}” makes sense.`
        : phrase`There is only one ${singular} to vote on. Collect another first; then “${activity.label}” makes sense.`,
    );
  return options;
}

function requireStartable(step: StepWithDraft, activity: ActivityOf<RoundKind>, latest: Round | undefined): void {
  if (latest?.status === 'open')
    throw new RuleBreach(
      'open-already',
      phrase`${activity.label} is open already, started by ${person(latest.openedBy)}. Its card is in the thread of ${step.definition.name}.`,
    );
  if ((latest?.round ?? 0) >= roundLimits.rounds)
    throw new RuleBreach(
      'rounds',
      phrase`${activity.label} has gone ${roundLimits.rounds} rounds in ${step.definition.name}. That is all there are; decide from what is there.`,
    );
}

async function findActivity(
  tx: WorkshopTx,
  request: FormRequest,
): Promise<{ step: StepWithDraft; activity: ActivityOf<RoundKind>; latest: Round | undefined }> {
  const step = await tx.step(request.stepId);
  requireOpen(step, request);
  const activity = activityOf(step.definition, subjectOf(request.formId));
  if (!activity || activity.kind === 'sign-off')
    throw new RuleBreach('no-activity', phrase`There is nothing of that name to do together in ${step.definition.name}.`);
  return { step, activity, latest: await tx.latestRound(step, activity.id) };
}

function tiedIn(activity: ActivityOf<RoundKind>, latest: Round | undefined): string[] {
  if (activity.kind !== 'vote' || latest?.result?.kind !== 'vote') return [];
  return worthAnotherRound(latest.result.ranked, activity.most);
}

function whichInput(tied: number): FormInput {
  return {
    key: 'which',
    label: 'Vote on',
    kind: 'choice',
    optional: false,
    options: [
      { value: 'tied', label: `The ${tied} that are tied` },
      { value: 'all', label: 'All of them' },
    ],
    initial: 'tied',
  };
}

function budgetInput(initial: number): FormInput {
  const options = Array.from({ length: budgetBounds.max - budgetBounds.min + 1 }, (_, index) => String(budgetBounds.min + index));
  return {
    key: 'budget',
    label: 'Dots for each',
    hint: 'Several dots may go on the same one.',
    kind: 'choice',
    optional: false,
    options: options.map((value) => ({ value, label: value })),
    initial: String(initial),
  };
}

/** Where the method wants the usual number, the workshop may have another one. */
function usualBudget({ budget }: ActivityOf<'vote'>, { votes }: WorkshopSettings): number {
  return budget === budgetBounds.usual ? (votes?.budget ?? budget) : budget;
}

function namesInput({ kind }: ActivityOf<RoundKind>, latest: Round | undefined, { votes }: WorkshopSettings): FormInput {
  const isAnonymous = latest ? latest.settings.anonymous : kind === 'vote' && (votes?.isAnonymous ?? true);
  return {
    key: 'names',
    label: kind === 'vote' ? 'When it closes' : 'When they are shown',
    kind: 'choice',
    optional: false,
    options:
      kind === 'vote'
        ? [
            { value: 'anonymous', label: 'Nobody ever sees who voted for what' },
            { value: 'named', label: 'It is shown who voted for what' },
          ]
        : [
            { value: 'named', label: 'With names' },
            { value: 'anonymous', label: 'Without names on the card' },
          ],
    initial: isAnonymous ? 'anonymous' : 'named',
  };
}

function minutesInput(initial: number | null): FormInput {
  return {
    key: 'minutes',
    label: 'Minutes',
    hint: `${roundLimits.minutes.min} to ${roundLimits.minutes.max}. Empty: it is open until you close it.`,
    kind: 'text',
    long: false,
    maxChars: 10,
    optional: true,
    ...(initial === null ? {} : { initial: String(initial) }),
  };
}

/** Null for none, undefined for what is no number of minutes. */
function readMinutes(value: FormValues[string] | undefined): number | null | undefined {
  const text = typeof value === 'string' ? value.trim().replace(/\s*min(ute)?s?\.?$/i, '') : '';
  if (!text) return null;
  const minutes = Number(text);
  const { min, max } = roundLimits.minutes;
  return /^\d{1,3}$/.test(text) && minutes >= min && minutes <= max ? minutes : undefined;
}

function sayMinutes(): Phrase {
  const { min, max } = roundLimits.minutes;
  return phrase`Whole minutes, from ${min} to ${max}; or leave it empty and close it yourself.`;
}

function readBudget(value: FormValues[string] | undefined, { budget }: ActivityOf<'vote'>): number {
  const wanted = Number(value);
  const { min, max } = budgetBounds;
  return Number.isInteger(wanted) && wanted >= min && wanted <= max ? wanted : budget;
}
