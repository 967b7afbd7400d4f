import type { WebClient } from '@slack/web-api';
import type { ChannelState, Probes } from '../ports/doctor.ts';
import { helpfulScopes, neededScopes, privateScopes } from './scopes.ts';
import { readFailure } from './slack-client.ts';

type SlackProbes = Pick<Probes, 'missingScopes' | 'channel'>;

/** Asks Slack itself, each time anew. */
export function createSlackProbes(client: WebClient): SlackProbes {
  return {
    async missingScopes(channelId) {
      const [{ response_metadata: metadata }, isPrivate] = await Promise.all([client.auth.test(), isPrivateChannel(client, channelId)]);
      const granted = new Set(metadata?.scopes ?? []);
      // Without the header nothing can be said.
      if (granted.size === 0) return [];
      const wanted = { ...neededScopes, ...(isPrivate ? privateScopes : {}), ...helpfulScopes };
      return Object.entries(wanted).flatMap(([scope, without]) => (granted.has(scope) ? [] : [{ scope, without }]));
    },

    async channel(channelId): Promise<ChannelState> {
      try {
        const { channel } = await client.conversations.info({ channel: channelId });
        if (channel?.is_archived) return 'archived';
        return channel?.is_member || channel?.is_im ? 'open' : 'not-invited';
      } catch (error) {
        const { code } = readFailure(error);
        // A private channel that the bot is not in does not exist for it.
        if (code === 'channel_not_found') return 'not-invited';
        if (code === 'missing_scope') return 'hidden';
        throw error;
      }
    },
  };
}

/** Where Slack does not let us look for want of the permission for private channels, that is the answer; so it is where we are not in it. */
async function isPrivateChannel(client: WebClient, channelId: string): Promise<boolean> {
  try {
    const { channel } = await client.conversations.info({ channel: channelId });
    return channel?.is_private === true && !channel.is_im;
  } catch (error) {
    const failure = readFailure(error);
    if (failure.kind !== 'refused') throw error;
    return failure.code === 'channel_not_found' || failure.detail.includes('groups:read');
  }
}
