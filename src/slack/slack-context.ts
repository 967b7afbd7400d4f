import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import type { Deps } from '../turns/use-case.ts';
import type { BotMembership } from './bot-membership.ts';
import type { ChannelRosters } from './channel-rosters.ts';
import type { Homes } from './homes.ts';
import type { LiveReplies } from './live-replies.ts';
import type { Identity } from './parse-event.ts';
import type { SlackPeople } from './people.ts';

/** One workspace: what every listener and the delivery work with there. */
export interface SlackContext {
  client: WebClient;
  /** The bot's token as it is now; for what is fetched past the client. */
  token(): string;
  deps: Deps;
  log: Log;
  identity: Identity;
  membership: BotMembership;
  rosters: ChannelRosters;
  people: SlackPeople;
  liveReplies: LiveReplies;
  homes: Homes;
  /** When Slack told us of anything last. */
  heard: { lastAt?: Date };
}
