import type { Draft } from '../workshop/draft.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { WorkshopTx } from './store.ts';

export interface NewFork {
  title: string;
  /** Whoever forks is its host. */
  ownerUserId: UserId;
  /** The step that is open in it; those before it are as they are in the parent, those after it have not begun. */
  stepId: StepId;
  /** The working state of that step: the one thing that a fork has of its own from the beginning. */
  draft: Draft;
  now: Date;
}

/** How many forks may lie between a workshop and one that is none. */
export const maxForkDepth = 2;
/** Of one workshop: what is named on cards and in lists. */
export const maxForks = 10;

export interface ForkTx {
  countForks(): Promise<number>;
  /**
   * Makes a what-if of this workshop as it is now: its own steps, cards and threads; what came before the step is pointed to, never copied.
   * In the same transaction, under the locks of both. Throws Conflict when it would be too deep.
   */
  fork(fork: NewFork): Promise<WorkshopTx>;
  /** Another workshop of the same family and channel, locked too: the one nearer to the root has to be locked first. Throws NotFound. */
  relative(workshopId: WorkshopId): Promise<WorkshopTx>;
}

export interface ForkStore {
  /** Newest first, at most `maxForks`, archived ones too. */
  forksOf(workshopId: WorkshopId): Promise<Workshop[]>;
  /** What it was forked from, the nearest first; none for one that is no fork. */
  ancestorsOf(workshopId: WorkshopId): Promise<WorkshopId[]>;
  /** The threads in which the results came about that a fork inherited, by step. */
  inheritedThreads(workshopId: WorkshopId): Promise<Map<StepId, string>>;
  /** In which of these somebody last wrote in a thread or meant by a button, after that moment. */
  lastMeant(workshopIds: readonly WorkshopId[], userId: UserId, since: Date): Promise<WorkshopId | undefined>;
}
