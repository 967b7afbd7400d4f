import type { WebClient } from '@slack/web-api';
import { text, tree } from './read-json.ts';
import { readFailure, watchOf } from './slack-client.ts';

const metadataType = 'workshop_pilot';
const maxPages = 5;
const pageSize = 200;
/** Clocks differ, and a row is older than its post. */
const slackMs = 120_000;
/** So long after it was wanted, a post waits for a look that Slack puts off. */
const lookForMs = 5 * 60_000;
/** The bot may not read this channel's history: its scope was not granted, or there is no such method. */
const blind = new Set([
  'missing_scope',
  'unknown_method',
  'not_allowed_token_type',
  'method_not_supported_for_channel_type',
  'access_denied',
]);

export interface PostPlace {
  channelId: string;
  threadTs: string | null;
}

/** The idempotency key that every post carries in its metadata, and what else is to be found with it. */
export function postMetadata(key: string, more: { model?: string } = {}) {
  return { event_type: metadataType, event_payload: { key, ...more } };
}

/** What a message of Slack's says of itself, as far as it is looked at. */
export type SeenMessage = Record<string, unknown>;

/** The key of one of our posts; '' for everything else. */
export function keyOf(message: SeenMessage): string {
  return text(tree(tree(message.metadata).event_payload).key);
}

/** After a send whose answer was lost: is the post there? (G-02) */
export async function findPostByKey(client: WebClient, place: PostPlace, key: string, since: Date): Promise<string | undefined> {
  return findPost(client, place, since, (message) => keyOf(message) === key);
}

/**
 * Looks through what was posted there since shortly before `since`, at most a thousand messages. Undefined also when the history can't
 * be read at all: then the post is sent again, for a doubled message is a nuisance, and a missing card or question stops the workshop.
 * Rejects when Slack asks to wait or can't be reached, so that nothing is sent before we could look; but where Slack goes on asking to
 * wait for minutes, as it does of apps that may read one page a minute, the post counts as one whose history can't be read.
 */
export async function findPost(
  client: WebClient,
  place: PostPlace,
  since: Date,
  matches: (message: SeenMessage) => boolean,
): Promise<string | undefined> {
  for await (const message of seenSince(client, place, since)) {
    if (message === 'blind') {
      watchOf(client).onLooked?.('unseen');
      return undefined;
    }
    if (!matches(message)) continue;
    watchOf(client).onLooked?.('there');
    return text(message.ts);
  }
  watchOf(client).onLooked?.('absent');
  return undefined;
}

/** One after the other, oldest first in a thread. `blind`: the history can't be read, and nothing more comes. */
export async function* seenSince(client: WebClient, place: PostPlace, since: Date): AsyncGenerator<SeenMessage | 'blind'> {
  const oldest = String((since.getTime() - slackMs) / 1_000);
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const options = { channel: place.channelId, oldest, limit: pageSize, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
    try {
      const answer = place.threadTs
        ? await client.conversations.replies({ ...options, ts: place.threadTs })
        : await client.conversations.history(options);
      for (const message of answer.messages ?? []) yield tree(message);
      cursor = answer.response_metadata?.next_cursor;
    } catch (error) {
      const failure = readFailure(error);
      const isTooLate = failure.kind === 'rate-limited' && Date.now() - since.getTime() > lookForMs;
      if (isTooLate) {
        yield 'blind';
        return;
      }
      if (failure.kind !== 'refused' || !(blind.has(failure.code) || failure.code === 'thread_not_found')) throw error;
      yield 'blind';
      return;
    }
    if (!cursor) return;
  }
}
