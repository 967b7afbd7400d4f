import type { OutboxRow } from '../ports/outbox.ts';
import { decodeText } from './decode-text.ts';
import { keyOf, type SeenMessage, seenSince } from './find-post.ts';
import { list, text, tree } from './read-json.ts';
import type { SlackContext } from './slack-context.ts';

/** The key of a message that belongs to a reply and is not its end. */
export function partKey(rowId: string, index: number): string {
  return `${rowId}#${index}`;
}

/** What a process that is gone left of a reply. */
export interface BegunReply {
  /** It stands there complete; only the row did not learn of it. */
  finished?: { slackTs: string; text: string; model?: string };
  /** Its messages so far, oldest first: whatever they say, it may end in the middle of a word. */
  begun: string[];
}

/**
 * Looks in the thread. A stream carries no metadata before it ends, and every other post of ours carries a key: a message of ours
 * without any is the stream that the row began. Where the history can't be read, the ts that the row noted is all there is.
 */
export async function findBegunReply(
  { client, identity }: SlackContext,
  row: Pick<OutboxRow, 'id' | 'channelId' | 'slackTs' | 'createdAt'>,
  threadTs: string,
): Promise<BegunReply> {
  const parts: SeenMessage[] = [];
  for await (const message of seenSince(client, { channelId: row.channelId, threadTs }, row.createdAt)) {
    if (message === 'blind') return { begun: row.slackTs ? [row.slackTs] : [] };
    const key = keyOf(message);
    if (key === row.id) return { finished: finish([...parts, message]), begun: [] };
    const isOrphan = key === '' && message.user === identity.botUserId && message.ts !== threadTs && list(message.files).length === 0;
    if (isOrphan || key.startsWith(`${row.id}#`) || message.ts === row.slackTs) parts.push(message);
  }
  return { begun: parts.map((part) => text(part.ts)) };
}

function finish(parts: readonly SeenMessage[]): NonNullable<BegunReply['finished']> {
  const model = text(tree(tree(parts.at(-1)?.metadata).event_payload).model);
  return {
    slackTs: text(parts[0]?.ts),
    text: parts.map((part) => decodeText(text(part.text))).join('\n'),
    ...(model ? { model } : {}),
  };
}
