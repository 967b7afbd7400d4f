import type { UserId } from '../workshop/ids.ts';

/** Where people talk, as far as it decides whether a workshop can be held there. */
export interface Channels {
  /** The handle that people type after /invite; empty until the bot is connected. */
  readonly botName: string;
  /** The address of a message; undefined until the bot is connected. */
  messageUrl(place: { channelId: string; slackTs: string; threadTs: string | null }): string | undefined;
  /** Whether the bot is in the channel; yes when nobody says in time, for the first post tells the truth. */
  hasBot(channelId: string): Promise<boolean>;
  /**
   * Whether this person is in the channel, as of a minute ago at most; undefined when nobody says in time, or the bot is kept out of it.
   * What is said in a channel concerns those who are in it: nobody else finds its workshops at home or is written to because of them.
   */
  hasPerson(channelId: string, userId: UserId): Promise<boolean | undefined>;
}
