import type { StepId, UserId, WorkshopId, WorkshopStepId } from './ids.ts';
import type { RatedProp } from './rating.ts';
import type { ActivityDefinition, ActivityOf, StepDefinition } from './step-definition.ts';
import type { RankedOption } from './voting.ts';

/** What a round can be; a sign-off has none: its yeses stand or fall with the words. */
export type RoundKind = 'write' | 'vote' | 'rate';
export type RoundStatus = 'open' | 'closed' | 'cancelled';

/** Chosen by the host for one round. */
export interface RoundSettings {
  /** Of a vote: how many dots each has. */
  budget?: number;
  /** Nobody is shown who gave what. In a vote nobody can find out either: it is forgotten when the round closes. */
  anonymous: boolean;
  /** How long it was meant to take; null: until the host closes it. */
  minutes: number | null;
}

/** What can be chosen, in the words that stood there when the round opened. The id is the item's. */
export interface RoundOption {
  id: string;
  text: string;
}

/** A line that somebody wrote, as it is shown after the round. */
export interface RevealedLine {
  text: string;
  userIds: UserId[];
}

export type RoundResult = {
  /** How many took part, and of how many. */
  took: number;
  of: number;
} & (
  | { kind: 'vote'; ranked: RankedOption[]; voters?: Record<string, { userId: UserId; dots: number }[]> }
  | { kind: 'rate'; rated: RatedProp[]; raters: UserId[] }
  | { kind: 'write'; lines: RevealedLine[] /** Lines that found no place on the list, which was full. */; left: number }
);

/** What the host made of the result. */
export interface RoundDecision {
  optionIds: string[];
  /** Whether whole ranks from the top were taken or each one was chosen. */
  how: 'top' | 'chosen';
  seq: number;
  /** Grows with each change of mind: whoever decides on an older one is told. */
  count: number;
}

/** One round of something the team does together in a step. What people give is not in it before it closes. */
export interface Round {
  id: string;
  workshopId: WorkshopId;
  workshopStepId: WorkshopStepId;
  stepId: StepId;
  /** In the step's definition. */
  definitionId: string;
  kind: RoundKind;
  round: number;
  epoch: number;
  status: RoundStatus;
  settings: RoundSettings;
  options: RoundOption[];
  openedBy: UserId;
  openedSeq: number;
  openedAt: Date;
  /** Null while it is open, and when its time closed it. */
  closedBy: UserId | null;
  closedSeq: number | null;
  closedAt: Date | null;
  result: RoundResult | null;
  decision: RoundDecision | null;
  decidedBy: UserId | null;
  decidedAt: Date | null;
}

/** Bounds that are nobody's choice. */
export const roundLimits = {
  minutes: { min: 1, max: 60 },
  /** Of one activity of a step, in one epoch. */
  rounds: 10,
  /** A modal shows a hundred blocks, and some are ours. */
  menus: 90,
  /** Of the workshop's people in a result. */
  people: 100,
} as const;

export function activityOf(definition: StepDefinition, id: string): ActivityDefinition | undefined {
  return definition.activities.find((one) => one.id === id);
}

/** Those that go in rounds: everything but a sign-off. */
export function roundsOf(definition: StepDefinition): ActivityOf<RoundKind>[] {
  return definition.activities.filter((one): one is ActivityOf<RoundKind> => one.kind !== 'sign-off');
}

export function signOffOf(definition: StepDefinition): ActivityOf<'sign-off'> | undefined {
  return definition.activities.find((one): one is ActivityOf<'sign-off'> => one.kind === 'sign-off');
}
