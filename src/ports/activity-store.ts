import type { Round, RoundDecision, RoundKind, RoundOption, RoundResult, RoundSettings } from '../workshop/activity.ts';
import type { UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { WrittenSheet } from '../workshop/pass-sheets.ts';
import type { SignOff } from '../workshop/sign-off.ts';

export interface NewRound {
  workshopStepId: WorkshopStepId;
  definitionId: string;
  kind: RoundKind;
  round: number;
  epoch: number;
  settings: RoundSettings;
  options: RoundOption[];
  openedBy: UserId;
  at: Date;
}

/** One line of a ballot: dots in a vote, a choice in a rating. `optionId` is in the round's options, or `item/prop` of one. */
export interface GivenVote {
  optionId: string;
  dots: number;
  choice: string | null;
}

export interface StoredBallot {
  userId: UserId;
  votes: GivenVote[];
}

/** A round without its options and result: what lists are made of. */
export type RoundSummary = Pick<Round, 'id' | 'stepId' | 'definitionId' | 'kind' | 'round' | 'epoch' | 'status' | 'openedAt'> &
  RoundEnd & {
    /** How many have handed something in. */
    took: number;
  };

/** When its timer closes it: null when it has none, or is on hold. */
export interface RoundEnd {
  endsAt: Date | null;
  isOnHold: boolean;
}

/** Rounds, what people give in them, and sign-offs; inside a workshop's transaction. */
export interface ActivityTx {
  /** Throws Conflict when one of the same activity is open in the step. Takes the workshop's next seq. */
  openRound(round: NewRound): Promise<Round>;
  /** Throws NotFound for one of another workshop. */
  round(id: string): Promise<Round>;
  /** The newest of an activity in this epoch of the step, whatever became of it. */
  latestRound(step: { id: WorkshopStepId; epoch: number }, definitionId: string): Promise<Round | undefined>;
  /** The rounds of an activity in this epoch, the first one first; bounded. */
  rounds(step: { id: WorkshopStepId; epoch: number }, definitionId: string): Promise<Round[]>;
  /** The votes that closed in the workshop, of epochs that still count, oldest first; bounded. */
  closedVotes(): Promise<Round[]>;
  /** All that are open in the workshop, of whatever epoch, oldest first; bounded. */
  openRounds(): Promise<RoundSummary[]>;
  /** False when somebody else closed it first, and then nothing was changed. Takes the workshop's next seq. */
  closeRound(
    id: string,
    how: { status: 'closed' | 'cancelled'; by: UserId | null; at: Date; result: RoundResult | null },
  ): Promise<boolean>;
  /** Throws Conflict unless `expectedCount` decisions were made before. */
  decideRound(id: string, decision: RoundDecision & { by: UserId; at: Date; expectedCount: number }): Promise<void>;

  /**
   * Everything that somebody gives in a round, in place of what they gave before; nothing takes their ballot back. Counted whole or not
   * at all: the database refuses more dots than the budget, what is no option, and a round that is not open. Takes the workshop's next seq.
   */
  castBallot(roundId: string, userId: UserId, votes: readonly GivenVote[], at: Date): Promise<void>;
  ballotOf(roundId: string, userId: UserId): Promise<GivenVote[]>;
  ballots(roundId: string): Promise<StoredBallot[]>;
  /** Who chose what is gone for good; that they took part stays. */
  forgetChoices(roundId: string): Promise<void>;
  /** In place of what this person wrote before; nothing takes their sheet back. Takes the workshop's next seq. */
  saveSheet(roundId: string, userId: UserId, lines: readonly string[], at: Date): Promise<void>;
  sheets(roundId: string): Promise<WrittenSheet[]>;
  countTakers(roundId: string): Promise<number>;

  /** A yes to the words with this checksum, in place of an earlier one of the same person. False when that one is to the same words. */
  signOff(step: { id: WorkshopStepId; epoch: number }, yes: { userId: UserId; subject: string; at: Date }): Promise<boolean>;
  /** False when there was none. */
  withdrawSignOff(step: { id: WorkshopStepId; epoch: number }, userId: UserId, at: Date): Promise<boolean>;
  signOffs(step: { id: WorkshopStepId; epoch: number }): Promise<SignOff[]>;
}

/** What cards and answers show of it. */
export interface ActivityStore {
  /** Undefined for one of another workshop. */
  findRound(place: { workshopId: WorkshopId; roundId: string }): Promise<Round | undefined>;
  listRounds(step: { id: WorkshopStepId; epoch: number }, definitionId: string): Promise<Round[]>;
  /** What is open in a step now, oldest first. */
  openRoundsOf(step: { id: WorkshopStepId; epoch: number }): Promise<RoundSummary[]>;
  countRoundTakers(roundId: string): Promise<number>;
  listSignOffs(step: { id: WorkshopStepId; epoch: number }): Promise<SignOff[]>;
  /** What one person has handed in, for the form that they change it in. */
  findBallot(roundId: string, userId: UserId): Promise<GivenVote[]>;
}
