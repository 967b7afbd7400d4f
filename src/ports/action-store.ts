import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import type { Phrase } from '../workshop/phrase.ts';

/**
 * `offered` waits for a yes, `running` has had it, `done` and `failed` say what became of it; `cancelled` was left, `expired` waited too
 * long, `void` was asked about something that is not so any more.
 */
export type ActionStatus = 'offered' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired' | 'void';

/** Something consequential that was asked for or offered. The row is the confirmation: single use, for a while, for one state of things. */
export interface StoredAction {
  id: string;
  workshopId: WorkshopId;
  stepId: StepId | null;
  /** In the registry. */
  action: string;
  params: JsonObject;
  isDestructive: boolean;
  status: ActionStatus;
  /** Null when the facilitator offered it by itself. */
  requestedBy: UserId | null;
  /** Of the step when it was offered. */
  epoch: number | null;
  offeredSeq: number;
  /** What will happen, in words. */
  says: Phrase;
  /** The state it was offered on, as the action tells it: in another one it is asked for again. */
  basis: string;
  /** Whether it stands on a card that everybody sees, or was shown to one person alone. */
  isPrivate: boolean;
  expiresAt: Date;
  decidedBy: UserId | null;
  decidedAt: Date | null;
  /** Until when whoever runs it is believed to be at it. */
  leasedUntil: Date | null;
  /** What became of it, in words. */
  result: Phrase | null;
  createdAt: Date;
  endedAt: Date | null;
}

export type NewAction = Pick<
  StoredAction,
  'stepId' | 'action' | 'params' | 'isDestructive' | 'requestedBy' | 'epoch' | 'says' | 'basis' | 'isPrivate' | 'expiresAt' | 'createdAt'
>;

export interface ActionTx {
  /** Takes the seq that it was offered at. */
  addAction(action: NewAction): Promise<StoredAction>;
  /** Undefined for one of another workshop. */
  action(id: string): Promise<StoredAction | undefined>;
  /** Those that wait or run, newest first; at most 20. */
  openActions(): Promise<StoredAction[]>;
  /** Those of a step's thread, whatever became of them, newest first; at most 20. */
  actionsOf(stepId: StepId): Promise<StoredAction[]>;
  /** False when its status is not `from` any more: whoever came first has decided. */
  moveAction(
    id: string,
    from: ActionStatus,
    to: {
      status: ActionStatus;
      decidedBy?: UserId | null;
      decidedAt?: Date;
      leasedUntil?: Date | null;
      result?: Phrase;
      endedAt?: Date;
      /** Offered anew on another state. */
      says?: Phrase;
      basis?: string;
      epoch?: number | null;
      expiresAt?: Date;
    },
  ): Promise<boolean>;
}

export interface ActionStore {
  /** Undefined for one of another workshop. */
  findAction(workshopId: WorkshopId, id: string): Promise<StoredAction | undefined>;
}
