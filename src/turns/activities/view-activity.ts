import type { TeamStore } from '../../ports/store.ts';
import type { StoredTimer } from '../../ports/time-store.ts';
import { activityOf, type Round, type RoundKind, signOffOf } from '../../workshop/activity.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import { countSignOffs, signOffSubject } from '../../workshop/sign-off.ts';
import type { ActivityOf, StepDefinition } from '../../workshop/step-definition.ts';
import { type Top, takeTop, worthAnotherRound } from '../../workshop/voting.ts';
import type { StepWithDraft, Workshop } from '../../workshop/workshop.ts';
import { ratedProps } from './round-options.ts';

/** An activity of a step with its rounds, as everybody may see it: of an open round only how many took part. */
export interface ActivityView {
  workshop: Workshop;
  definition: StepDefinition;
  activity: ActivityOf<RoundKind>;
  /** In this epoch of the step, the first one first. */
  rounds: Round[];
  latest: Round;
  took: number;
  of: number;
  /** Of the open round. */
  timer: StoredTimer | undefined;
  /** The step takes up what comes of it. */
  isStepOpen: boolean;
  /** The step was started over since. */
  isVoid: boolean;
  /** Of a closed vote: what can be taken as it is, and what is tied at the border. */
  top: Top;
  tied: string[];
  /** Of a rating: how its properties are called, by key. */
  propLabels: Record<string, string>;
  members: UserId[];
}

/** `roundId`: the first round of the activity, which its card is named after. Undefined when there is no such round. */
export async function viewActivity(
  store: TeamStore,
  workshopId: WorkshopId,
  stepId: StepId,
  roundId: string,
): Promise<ActivityView | undefined> {
  const first = await store.findRound({ workshopId, roundId });
  if (!first) return undefined;
  const { workshop, steps, members } = await store.loadWorkshop(workshopId);
  const step = steps.find((one) => one.stepId === stepId);
  const activity = step && activityOf(step.definition, first.definitionId);
  if (!step || !activity || activity.kind === 'sign-off') return undefined;
  const rounds = await store.listRounds({ id: step.id, epoch: first.epoch }, first.definitionId);
  const latest = rounds.at(-1) ?? first;
  const timer = latest.status === 'open' ? await store.openTimerOf(step.id) : undefined;
  const takers = members.filter((member) => member.role !== 'viewer');
  const ranked = latest.result?.kind === 'vote' ? latest.result.ranked : [];
  const most = activity.kind === 'vote' ? activity.most : 0;
  const took = latest.status === 'open' ? await store.countRoundTakers(latest.id) : (latest.result?.took ?? 0);
  return {
    workshop,
    definition: step.definition,
    activity,
    rounds,
    latest,
    took,
    of: latest.result?.of ?? Math.max(took, takers.length),
    timer: timer?.activityId === latest.id ? timer : undefined,
    isStepOpen: step.status === 'in_progress' && workshop.status === 'active' && step.epoch === latest.epoch,
    isVoid: step.epoch !== latest.epoch,
    top: takeTop(ranked, most),
    tied: worthAnotherRound(ranked, most),
    propLabels:
      activity.kind === 'rate' ? Object.fromEntries(ratedProps(step.definition, activity).map((prop) => [prop.key, prop.label])) : {},
    members: members.map((member) => member.userId),
  };
}

/** What a step's own cards say about what the team does together in it. */
export interface TogetherView {
  /** There is something to do together besides signing off. */
  isOffered: boolean;
  open: { label: string; kind: RoundKind; took: number }[];
  of: number;
  signOff: { signed: number; of: number; overtaken: number; isWhole: boolean } | undefined;
}

export async function viewTogether(store: TeamStore, step: StepWithDraft, takers: readonly UserId[]): Promise<TogetherView> {
  const { activities } = step.definition;
  const nothing = { isOffered: false, open: [], of: takers.length, signOff: undefined };
  if (activities.length === 0 || step.status !== 'in_progress') return nothing;
  const isOffered = activities.some((one) => one.kind !== 'sign-off');
  const open = isOffered ? await store.openRoundsOf(step) : [];
  const agreeing = signOffOf(step.definition);
  return {
    ...nothing,
    isOffered,
    open: open.map((round) => ({
      label: activityOf(step.definition, round.definitionId)?.label ?? round.definitionId,
      kind: round.kind,
      took: round.took,
    })),
    signOff: agreeing && (await countFor(store, step, agreeing, takers)),
  };
}

async function countFor(store: TeamStore, step: StepWithDraft, { fields }: ActivityOf<'sign-off'>, takers: readonly UserId[]) {
  const subject = signOffSubject(step.draft, fields);
  const { signed, overtaken } = countSignOffs(await store.listSignOffs(step), subject);
  return { signed: signed.length, of: Math.max(signed.length, takers.length), overtaken: overtaken.length, isWhole: subject !== undefined };
}
