import type { UserId, WorkshopId } from '../workshop/ids.ts';

/** What would go, in numbers. */
export interface Erasable {
  /** Messages of people. */
  messages: number;
  people: number;
  /** Finished results of steps, all versions. */
  results: number;
  facts: number;
  /** Of these, carried on into the team's memory. */
  carried: number;
  /** Workshops that began as what-ifs of this one and read through to it. */
  forks: number;
}

export interface ErasureTx {
  countErasable(): Promise<Erasable>;
  /** How many messages of this person there are in the workshop, deleted ones too. */
  countWordsOf(userId: UserId): Promise<number>;
  /**
   * Everything of the workshop is gone for good, what waits for delivery too; the transaction has nothing to work on afterwards. Left is
   * a mark without content, until its posts in Slack say that it was erased. Throws Conflict while it has forks (F-40).
   */
  eraseWorkshop(by: UserId | null, at: Date): Promise<void>;
  /**
   * One person's words and name are gone from the workshop for good: see docs/decisions/0022-what-is-erased.md. Again, nothing is left to
   * do. Returns the canvas that a build pack went to, for packs are erased too; `hadPack`: there was one.
   */
  erasePerson(userId: UserId, at: Date): Promise<{ hadPack: boolean; canvasId: string | null }>;
}

export interface ErasureStore {
  /** It was erased; its posts in Slack are still to say so. */
  isErased(workshopId: WorkshopId): Promise<boolean>;
  /** Takes away the mark of an erased workshop whose posts all say so, or that is older than a day. False while it still waits. */
  purgeErased(workshopId: WorkshopId, now: Date): Promise<boolean>;
  /** A workshop with everything that it was forked from or that was forked from it, itself first; at most 50. */
  familyOf(workshopId: WorkshopId): Promise<WorkshopId[]>;
}
