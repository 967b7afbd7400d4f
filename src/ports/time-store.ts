import type { Draft } from '../workshop/draft.ts';
import type { StepId, UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { Quorum } from '../workshop/quorum.ts';
import type { Role } from '../workshop/roles.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import type { Timer, TimerStage, TimerStatus } from '../workshop/timer.ts';
import type { DeadlineSaid } from '../workshop/workshop.ts';

export interface StoredTimer extends Timer {
  id: string;
  workshopStepId: WorkshopStepId;
  stepId: StepId;
  /** What it closes when it ends; null for one that somebody set by hand. */
  activityId: string | null;
  /** What it is for, in the words of whoever set it; often empty. */
  label: string;
  startedBy: UserId;
  seq: number;
  shown: TimerStage;
  /** Who paused it: a `person`, or the `workshop`, with which it goes on. */
  heldBy: 'person' | 'workshop' | null;
  endedAt: Date | null;
}

export interface TimeTx {
  /** In a step without a running or paused one: the database refuses a second. Takes its seq. */
  addTimer(timer: {
    workshopStepId: WorkshopStepId;
    activityId: string | null;
    label: string;
    startedBy: UserId;
    startedAt: Date;
    lengthMs: number;
  }): Promise<StoredTimer>;
  /** Undefined when this workshop has no such timer. */
  timer(id: string): Promise<StoredTimer | undefined>;
  /** Running or paused ones of this workshop: at most one per step. */
  openTimers(): Promise<StoredTimer[]>;
  changeTimer(
    id: string,
    change: {
      status?: TimerStatus;
      endsAt?: Date;
      lengthMs?: number;
      remainingMs?: number | null;
      heldBy?: StoredTimer['heldBy'];
      shown?: TimerStage;
      endedAt?: Date;
    },
  ): Promise<void>;

  /** Until when a step is meant to be done, and what was said about that already. */
  setDeadline(id: WorkshopStepId, deadline: { deadlineAt?: Date | null; deadlineSaid: DeadlineSaid }): Promise<void>;

  /**
   * Somebody does something: the session that is open goes on, or a new one begins. Writes at most once a minute, and nothing when the
   * workshop is over.
   */
  noteActivity(at: Date): Promise<void>;
  /** Closes the open session as of its last activity when it has been idle for long; otherwise returns when it will have been. */
  closeIdleSession(now: Date): Promise<Date | undefined>;

  /** Those who may contribute, at most 500, with when it is looked whether something waits for them. */
  digestPlans(): Promise<DigestPlan[]>;
  setNextDigest(userId: UserId, at: Date): Promise<void>;
  /** The host asked for this person; the next direct message says so, in whatever workshop of the team it comes from. */
  askFor(userId: UserId): Promise<void>;
  /** That message was sent. */
  forgetAsking(userId: UserId): Promise<void>;
}

export interface DigestPlan {
  userId: UserId;
  /** Null until it is known where they are. */
  nextAt: Date | null;
}

/** A step that is open in a workshop over days, as it concerns one person. */
export interface WaitingStep {
  workshopId: WorkshopId;
  title: string;
  channelId: string;
  host: UserId;
  /** Of the workshop's settings; null when it is the usual one. */
  quorum: Quorum | null;
  definition: StepDefinition;
  stepDbId: WorkshopStepId;
  threadTs: string | null;
  role: Role;
  startedAt: Date | null;
  deadlineAt: Date | null;
  deadlineSaid: DeadlineSaid;
  hasSpoken: boolean;
  isDone: boolean;
  draft: Draft;
  /** The checksum of the words that this person has signed off; null when there is no yes of theirs. */
  signed: string | null;
  /** What is open together and has nothing of theirs yet: ids of activities in the definition. */
  openTogether: string[];
  /** The host asked for them. */
  isAskedFor: boolean;
}

/** How often somebody wants to hear by themselves: each working day, or only when something is due or asked for. */
export type DigestWish = 'daily' | 'urgent';

export interface TimeStore {
  /** Of all active workshops over days of the team in which this person may contribute, at most 20, the newest first. */
  waitingFor(person: { orgId: string; userId: UserId }): Promise<WaitingStep[]>;
  digestWish(person: { orgId: string; userId: UserId }): Promise<DigestWish>;
  /** In all workshops of the team. */
  setDigestWish(person: { orgId: string; userId: UserId }, wish: DigestWish): Promise<void>;
  findTimer(at: { workshopId: WorkshopId; timerId: string }): Promise<StoredTimer | undefined>;
  /** The one that runs or is paused. */
  openTimerOf(stepId: WorkshopStepId): Promise<StoredTimer | undefined>;
  /** How many sessions there were, and how long they were together. */
  workedOn(workshopId: WorkshopId): Promise<{ sessions: number; ms: number }>;
}
