import type { WorkshopId } from '../workshop/ids.ts';

/** What the outside says about itself when somebody asks what is wrong. Each may take its time or fail: whoever asks bounds it. */
export interface Probes {
  /** What the bot's token may not do although it should, for a workshop in this channel. */
  missingScopes(channelId: string): Promise<{ scope: string; without: string }[]>;
  channel(channelId: string): Promise<ChannelState>;
  /** When Slack told us of anything last, since this process began. */
  lastEventAt(): Date | undefined;
  /** Undefined when the models answer, a sentence for the operator otherwise. Absent where none is configured. */
  model?(): Promise<string | undefined>;
}

/** `hidden`: a permission to look at it is missing. */
export type ChannelState = 'open' | 'not-invited' | 'archived' | 'hidden';

/** How much of a workshop's work is stuck, and since when. */
export interface WorkshopHealth {
  waiting: number;
  oldestWaitingAt: Date | null;
  failed: number;
  /** Slack's word for the last failure of a day. */
  lastFailure: string | null;
  /** Cards whose newest state Slack refused. */
  cardsInTrouble: number;
  overdueTurns: number;
  overdueSince: Date | null;
  /** Somebody's words in one of its threads. */
  lastHeardAt: Date | null;
}

export interface HealthStore {
  workshopHealth(id: WorkshopId, now: Date): Promise<WorkshopHealth>;
  /** What is still to be done for the team: turns that are waiting, posts and edits that are not made yet. */
  countWaiting(): Promise<{ turns: number; deliveries: number }>;
  /** Rejects when the database does not answer. `missing`: migrations of this program that it lacks. */
  databaseHealth(): Promise<{ server: string; migrations: number; missing: string[] }>;
}
