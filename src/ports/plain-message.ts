import type { UserId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import type { Pace, Talk } from '../workshop/workshop.ts';
import type { Place, ThreadPlace } from './store.ts';

/** What a person says in a thread. */
export interface PlainMessage extends Place {
  threadTs: string;
  slackTs: string;
  userId: UserId;
  content: string;
  metadata: JsonObject;
  sentAt: Date;
  /** When the turn that looks at it is due. */
  dueAt: Date;
  /** Nothing can follow from it while people are talking: its turn comes when they have been silent for so long. */
  lullMs?: Record<Pace, Record<Talk, number>>;
}

/**
 * `unusual`: nothing is stored yet, because more follows from it than from most messages; with its place, unless it is being stored by
 * somebody else. `isSeenLately`: it is written down already that this person is here.
 */
export type PlainOutcome =
  | { kind: 'stored'; isSeenLately: boolean }
  | { kind: 'elsewhere' | 'repeated' }
  | { kind: 'unusual'; place?: ThreadPlace };
