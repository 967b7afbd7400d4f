import type { Log } from '../ports/log.ts';
import type { Deps } from '../turns/use-case.ts';
import { createBotMembership } from './bot-membership.ts';
import { createChannelRosters } from './channel-rosters.ts';
import { createHomes } from './homes.ts';
import { createLiveReplies } from './live-replies.ts';
import { type Identity, isOurs } from './parse-event.ts';
import { createPeople } from './people.ts';
import { messageUrl } from './permalinks.ts';
import { createSlackProbes } from './probe-slack.ts';
import type { SlackClient } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';
import { within } from './within.ts';

/** What only the Slack of one workspace knows. */
export interface TeamPorts extends Pick<Deps, 'people' | 'channels'> {
  probes: Omit<Deps['probes'], 'model'>;
}

/** The use cases for one workspace: nothing of any other can be reached through them. */
export type MakeDeps = (orgId: string, ports: TeamPorts) => Deps;

export interface TeamOptions {
  client: SlackClient;
  /** The bot's token as it is now. */
  token: () => string;
  identity: Identity;
  makeDeps: MakeDeps;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Everything that is remembered of one workspace is remembered here, apart from every other: the same person or channel can be in two. */
export function openTeam({ client, token, identity, makeDeps, log, now }: TeamOptions): SlackContext {
  const people = createPeople(client, log, now);
  const membership = createBotMembership(client, now);
  const rosters = createChannelRosters(client, log, now);
  const heard: SlackContext['heard'] = {};
  const deps = makeDeps(identity.teamId, {
    people: {
      self: identity.botUserId,
      namesOf: people.namesOf,
      timeZoneOf: people.timeZoneOf,
      standingOf: (userId) => people.standingOf(userId, (teamId) => isOurs(teamId, identity)),
    },
    channels: {
      botName: identity.botName,
      messageUrl: (place) => messageUrl(identity, place),
      hasBot: (channelId) => membership.isMember(channelId),
      hasPerson: (channelId, userId) => within(rosters.hasPerson(channelId, userId)),
    },
    probes: { ...createSlackProbes(client), lastEventAt: () => heard.lastAt },
  });
  client.watch = {
    ...client.watch,
    onHeld(name, waitMs) {
      const until = new Date(now() + waitMs);
      deps.store.holdPlace({ orgId: identity.teamId, name, until }).catch((error: unknown) => {
        log.warn({ error: String(error), name }, 'a pause that Slack asked for was not written down');
      });
    },
  };
  return { client, token, deps, log, identity, membership, rosters, homes: createHomes(), heard, people, liveReplies: createLiveReplies() };
}
