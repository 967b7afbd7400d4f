import type { WebClient } from '@slack/web-api';
import { remember } from './remember.ts';
import { readFailure } from './slack-client.ts';
import { within } from './within.ts';

const maxKnown = 2_000;
/** That it left is heard by one process; the others find out so late. */
const knownForMs = 60_000;

/** Whether the bot is in a channel. Yes is remembered for a minute, or until it leaves; no answer in time counts as yes, for the first post tells the truth. */
export interface BotMembership {
  isMember(channelId: string): Promise<boolean>;
  forget(channelId: string): void;
}

export function createBotMembership(client: WebClient, now: () => number): BotMembership {
  const known = remember<true>({ max: maxKnown, forMs: knownForMs, now });
  return {
    async isMember(channelId) {
      if (known.get(channelId)) return true;
      const answer = await within(ask(client, channelId));
      if (answer) known.set(channelId, true);
      return answer ?? true;
    },
    forget(channelId) {
      known.forget(channelId);
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
