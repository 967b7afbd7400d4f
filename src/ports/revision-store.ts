import type { Artifact, Provenance } from '../workshop/artifact.ts';
import type { Draft } from '../workshop/draft.ts';
import type { StepId, UserId, WorkshopId, WorkshopStepId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';

/** A version of a step's result, as lists name it. */
export interface VersionLine {
  version: number;
  seq: number;
  /** Of the step when it was written: one of an older epoch is from before a reset. */
  epoch: number;
  author: UserId | null;
  at: Date;
  /** The version that it brought back. */
  restoredFrom: number | null;
  isCurrent: boolean;
  /** Where it was written: in a fork's ancestor, perhaps. */
  workshopId: WorkshopId;
}

export interface StoredVersion extends VersionLine {
  stepId: StepId;
  artifact: Artifact;
  provenance: Provenance;
  /** Null in rows from before drafts were kept. */
  draft: Draft | null;
  /** A reset took it out of force then, on the clock of where it was written. */
  retiredSeq: number | null;
}

/** A point on a workshop's clock, or on everybody's. */
export type PointInTime = { seq: number } | { at: Date };

/** Something that happened in a workshop, from its log. */
export interface HistoryEntry {
  id: string;
  action: string;
  userId: UserId | null;
  details: JsonObject;
  at: Date;
  /** It happened in what this workshop was forked from, before they parted. */
  isBeforeFork: boolean;
}

export interface HistoryPage {
  limit: number;
  actions: readonly string[];
  before?: HistoryPlace;
}

/** Where a list goes on: after this entry, which is older than all before it. */
export type HistoryPlace = Pick<HistoryEntry, 'id' | 'at'>;

/** All of these read through a fork to where it parted from its ancestors, and nothing beyond. */
interface VersionReads {
  /** Newest first. `before`: only older ones. */
  listVersions(stepId: StepId, page: { limit: number; before?: number }): Promise<VersionLine[]>;
  artifactVersion(stepId: StepId, version: number): Promise<StoredVersion | undefined>;
}

export interface RevisionTx extends VersionReads {
  /** The same as outside of a transaction. */
  history(page: HistoryPage): Promise<HistoryEntry[]>;
  /** The number of the newest version, whether it is in force or not; 0 when there is none. */
  newestVersion(stepId: StepId): Promise<number>;
  /**
   * Starts a step over: the next epoch, an empty draft, a message log of its own; what was said stays in the old one, which nobody reads
   * for a prompt any more. Its results and summaries are kept and no longer in force; activities, timers, proposals, actions and yeses of
   * the old epoch are void.
   */
  beginEpoch(step: { id: WorkshopStepId; stepId: StepId; epoch: number }, at: Date): Promise<void>;
}

export interface RevisionStore {
  listVersions(workshopId: WorkshopId, stepId: StepId, page: { limit: number; before?: number }): Promise<VersionLine[]>;
  artifactVersion(workshopId: WorkshopId, stepId: StepId, version: number): Promise<StoredVersion | undefined>;
  /** The version that was in force at a moment. Undefined when there was none. */
  artifactAsOf(workshopId: WorkshopId, stepId: StepId, moment: PointInTime): Promise<StoredVersion | undefined>;
  /** What happened, newest first, as far as it is one of these: in the workshop, and before they parted in what it was forked from. */
  history(workshopId: WorkshopId, page: HistoryPage): Promise<HistoryEntry[]>;
}
