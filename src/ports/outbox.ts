import type { StepId, UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { Phrase } from '../workshop/phrase.ts';
import type { CardKind } from './store.ts';

/** A button that a post or whisper offers; `action` and `value` come back to the same use cases as the verbs. */
export interface Button {
  label: string;
  action: string;
  value?: string;
  style?: 'primary' | 'danger';
}

/** Where a step's thread begins. */
export interface ThreadLink {
  label: string;
  channelId: string;
  slackTs: string;
}

/** What is to be done in Slack, without any of Slack's syntax. Where a step's thread is meant, its address is looked up when it is sent. */
export type OutboxContent =
  /** The first post of a card; later states are edits. */
  | { kind: 'card'; cardId: string }
  /** A post of the facilitator in a step's thread; it is stored in the step's message log too. */
  | { kind: 'say'; stepId: StepId; text: Phrase; buttons?: Button[] }
  /**
   * What the facilitator says once a model has thought about it, written into the thread as it comes. It goes in a lane of its own.
   * `fallback` is said instead when no model answers, nothing when it is absent.
   */
  | {
      kind: 'reply';
      stepId: StepId;
      contextId: string;
      /** A reset of the step makes it void. */
      epoch: number;
      /** Everything up to this version of the log is what it answers. */
      toVersion: number;
      /** The one who is answered; null when the facilitator speaks on its own account. */
      recipient: UserId | null;
      /** False: only look for what could be proposed, and say nothing. */
      speak: boolean;
      fallback?: { text: Phrase; buttons?: Button[] };
    }
  | { kind: 'react'; slackTs: string; name: string; remove?: boolean }
  /** Seen by one person; lost if they are away, like every ephemeral. */
  | { kind: 'whisper'; userId: UserId; stepId: StepId | null; text: Phrase; buttons?: Button[] }
  /** `links`: threads that it speaks of. */
  | { kind: 'direct'; userId: UserId; text: Phrase; buttons?: Button[]; links?: ThreadLink[] }
  /** A text file that somebody put into a step's thread is read, and its words join its message. */
  | { kind: 'read-file'; slackTs: string; name: string; address: string }
  /**
   * The build pack as a canvas, by the ladder; the finale follows it. `inPlace`: something that it was made from has changed, so the canvas
   * that is there, and no other, says so.
   */
  | { kind: 'pack'; buildPackId: string; inPlace?: true }
  /** What the pack shows in pictures, in the newest step's thread, and from there on the canvas. Those that were posted before are not again. */
  | { kind: 'pictures'; buildPackId: string }
  | { kind: 'files'; buildPackId: string; askedBy: UserId }
  /** The canvas of an erased workshop is emptied. */
  | { kind: 'blank-canvas'; canvasId: string };

export interface OutboxRow {
  /** Goes into the post's metadata, so that a doubtful send can be recognised in Slack. */
  id: string;
  workshopId: WorkshopId;
  orgId: string;
  channelId: string;
  content: OutboxContent;
  attempts: number;
  /** Where it has begun to appear; null for what is posted in one go. */
  slackTs: string | null;
  /** It was being sent when its sender vanished or lost the answer: look in Slack before sending it again. */
  doubtful: boolean;
  createdAt: Date;
}

export interface CardRow {
  id: string;
  workshopId: WorkshopId;
  orgId: string;
  channelId: string;
  kind: CardKind;
  stepId: StepId | null;
  /** What it shows when that is no step: an activity, a timer, an action. */
  subjectId: string | null;
  slackTs: string | null;
  /** Root of the thread that the card stands in; null in the channel itself. */
  threadTs: string | null;
  wantedRevision: number;
}

export interface OutboxStore {
  /** Wakes `listener` after a commit that left something to deliver. In-process; other processes find it by looking. */
  onOutbox(listener: () => void): void;
  /**
   * Leases the oldest undelivered row of each lane of a channel (strict order in a lane), at most `limit`,
   * whose time has come. `replies` go in lanes of their own, everything else in one. A row whose lease ran out comes back as doubtful.
   */
  claimOutbox(options: { owner: string; now: Date; leaseMs: number; limit: number; lanes: 'posts' | 'replies' }): Promise<OutboxRow[]>;
  /** The sender of a long reply is still at it. False when the row is no longer its own. */
  extendLease(id: string, options: { owner: string; until: Date }): Promise<boolean>;
  /** A post has begun to appear under this ts although the row is not finished: whoever takes the row over goes on from there. */
  noteOutboxPost(id: string, slackTs: string): Promise<void>;
  /** At start on a database of one process: whatever was leased is doubtful now, not in `leaseMs`. */
  releaseLeases(): Promise<void>;
  /** Done. In one transaction: the post's address is kept; a step card's ts becomes its step's thread; a `say` or a `reply` joins the message log. */
  finishOutbox(
    id: string,
    done: { slackTs: string | null; shownRevision?: number; text?: string; model?: string; at: Date },
  ): Promise<void>;
  /** Later, e.g. after Retry-After. `doubtful`: it may have been posted all the same. */
  postponeOutbox(id: string, options: { until: Date; error: string; doubtful: boolean }): Promise<void>;
  /** Never: kept for the operator with its error. */
  failOutbox(id: string, options: { error: string; at: Date }): Promise<void>;
  outboxRow(id: string): Promise<OutboxRow | undefined>;
  /** When the next waiting row or card is due, for sleeping exactly so long. */
  nextDueAt(): Promise<Date | undefined>;

  card(id: string): Promise<CardRow | undefined>;
  /** Posted cards whose newest state is not shown and whose time has come; leased like rows. */
  claimCards(options: { owner: string; now: Date; leaseMs: number; limit: number }): Promise<CardRow[]>;
  /** Shown up to `revision`; no further edit before `editNotBefore`. */
  finishCard(id: string, done: { revision: number; editNotBefore: Date }): Promise<void>;
  postponeCard(id: string, options: { until: Date; error: string }): Promise<void>;
  stepThread(workshopStepId: WorkshopStepId | { workshopId: WorkshopId; stepId: StepId }): Promise<string | null>;
  /** Where a reply in a step's thread goes, and who may be mentioned there. Undefined when the step is gone. */
  replyPlace(step: {
    workshopId: WorkshopId;
    stepId: StepId;
  }): Promise<{ threadTs: string | null; host: UserId; members: UserId[] } | undefined>;
  /** For `rehearse` and operators. */
  countOutbox(workshopId: WorkshopId): Promise<{ waiting: number; failed: { kind: string; error: string }[] }>;
}
