import type { ArcPhase } from '../workshop/arc.ts';
import type { Artifact, Provenance } from '../workshop/artifact.ts';
import type { Draft, Origin } from '../workshop/draft.ts';
import type { Gap } from '../workshop/gate.ts';
import type { MessageId, StepId, UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import type { Role } from '../workshop/roles.ts';
import type { Template } from '../workshop/template.ts';
import type {
  FacilitatorMode,
  Member,
  Pace,
  Step,
  StepStatus,
  StepWithDraft,
  Workshop,
  WorkshopSettings,
  WorkshopStatus,
} from '../workshop/workshop.ts';
import type { ActionStore, ActionTx } from './action-store.ts';
import type { ActivityStore, ActivityTx } from './activity-store.ts';
import type { ChoreStore } from './chores.ts';
import type { ContextStore, ContextTx } from './context-store.ts';
import type { HealthStore } from './doctor.ts';
import type { ErasureStore, ErasureTx } from './erasure-store.ts';
import type { ForkStore, ForkTx } from './fork-store.ts';
import type { GlobalName } from './global-name.ts';
import type { HomeStore } from './home-store.ts';
import type { LimitStore, LimitTx } from './limit-store.ts';
import type { MemoryStore, MemoryTx } from './memory-store.ts';
import type { OutboxContent, OutboxStore } from './outbox.ts';
import type { PeopleStore, PeopleTx } from './people-store.ts';
import type { PlainMessage, PlainOutcome } from './plain-message.ts';
import type { ProposalStore, ProposalTx } from './proposal-store.ts';
import type { RevisionStore, RevisionTx } from './revision-store.ts';
import type { ShareStore, ShareTx } from './share-store.ts';
import type { TimeStore, TimeTx } from './time-store.ts';

/** Who did something, and where: a Slack channel of a Slack team. */
export interface Place {
  orgId: string;
  channelId: string;
}

export interface StoredMessage {
  id: MessageId;
  contextId: string;
  /** The message's number in its context. */
  version: number;
  seq: number;
  role: 'user' | 'assistant' | 'system' | 'tool';
  content: string;
  userId: UserId | null;
  slackTs: string | null;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  metadata: JsonObject;
}

/** Where a message stands in the chat. A form has no place of its own (`slackTs` null), only the thread of its step. */
export interface StoredPlace {
  id: MessageId;
  slackTs: string | null;
  threadTs: string | null;
  isDeleted: boolean;
}

export type MessageType = 'text' | 'agent_request' | 'agent_progress' | 'agent_result';

export interface NewMessage {
  contextId: string;
  role: StoredMessage['role'];
  content: string;
  userId: UserId | null;
  /** Null for a submitted form, which is stored as its author's message but has no place in Slack. */
  slackTs: string | null;
  createdAt: Date;
  metadata?: JsonObject;
  /** `text` when it is not said; the others are what becomes of an action. */
  type?: MessageType;
  /** Which model wrote it; absent for people and for the guided facilitator. */
  model?: string;
}

export interface StoredReaction {
  id: string;
  messageId: MessageId;
  userId: UserId;
  name: string;
  seq: number;
  createdAt: Date;
  removedAt: Date | null;
}

export interface StoredArtifact {
  id: string;
  stepId: StepId;
  version: number;
  seq: number;
  artifact: Artifact;
  provenance: Provenance;
  author: UserId | null;
  origin: Origin;
  extractedAt: Date;
}

export interface StoredSummary {
  stepId: StepId;
  version: number;
  kind: 'deterministic' | 'model' | 'failed';
  summary: string;
}

export interface ThreadPlace {
  workshopId: WorkshopId;
  workshopStepId: WorkshopStepId;
  contextId: string;
  stepId: StepId;
}

export interface NewWorkshop extends Place {
  ownerUserId: UserId;
  title: string;
  originalIdea: string;
  enterpriseId?: string;
  pace: Pace;
  /** The first of all templates when it is not said. */
  template?: Template;
  /** `guided` when it is not said. */
  facilitatorMode?: FacilitatorMode;
  now: Date;
  /** Only if no other one is active or paused in the channel. */
  alone?: boolean;
}

export type CardKind = 'hub' | 'step' | 'read-back' | 'finale' | 'proposal' | 'activity' | 'timer' | 'action' | 'comparison';

/**
 * Everything that a use case reads or writes about one workshop, in one short transaction.
 * The workshop's row is locked from the first statement on, so writers of one workshop come one after the other
 * and `seq` numbers are given in the order of the commits.
 */
export interface WorkshopTx
  extends ForkTx,
    RevisionTx,
    ActionTx,
    ActivityTx,
    ContextTx,
    ErasureTx,
    LimitTx,
    MemoryTx,
    PeopleTx,
    ProposalTx,
    ShareTx,
    TimeTx {
  readonly workshop: Workshop;
  /** In the template's order, without drafts. */
  steps(): Promise<Step[]>;
  /** Throws NotFound. */
  step(stepId: StepId): Promise<StepWithDraft>;
  members(): Promise<Member[]>;
  /** Adds or changes; a role that is given already is kept unless `force`. */
  setMember(userId: UserId, role: Role, options?: { force?: boolean }): Promise<void>;
  updateWorkshop(change: {
    title?: string;
    status?: WorkshopStatus;
    settings?: WorkshopSettings;
    ownerUserId?: UserId;
    facilitatorMode?: FacilitatorMode;
  }): Promise<void>;
  updateStep(
    id: WorkshopStepId,
    change: {
      status?: StepStatus;
      arcPhase?: ArcPhase;
      gaps?: Gap[];
      skipReason?: string | null;
      startedAt?: Date;
      completedAt?: Date | null;
      staleSince?: Date | null;
      output?: Artifact;
      threadTs?: string;
      followUps?: number;
    },
  ): Promise<void>;
  /** Throws Conflict when the stored revision or epoch is another: nothing is ever overwritten unseen. */
  saveDraft(step: { id: WorkshopStepId; epoch: number; draftRevision: number }, draft: Draft): Promise<void>;

  /** The next value of the workshop's clock. */
  takeSeq(): Promise<number>;
  /** True the first time a key is seen for this team; false for a repetition, and then nothing may be changed. */
  takeReceipt(key: string): Promise<boolean>;

  /** Gives the message its version and seq. Undefined when (team, channel, slackTs) is stored already. Counts its tokens. */
  appendMessage(message: NewMessage): Promise<StoredMessage | undefined>;
  messageByTs(slackTs: string): Promise<StoredMessage | undefined>;
  /** Of those of these that are the workshop's, or were before a fork; what was erased is not among them. */
  messagePlaces(ids: readonly MessageId[]): Promise<StoredPlace[]>;
  /** Keeps the old text as a revision and sets edited_at. Returns false when the text is the same. */
  reviseMessage(id: MessageId, content: string, at: Date): Promise<boolean>;
  markMessageDeleted(id: MessageId, at: Date): Promise<void>;
  setMessageMetadata(id: MessageId, metadata: JsonObject): Promise<void>;
  /** Returns undefined when that person's reaction is there (or gone) already. */
  addReaction(messageId: MessageId, userId: UserId, name: string, at: Date): Promise<StoredReaction | undefined>;
  removeReaction(messageId: MessageId, userId: UserId, name: string, at: Date): Promise<StoredReaction | undefined>;
  /** Marks this message as needing a look of the next turn although it is not new: an edit, a deletion, a 📌. */
  flagForTurn(messageId: MessageId): Promise<void>;

  /** Somebody looks at the workshop then though nobody says anything; an earlier moment that is wanted already stays. In this transaction. */
  wakeAt(at: Date): Promise<void>;
  /** Whatever was wanted is being looked at now. */
  clearWakeUp(): Promise<void>;
  /** At most one turn is waiting per context: one that is due earlier stays, a later one is moved forward. Enqueued in this transaction. */
  scheduleTurn(contextId: string, dueAt: Date): Promise<void>;
  /**
   * A turn is done with everything up to `handledVersion` and with these flags, as far as they were set up to `asOfSeq`,
   * the seq of the workshop that the turn was loaded with. Throws Conflict when another turn got there first.
   * What came in meanwhile gets the next turn at once. `wishes`: what these ask for is still to be done, until `closeWishes`.
   */
  finishTurn(
    contextId: string,
    done: { expectedHandledVersion: number; handledVersion: number; flagged: MessageId[]; asOfSeq: number; wishes?: MessageId[] },
  ): Promise<void>;

  currentArtifacts(): Promise<StoredArtifact[]>;
  /**
   * Writes the next version and makes it current. Throws Conflict unless the newest version is `expectedVersion` (0 = none). `draft`: what
   * it was made from, so that it can be taken up again; `restoredFrom`: the version that it brings back.
   */
  saveArtifact(
    step: { id: WorkshopStepId; stepId: StepId },
    artifact: {
      expectedVersion: number;
      artifact: Artifact;
      provenance: Provenance;
      author: UserId | null;
      origin: Origin;
      at: Date;
      draft?: Draft;
      restoredFrom?: number;
    },
  ): Promise<number>;
  currentSummaries(): Promise<StoredSummary[]>;
  /** Append-only: the earlier current one is superseded, never changed. */
  saveSummary(
    step: { id: WorkshopStepId; stepId: StepId },
    summary: { kind: StoredSummary['kind']; summary: string; artifactVersion: number; at: Date },
  ): Promise<void>;

  /** To be posted after the commit, in the order of these calls per channel. Returns the row's id, which is its idempotency key. */
  post(content: OutboxContent): Promise<string>;
  /**
   * The card is wanted in its newest state: posted if it was never posted, edited otherwise. `anew`: the one that stands there has
   * said what it had to say and stays; the next one is a new post. `subjectId`: what it shows besides a step. Returns its id.
   */
  wantCard(kind: CardKind, stepId: StepId | null, options?: { anew?: boolean; subjectId?: string }): Promise<string>;

  saveBuildPack(pack: {
    title: string;
    formatType: 'markdown' | 'json';
    content: string;
    kind: 'overview';
    sourceVersions: Record<string, number>;
    at: Date;
  }): Promise<string>;
  /** The json of the newest making. */
  newestPack(): Promise<{ id: string; madeAt: Date; content: string } | undefined>;
  /** The making that people see: the newest that was handed out as a canvas, or the newest of all. The canvas may be older. */
  shownPack(): Promise<{ id: string; canvasId: string | null } | undefined>;
  updateBuildPack(id: string, change: { canvasId?: string; canvasStatus?: string; content?: string }): Promise<void>;
  /** Another content for a pack that still is as it was read, and that no link leads to; false otherwise. */
  replacePack(id: string, change: { from: string; to: string }): Promise<boolean>;
  audit(entry: { action: string; userId: UserId | null; details?: JsonObject; at: Date }): Promise<void>;
}

export interface StepWork {
  workshop: Workshop;
  step: StepWithDraft;
  members: Member[];
  artifacts: StoredArtifact[];
}

export interface TurnWork extends StepWork {
  handledVersion: number;
  /** New messages of people and flagged older ones, oldest first; at most `maxTurnMessages`. Deleted ones only when flagged. */
  messages: (StoredMessage & { flagged: boolean; pins: StoredReaction[] })[];
  /** There is more than fitted. */
  hasMore: boolean;
  lastHumanMessageAt: Date | null;
  /** An earlier turn came to its end before everything was done that people had asked for. */
  hasOpenWishes: boolean;
  /** What no compaction stands in for yet, at most; null where that takes a look at what the log goes on from. */
  uncompacted: { messages: number; tokens: number } | null;
  /** How many messages of people no model has looked at yet; counted up to `maxTurnMessages`. */
  unconsidered: number;
  summaries: StoredSummary[];
}

/** The log of a step that is being worked on. */
export interface OpenLog {
  stepId: StepId;
  contextId: string;
  /** Something was said, edited or pinned that no turn has looked at. */
  isWaiting: boolean;
}

export interface BuildPackRow {
  id: string;
  title: string;
  formatType: string;
  content: string;
  canvasId: string | null;
  canvasStatus: string | null;
  createdAt: Date;
}

export interface Store
  extends ForkStore,
    RevisionStore,
    ActionStore,
    ActivityStore,
    ChoreStore,
    ContextStore,
    ErasureStore,
    LimitStore,
    MemoryStore,
    HealthStore,
    HomeStore,
    OutboxStore,
    PeopleStore,
    ProposalStore,
    ShareStore,
    TimeStore {
  /** The same store for one workspace: what is another's does not exist in it, whatever id is asked for. */
  ofTeam(orgId: string): TeamStore;
  /**
   * Creates the workshop, its template's steps with a context each, and its host; all in the caller's transaction with `work`.
   * Starts in one channel come one after the other. Throws Conflict when it is wanted alone and is not (F-18).
   */
  createWorkshop<T>(workshop: NewWorkshop, work: (tx: WorkshopTx) => Promise<T>): Promise<T>;
  /** Throws NotFound. Runs `work` under the workshop's lock; whatever it throws rolls everything back. */
  inWorkshop<T>(id: WorkshopId, work: (tx: WorkshopTx) => Promise<T>): Promise<T>;

  /** Every look-up is scoped by team and channel: an id of another team does not exist (F-19). */
  findThread(place: Place & { threadTs: string }): Promise<ThreadPlace | undefined>;
  /** The short way of a message: stored with its turn, as `inWorkshop` would do it, in as few statements as there can be. */
  storePlainMessage(message: PlainMessage): Promise<PlainOutcome>;
  /** The workshop whose log holds this message; undefined when none does. */
  findMessage(place: Place & { slackTs: string }): Promise<{ workshopId: WorkshopId } | undefined>;
  /** Newest first, at most 20, cancelled ones left out. */
  listWorkshops(place: Place, statuses: readonly WorkshopStatus[]): Promise<Workshop[]>;
  findWorkshop(place: Place & { workshopId: WorkshopId }): Promise<Workshop | undefined>;
  /** Ids of unfinished workshops in a channel that have a card on its way to Slack: a reply there may come before its thread is known. */
  hasCardsUnderWay(place: Place): Promise<boolean>;

  /** Everything a view of a workshop needs, one query per need, no message texts. */
  loadWorkshop(
    id: WorkshopId,
  ): Promise<{ workshop: Workshop; steps: StepWithDraft[]; members: Member[]; artifacts: StoredArtifact[]; contributors: UserId[] }>;
  loadTurn(contextId: string): Promise<TurnWork | undefined>;
  /** The same without messages: what a reply is composed from besides its context. */
  loadStep(contextId: string): Promise<StepWork | undefined>;
  /** Messages that a turn has finished with, though not with what they ask for; `flagged` when that was in an edit. Oldest first. */
  openWishes(contextId: string): Promise<TurnWork['messages']>;
  closeWishes(contextId: string, ids: readonly MessageId[]): Promise<void>;
  /** Of the steps in progress, in the template's order; none for a workshop of another place. */
  openLogs(place: Place & { workshopId: WorkshopId }): Promise<OpenLog[]>;
  /** Something in this log is still to be looked at by a turn. */
  isTurnWaiting(contextId: string): Promise<boolean>;
  /** The newest messages of a context, oldest first; a keyset query, never a whole history. */
  recentMessages(contextId: string, limit: number): Promise<StoredMessage[]>;
  messagesById(workshopId: WorkshopId, ids: readonly MessageId[]): Promise<StoredMessage[]>;
  /** The same as in a transaction. */
  messagePlaces(workshopId: WorkshopId, ids: readonly MessageId[]): Promise<StoredPlace[]>;
  /** The newest 20, newest first: each making of a pack leaves a row per format with the same instant. */
  buildPacks(workshopId: WorkshopId): Promise<BuildPackRow[]>;
  /** How far everything is behind: how many turns were due before that, and in how many channels a post was. Counted up to 100. */
  countLate(before: { turnsBefore: Date; postsBefore: Date }): Promise<{ turns: number; channels: number }>;
  /** Contexts whose waiting turn is overdue by this much and may have lost its job. */
  overdueTurns(before: Date): Promise<string[]>;
  /** Workshops whose wake-up is overdue by this much and may have lost its job. */
  overdueWakeUps(before: Date): Promise<WorkshopId[]>;
  /** Puts a lost wake-up back into the queue. */
  rescheduleWakeUp(workshopId: WorkshopId, at: Date): Promise<void>;
  /** Puts a lost or failed turn back into the queue. */
  rescheduleTurn(contextId: string, dueAt: Date): Promise<void>;

  /** For operators, rehearsals and tests: counts of one workshop. */
  countMessages(workshopId: WorkshopId): Promise<{ human: number; bot: number }>;
  close(): Promise<void>;
}

/** What use cases work with. */
export type TeamStore = Omit<Store, GlobalName>;
