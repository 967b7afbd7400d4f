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
  /** Who claimed it; null while it waits. Only they can settle it. */
  owner: string | null;
  /** What it came from, for logs. */
  trace: string | null;
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

/** A card to be edited. */
export interface ClaimedCard extends CardRow {
  owner: string;
  /** Of what stands there, if that is certain. */
  shownDigest: string | null;
}

/** What settles a row: without its owner, whoever lost it in the meantime would settle it for whoever has it now. */
export type HeldRow = Pick<OutboxRow, 'id' | 'workshopId' | 'content' | 'owner'>;
export type HeldCard = Pick<ClaimedCard, 'id' | 'orgId' | 'owner'>;

/** Edits of cards in one workspace: one every so often, and so many at once after a rest. */
export interface CardPace {
  everyMs: number;
  burst: number;
}

/** What a commit left to deliver. */
export interface Left {
  posts: boolean;
  replies: boolean;
}

interface Claim {
  owner: string;
  now: Date;
  leaseMs: number;
  limit: number;
}

export interface OutboxStore {
  /** Wakes `listener` after a commit that left something to deliver, of this process or of another one. */
  onOutbox(listener: (left: Left) => void): void;
  /** Wakes `listener` when somebody wants these replies stopped, wherever they said so. */
  onStop(listener: (rowId: string) => void): void;
  /**
   * Leases the oldest undelivered row of each lane of a channel (strict order in a lane), at most `limit` and `perTeam` of a workspace,
   * whose time has come and whose channel and method may be used again. `replies` go in lanes of their own, everything else in one.
   * A row whose lease ran out comes back as doubtful. `without`: workspaces that have enough under way.
   */
  claimOutbox(options: Claim & { lanes: 'posts' | 'replies'; perTeam?: number; without?: readonly string[] }): Promise<OutboxRow[]>;
  /** The sender is still at it. `stop`: it is, and somebody wants the reply stopped. `lost`: the row is no longer its own. */
  extendLease(row: HeldRow, until: Date): Promise<'ours' | 'stop' | 'lost'>;
  /** A post stands there under this ts although the row is not finished: whoever takes the row over goes on from there. */
  noteOutboxPost(row: HeldRow, slackTs: string): Promise<void>;
  /** At start on a database of one process: whatever was leased is doubtful now, not in `leaseMs`. */
  releaseLeases(): Promise<void>;
  /**
   * Done; false when the row is no longer its owner's, and then nothing is written. In one transaction: the post's address is kept; a
   * step card's ts becomes its step's thread, and the hub is wanted; a `say` or a `reply` joins the message log.
   * `nextPostAt`: when its channel may be posted to again.
   */
  finishOutbox(row: HeldRow, done: FinishedRow): Promise<boolean>;
  /** Later, e.g. after Retry-After. `doubtful`: it may have been posted all the same. */
  postponeOutbox(row: HeldRow, options: { until: Date; error: string; doubtful: boolean }): Promise<void>;
  /** Never: kept for the operator with its error. */
  failOutbox(row: HeldRow, options: { error: string; at: Date }): Promise<void>;
  outboxRow(id: string): Promise<OutboxRow | undefined>;
  /** When the next waiting row or card is due, for sleeping exactly so long. */
  nextDueAt(pace?: CardPace): Promise<Date | undefined>;
  /** Somebody pressed stop in a thread: whoever writes a reply there is told, in whatever process. */
  stopReplies(place: { orgId: string; channelId: string; threadTs: string; at: Date }): Promise<void>;

  card(id: string): Promise<CardRow | undefined>;
  /**
   * Posted cards whose newest state is not shown and whose time has come; leased like rows. A hub waits for the card of a step that is
   * just being posted, for it is going to lead there.
   */
  claimCards(options: Claim & { pace?: CardPace }): Promise<ClaimedCard[]>;
  extendCard(card: HeldCard, until: Date): Promise<boolean>;
  /** Shown up to `revision`, with what `digest` is of; no further edit before `editNotBefore`. `unused`: it took no call. */
  finishCard(card: HeldCard, done: { revision: number; editNotBefore: Date; digest: string | null; unused?: CardPace }): Promise<void>;
  postponeCard(card: HeldCard, options: { until: Date; error: string }): Promise<void>;

  /** Takes the next place of what is counted in a workspace for all processes together, one every `everyMs` and `burst` at once after a rest; when it is. */
  takePlace(place: { orgId: string; name: string; everyMs: number; burst: number; now: Date }): Promise<Date>;
  /** Slack asked to wait: nobody takes a place, or claims what needs this method, before that. */
  holdPlace(place: { orgId: string; name: string; until: Date }): Promise<void>;

  stepThread(workshopStepId: WorkshopStepId | { workshopId: WorkshopId; stepId: StepId }): Promise<string | null>;
  /** Where a reply in a step's thread goes, and who may be mentioned there. Undefined when the step is gone. */
  replyPlace(step: {
    workshopId: WorkshopId;
    stepId: StepId;
  }): Promise<{ threadTs: string | null; host: UserId; members: UserId[] } | undefined>;
  /** For operators: over all workspaces. */
  backlog(now: Date): Promise<OutboxBacklog>;
  /** For `rehearse` and operators. */
  countOutbox(workshopId: WorkshopId): Promise<{ waiting: number; failed: { kind: string; error: string }[] }>;
}

export interface OutboxBacklog {
  waiting: number;
  oldestDueAt: Date | null;
  failed: number;
  cardsBehind: number;
}

export interface FinishedRow {
  slackTs: string | null;
  shownRevision?: number;
  digest?: string | null;
  text?: string;
  model?: string;
  at: Date;
  nextPostAt?: Date;
}
