import type { MessageBlock, Rendered } from './blocks.ts';
import { findPostByKey, type PostPlace, postMetadata } from './find-post.ts';
import { readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

/** A post that is sent at most once for its key, as far as Slack lets us find out. */
export interface KeyedPost extends PostPlace {
  key: string;
  /** Send it only after looking whether it is there. */
  doubtful: boolean;
  createdAt: Date;
  /** Called before it is sent; rejects when it is not ours to send any more. */
  hold?: () => Promise<void>;
  /** Instead of the key alone. */
  metadata?: ReturnType<typeof postMetadata>;
}

const refusedBlocks = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

/** Returns the post's ts. Never unfurls: a preview would fetch whatever address somebody wrote. */
export async function postMessage(
  { client, log }: Pick<SlackContext, 'client' | 'log'>,
  post: KeyedPost,
  message: Rendered | { markdown: string },
): Promise<string> {
  if (post.doubtful) {
    const ts = await findPostByKey(client, post, post.key, post.createdAt);
    if (ts) return ts;
  }
  await post.hold?.();
  const place = { channel: post.channelId, unfurl_links: false, unfurl_media: false, metadata: post.metadata ?? postMetadata(post.key) };
  const thread = post.threadTs ? { thread_ts: post.threadTs } : {};
  if ('markdown' in message) return (await client.chat.postMessage({ ...place, ...thread, markdown_text: message.markdown })).ts ?? '';
  const { text, blocks } = message;
  return sendBlocks(
    log,
    blocks,
    async (accepted) => (await client.chat.postMessage({ ...place, ...thread, text, parse: 'none', ...accepted })).ts ?? '',
  );
}

/** Blocks that Slack refuses are a mistake of ours; people get the words alone rather than nothing. */
export async function sendBlocks<T>(
  log: SlackContext['log'],
  blocks: MessageBlock[] | undefined,
  send: (accepted: { blocks?: MessageBlock[] }) => Promise<T>,
): Promise<T> {
  try {
    return await send(blocks ? { blocks } : {});
  } catch (error) {
    const failure = readFailure(error);
    if (!blocks || failure.kind !== 'refused' || !refusedBlocks.has(failure.code)) throw error;
    log.error({ code: failure.code, detail: failure.detail }, 'Slack refused the blocks of a message; it goes out as plain text');
    return send({ blocks: [] });
  }
}
