import type { WebClient } from '@slack/web-api';
import type { ChannelState, Probes } from '../ports/doctor.ts';
import { neededScopes } from './scopes.ts';
import { readFailure } from './slack-client.ts';

type SlackProbes = Pick<Probes, 'missingScopes' | 'channel'>;

/** Asks Slack itself, each time anew. */
export function createSlackProbes(client: WebClient): SlackProbes {
  return {
    async missingScopes() {
      const { response_metadata: metadata } = await client.auth.test();
      const granted = new Set(metadata?.scopes ?? []);
      // Without the header nothing can be said.
      if (granted.size === 0) return [];
      return Object.entries(neededScopes).flatMap(([scope, without]) => (granted.has(scope) ? [] : [{ scope, without }]));
    },

    async channel(channelId): Promise<ChannelState> {
      try {
        const { channel } = await client.conversations.info({ channel: channelId });
        if (channel?.is_archived) return 'archived';
        return channel?.is_member || channel?.is_im ? 'open' : 'not-invited';
      } catch (error) {
        // A private channel that the bot is not in does not exist for it.
        if (readFailure(error).code === 'channel_not_found') return 'not-invited';
        throw error;
      }
    },
  };
}
