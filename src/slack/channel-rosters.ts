import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import type { UserId } from '../workshop/ids.ts';
import { remember } from './remember.ts';
import { readFailure } from './slack-client.ts';

/** What Slack said counts for so long, or until it tells that somebody came or went. */
const freshMs = 60_000;
const maxKnown = 500;
const maxPages = 5;
const pageSize = 1_000;

/** Who is in which channel, as Slack says. */
export interface ChannelRosters {
  /** Undefined when Slack does not say: it can't be reached, the bot may not look, or a private channel does not exist for it. */
  hasPerson(channelId: string, userId: UserId): Promise<boolean | undefined>;
  /** Somebody came or went. */
  forget(channelId: string): void;
}

interface Roster {
  people: ReadonlySet<UserId>;
  /** There are not more than we look through. */
  isWhole: boolean;
}

export function createChannelRosters(client: WebClient, log: Log, now: () => number): ChannelRosters {
  const known = remember<Promise<Roster | undefined>>({ max: maxKnown, forMs: freshMs, now });

  function rosterOf(channelId: string): Promise<Roster | undefined> {
    const before = known.get(channelId);
    if (before) return before;
    const asked = readRoster(client, log, channelId);
    known.set(channelId, asked);
    // No answer is not remembered.
    void asked.then((roster) => {
      if (!roster && known.get(channelId) === asked) known.forget(channelId);
    });
    return asked;
  }

  return {
    async hasPerson(channelId, userId) {
      const roster = await rosterOf(channelId);
      if (!roster) return undefined;
      if (roster.people.has(userId)) return true;
      return roster.isWhole ? false : isAmongTheirs(client, log, channelId, userId);
    },
    forget(channelId) {
      known.forget(channelId);
    },
  };
}

async function readRoster(client: WebClient, log: Log, channelId: string): Promise<Roster | undefined> {
  const people = new Set<UserId>();
  let cursor = '';
  try {
    for (let page = 0; page < maxPages; page++) {
      const answer = await client.conversations.members({ channel: channelId, limit: pageSize, ...(cursor ? { cursor } : {}) });
      for (const userId of answer.members ?? []) people.add(userId);
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (!cursor) break;
    }
  } catch (error) {
    log.warn({ code: readFailure(error).code }, 'who is in a channel could not be looked up');
    return undefined;
  }
  // Of an archived channel Slack may name nobody.
  return people.size > 0 ? { people, isWhole: !cursor } : undefined;
}

/** In a very large channel: whether it is among those that this person is in. */
async function isAmongTheirs(client: WebClient, log: Log, channelId: string, userId: UserId): Promise<boolean | undefined> {
  let cursor = '';
  try {
    for (let page = 0; page < maxPages; page++) {
      const answer = await client.users.conversations({
        user: userId,
        types: 'public_channel,private_channel',
        limit: pageSize,
        ...(cursor ? { cursor } : {}),
      });
      if (answer.channels?.some((channel) => channel.id === channelId)) return true;
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (!cursor) return false;
    }
  } catch (error) {
    log.warn({ code: readFailure(error).code }, 'in which channels somebody is could not be looked up');
  }
  return undefined;
}
