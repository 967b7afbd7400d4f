import type { WebClient } from '@slack/web-api';
import { readFailure } from './slack-client.ts';
import { within } from './within.ts';

const maxKnown = 10_000;

/** Whether the bot is in a channel. Yes is remembered until it leaves; no answer in time counts as yes, for the first post tells the truth. */
export interface BotMembership {
  isMember(channelId: string): Promise<boolean>;
  forget(channelId: string): void;
}

export function createBotMembership(client: WebClient): BotMembership {
  const known = new Set<string>();
  return {
    async isMember(channelId) {
      if (known.has(channelId)) return true;
      const answer = await within(ask(client, channelId));
      if (answer && known.size < maxKnown) known.add(channelId);
      return answer ?? true;
    },
    forget(channelId) {
      known.delete(channelId);
    },
  };
}

async function ask(client: WebClient, channelId: string): Promise<boolean | undefined> {
  try {
    const { channel } = await client.conversations.info({ channel: channelId });
    return channel?.is_member === true || channel?.is_im === true;
  } catch (error) {
    // A private channel that the bot is not in does not exist for it.
    return readFailure(error).code === 'channel_not_found' ? false : undefined;
  }
}

const maxPages = 5;
const pageSize = 1_000;

/** Whether a person is in a channel that the bot is in; undefined when Slack does not say, or has more people in it than we look through. */
export async function isInChannel(client: WebClient, channelId: string, userId: string): Promise<boolean | undefined> {
  let cursor = '';
  for (let page = 0; page < maxPages; page++) {
    try {
      const answer = await client.conversations.members({ channel: channelId, limit: pageSize, ...(cursor ? { cursor } : {}) });
      if (answer.members?.includes(userId)) return true;
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (!cursor) return false;
    } catch (error) {
      return readFailure(error).code === 'channel_not_found' ? false : undefined;
    }
  }
  return undefined;
}
