import type { Artifact } from '../workshop/artifact.ts';
import type { Gap } from '../workshop/gate.ts';
import type { MessageId, StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import type { Json, JsonObject } from '../workshop/json.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import type { Template } from '../workshop/template.ts';
import type { RecallMessage, RecallPlace, RecallRange, RecallSource } from './recall.ts';

/** An artifact as prompts show it: a bounded text, never raw json (F-11). */
export interface Projection {
  text: string;
  tokens: number;
}

/** What a step that is read gave. Everything of it is the current version, and of the same workshop. */
export interface ReadStep {
  stepId: StepId;
  /** What it rests on was reopened. */
  isStale: boolean;
  gaps: Gap[];
  skipReason: string | null;
  artifact: ({ id: string; version: number } & Projection) | null;
  /** Never a failed one (F-03). */
  summary: { id: string; version: number; text: string; tokens: number } | null;
  /** Failed attempts at a summary; the newest few are counted. */
  failedSummaries: number;
}

export interface ContextSources {
  workshopId: WorkshopId;
  orgId: string;
  template: Template;
  stepId: StepId;
  /** In the order of the definition. */
  reads: ReadStep[];
  /** Steps that have an artifact and are not read. */
  unreadArtifacts: number;
  /** Of this thread, this workshop and this team, oldest first; at most `factsPerScope` each, the newest ones. */
  facts: PromptFact[];
}

export type PromptFact = Pick<StoredFact, 'id' | 'key' | 'value'>;

export interface WindowMessage {
  id: MessageId;
  contextId: string;
  workshopId: WorkshopId;
  stepId: StepId;
  version: number;
  seq: number;
  role: 'user' | 'assistant';
  userId: UserId | null;
  /** At most the first `maxMessageChars`. */
  text: string;
  /** Of the whole message. A count by another tokenizer than ours has its margin on it (F-39). */
  tokens: number;
  isWhole: boolean;
}

/** A line that somebody wrote, kept word for word in a compaction. */
export interface KeptLine {
  version: number;
  userId: UserId | null;
  text: string;
  /** How much it is worth keeping. */
  score: number;
}

export type DetailKind = 'name' | 'number' | 'date' | 'id' | 'link' | 'quote';

/** Something exact that was said, and where. */
export interface KeptDetail {
  kind: DetailKind;
  text: string;
  /** How often it was said in all. */
  count: number;
  /** The first few messages that say it. */
  versions: number[];
}

/** What stands in for the messages of a log up to `coversTo`: lines and details chosen from them, nothing paraphrased. */
export interface Compaction {
  coversFrom: number;
  coversTo: number;
  /** How many messages it stands for. */
  messages: number;
  lines: KeptLine[];
  details: KeptDetail[];
}

export interface ContextWindow {
  /** Newest first: those that no compaction covers, as far as they may fit into the budget. At least `keepVerbatim` when there are. */
  messages: WindowMessage[];
  /** Messages that no compaction covers and that are not among them. */
  beyond: number;
  /** Among the newest, those that somebody deleted. */
  deleted: number;
  compaction: StoredCompaction | null;
}

/** The newest compaction of a log, as its message has it: lines and details are read only when the text as it is does not do. */
export interface StoredCompaction extends Pick<Compaction, 'coversFrom' | 'coversTo' | 'messages'> {
  id: MessageId;
  text: string;
  tokens: number;
  /** Versions that it quotes and that were deleted or edited since. */
  gone: number[];
}

export interface CoveredMessage {
  version: number;
  role: 'user' | 'assistant';
  userId: UserId | null;
  /** At most the first `maxMessageChars`. */
  text: string;
  metadata: JsonObject;
}

export interface CompactionInput {
  /** What stood in for the older messages so far. */
  before: Compaction | null;
  /** Versions that `before` quotes and that were deleted or edited since. */
  gone: number[];
  /** Those of them that were edited, as they are now. */
  changed: CoveredMessage[];
  /** The messages to be covered now, oldest first, without deleted ones. */
  messages: CoveredMessage[];
  coversTo: number;
}

/** The messages that nothing stands in for; counted up to one more than a window holds. */
export interface Uncompacted {
  definition: StepDefinition;
  messages: number;
  tokens: number;
}

export type FactScope = 'thread' | 'workshop' | 'team';
export type FactType = 'domain' | 'preference' | 'project' | 'technology';

export interface StoredFact {
  id: string;
  scope: FactScope;
  type: FactType;
  key: string;
  value: Json;
  confidence: number;
  sourceMessageId: MessageId | null;
  updatedAt: Date;
}

/** A thread is known by its context, a workshop by its id, a team by the Slack team's. */
export interface FactPlace {
  scope: FactScope;
  scopeId: string;
}

export interface NewFact extends FactPlace {
  type: FactType;
  key: string;
  value: Json;
  /** 0 to 1. */
  confidence: number;
  sourceMessageId: MessageId;
  at: Date;
  /** Of a team's fact: the host who let it be carried on, and from which fact. Without one nothing is remembered for a team. */
  consentedBy?: UserId;
  carriedFromId?: string;
}

/** What a call was made of. `manifest` is a ContextManifest: ids and numbers, no texts. */
export interface StoredManifest {
  workshopId: WorkshopId;
  stepId: StepId;
  purpose: string;
  model: string;
  manifest: object;
  promptTokens: number;
  at: Date;
}

export interface UsageRecord {
  orgId: string;
  workshopId: WorkshopId;
  stepId: StepId | null;
  purpose: string;
  model: string;
  outcome: string;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  /** Millionths of the currency that prices are given in. */
  costMicros: number;
  durationMs: number;
  at: Date;
}

export interface UsageSum {
  calls: number;
  promptTokens: number;
  cachedTokens: number;
  completionTokens: number;
  reasoningTokens: number;
  costMicros: number;
}

/** A log as it was: what a StepContext is made of. */
export interface PastContext {
  stepId: StepId;
  artifacts: { stepId: StepId; version: number; artifact: Artifact }[];
  summaries: { stepId: StepId; summary: string }[];
  /** Oldest first. */
  messages: { role: 'user' | 'assistant'; content: string }[];
}

/** A message that recall found, with what a prompt needs to know of it. */
export interface RecalledText extends RecallMessage {
  id: MessageId;
  workshopId: WorkshopId;
  stepId: StepId;
  seq: number;
  role: 'user' | 'assistant';
  isWhole: boolean;
  /** Null when it was counted by another tokenizer than ours. */
  tokens: number | null;
}

/** The logs of a workshop with their lineage, and perhaps those of the team's earlier workshops. Of no other team (F-41). */
export interface RecallScope extends RecallSource {
  /** Logs with messages that are not indexed yet. */
  behind: string[];
  messages(ranges: readonly RecallRange[]): Promise<RecalledText[]>;
  /** Messages of people whose vectors by this model are the nearest, the nearest first. */
  nearest(to: { model: string; vector: number[]; limit: number }): Promise<RecallPlace[]>;
}

/** A message that has no vector of a model. */
export interface Unembedded {
  id: MessageId;
  text: string;
  editedAt: Date | null;
}

export interface Embedding {
  id: MessageId;
  /** As it was when the text was read: an edit since then makes the vector worthless, and it is not kept. */
  editedAt: Date | null;
  vector: number[] | null;
}

export interface ContextTx {
  /**
   * Makes a log that is still empty go on where another one of the team was at this version: nothing is copied, version numbers go on.
   * Throws Conflict when it is not empty, NotFound when either is not there.
   */
  forkContext(contextId: string, from: { contextId: string; version: number }): Promise<void>;
  /**
   * Keeps a fact; what was known under its key in the scope is superseded, never lost, and beyond 100 facts of a scope the oldest are.
   * Undefined when it is refused: not surer than 0.7, too large, not from a message of a person in just that thread, workshop or team
   * (F-42), from a message of which somebody forgot something, older than what is known, or for a team without a host's consent. Returns its id.
   */
  storeContext(fact: NewFact): Promise<string | undefined>;
}

/** What the context of a turn is read from and kept in. Reads cost the same however long the history is. */
export interface ContextStore extends Pick<ContextTx, 'storeContext'> {
  /** Throws NotFound for a missing or deleted context or workshop. */
  contextSources(contextId: string): Promise<ContextSources>;
  /** Follows the lineage of a fork. Reads no more messages than may fit into `budgetTokens`. Nothing for an unknown context. */
  contextWindow(contextId: string, budgetTokens: number): Promise<ContextWindow>;
  /** Undefined for a message that is none. */
  compaction(id: MessageId): Promise<Compaction | undefined>;
  /** The newest messages up to this version and what the steps that are read had then. Throws NotFound. */
  pastContext(contextId: string, version: number): Promise<PastContext>;

  /**
   * Under the workshop's lock: if it is needed, lets `write` stand in for the oldest messages that nothing stands in for, but never for the
   * newest `keepVerbatim`. Covers a bounded number, so that a long backlog takes several calls. False when nothing was done. Throws NotFound.
   */
  compact(
    contextId: string,
    plan: {
      isNeeded: (size: Uncompacted) => boolean;
      write: (input: CompactionInput) => { compaction: Compaction; text: string };
    },
  ): Promise<boolean>;

  /** What the workshop of this context may recall; empty for a missing context. */
  recallScope(contextId: string, options: { earlierWorkshops: boolean }): Promise<RecallScope>;
  /** Brings the index of a log up to date, in batches; stops after about `maxMessages`. Idempotent. Returns how many it looked at. */
  indexForRecall(contextId: string, maxMessages: number): Promise<number>;

  /** Makes what a model's vectors are found by, if it is missing: for the configured model only, before its first vector is kept. */
  prepareVectors(embedder: { model: string; dimensions: number }): Promise<void>;
  /** People's messages without a vector of this model, the newest first. */
  unembedded(model: string, limit: number): Promise<Unembedded[]>;
  saveEmbeddings(model: string, embeddings: readonly Embedding[]): Promise<void>;

  /** What is known under this key now. */
  retrieveContext(place: FactPlace, key: string): Promise<StoredFact | undefined>;
  /** What is known now, oldest first; without a type everything. Facts whose message was deleted are not. */
  retrieveContextByType(place: FactPlace, type?: FactType): Promise<StoredFact[]>;

  /** The newest 20 of each step of a workshop are kept. Returns its id. */
  saveManifest(manifest: StoredManifest): Promise<string>;
  latestManifest(workshopId: WorkshopId, stepId: StepId): Promise<StoredManifest | undefined>;

  recordUsage(event: UsageRecord): Promise<void>;
  usageOf(scope: { workshopId: WorkshopId } | { orgId: string; since: Date }): Promise<UsageSum>;
}

/** How many of the newest messages are never compacted. */
export const keepVerbatim = 10;
/** How many messages a window holds at most; compaction sees to it that there are not more to hold. */
export const windowMessages = 200;
/** Of one message; more is never loaded for a prompt. */
export const maxMessageChars = 16_000;
export const factsPerScope = 30;
