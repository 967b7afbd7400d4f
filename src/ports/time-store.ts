import type { StepId, UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
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
}

export interface TimeStore {
  findTimer(at: { workshopId: WorkshopId; timerId: string }): Promise<StoredTimer | undefined>;
  /** The one that runs or is paused. */
  openTimerOf(stepId: WorkshopStepId): Promise<StoredTimer | undefined>;
  /** How many sessions there were, and how long they were together. */
  workedOn(workshopId: WorkshopId): Promise<{ sessions: number; ms: number }>;
}
