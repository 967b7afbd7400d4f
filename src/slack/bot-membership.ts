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
