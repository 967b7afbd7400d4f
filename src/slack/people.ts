import type { WebClient } from '@slack/web-api';
import type { Log } from '../ports/log.ts';
import type { UserId } from '../workshop/ids.ts';
import { readFailure } from './slack-client.ts';
import { within } from './within.ts';

export interface KnownPerson {
  name: string;
  teamId: string;
}

/** Who somebody is, asked of Slack once. Undefined when Slack does not say in time. */
export interface People {
  find(userId: UserId): Promise<KnownPerson | undefined>;
}

const maxKnown = 10_000;

export function createPeople(client: WebClient, log: Log): People {
  const known = new Map<UserId, KnownPerson>();
  return {
    async find(userId) {
      const before = known.get(userId);
      if (before) return before;
      const found = await within(ask(client, log, userId));
      if (found && known.size < maxKnown) known.set(userId, found);
      return found;
    },
  };
}

async function ask(client: WebClient, log: Log, userId: UserId): Promise<KnownPerson | undefined> {
  try {
    const { user } = await client.users.info({ user: userId });
    return { name: user?.profile?.display_name || user?.real_name || user?.name || userId, teamId: user?.team_id ?? '' };
  } catch (error) {
    log.warn({ code: readFailure(error).code }, 'a person could not be looked up');
    return undefined;
  }
}
