import type { Button } from '../ports/outbox.ts';
import { actions, markdownBlock, type Rendered } from './blocks.ts';
import { callPatiently, type Patience } from './call-patiently.ts';
import { markdownToMrkdwn } from './escape-markdown.ts';
import { postMetadata } from './find-post.ts';
import { cutText, limits } from './limits.ts';
import { type KeyedPost, postMessage, sendBlocks } from './post-message.ts';
import { readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

export interface ReplyPlace {
  rowId: string;
  createdAt: Date;
  channelId: string;
  threadTs: string;
  /** Slack streams to one person. */
  recipient: Promise<{ userId: string; teamId: string }>;
}

/** What one message of a reply says. */
export type ReplyPart = {
  /** The row's own id says that the reply is complete with this message; see `partKey`. */
  key: string;
  model?: string;
} & ({ markdown: string; buttons?: readonly Button[] } | { rendered: Rendered });

/** The calls that a reply is made of. Those named `try…` are made once; the others are repeated until Slack takes or refuses them. */
export interface ReplyCalls {
  tryStart(markdown: string): Promise<string>;
  tryAppend(ts: string, markdown: string): Promise<void>;
  tryPost(part: ReplyPart): Promise<string>;
  tryUpdate(ts: string, part: ReplyPart): Promise<void>;
  post(part: ReplyPart): Promise<string>;
  /** Ends a stream, with its last words. False when Slack does not do it: then what it should say has to be written by an edit. */
  stop(ts: string, part: ReplyPart): Promise<boolean>;
  /** Sets the whole message. False when it is gone. */
  update(ts: string, part: ReplyPart): Promise<boolean>;
  /** Where nothing may be deleted, a few words stay. */
  remove(ts: string): Promise<void>;
  setStatus(status: string): Promise<void>;
}

/** It is no stream any more, however it ended. */
const ended = new Set(['message_not_in_streaming_state', 'stopped_by_user', 'message_not_found']);
const neverMind = '_Never mind, I have nothing to add._';
const goneMessages = new Set(['message_not_found', 'thread_not_found']);

export function createReplyCalls({ client, log }: Pick<SlackContext, 'client' | 'log'>, place: ReplyPlace, patience: Patience): ReplyCalls {
  const { channelId: channel, threadTs: thread_ts } = place;
  const patiently = <T>(call: () => Promise<T>) => callPatiently(patience, call);
  const metadataOf = ({ key, model }: ReplyPart) => postMetadata(key, model ? { model } : {});

  async function send(part: ReplyPart, doubtful: boolean): Promise<string> {
    const { createdAt } = place;
    const post: KeyedPost = { channelId: channel, threadTs: thread_ts, key: part.key, doubtful, createdAt, metadata: metadataOf(part) };
    return postMessage({ client, log }, post, render(part));
  }

  async function edit(ts: string, part: ReplyPart): Promise<void> {
    const { text, blocks } = render(part);
    const message = { channel, ts, text, parse: 'none' as const, metadata: metadataOf(part) };
    // Blocks are always sent: those of what stood there before must not stay.
    await sendBlocks(log, blocks ?? [], (accepted) => client.chat.update({ ...message, blocks: accepted.blocks ?? [] }));
  }

  async function update(ts: string, part: ReplyPart): Promise<boolean> {
    try {
      await patiently(() => edit(ts, part));
      return true;
    } catch (error) {
      if (!goneMessages.has(readFailure(error).code)) throw error;
      return false;
    }
  }

  return {
    async tryStart(markdown) {
      const { userId, teamId } = await place.recipient;
      const recipient = { recipient_user_id: userId, recipient_team_id: teamId };
      const quiet = { unfurl_links: false, unfurl_media: false };
      const begun = await client.chat.startStream({ channel, thread_ts, markdown_text: markdown, ...recipient, ...quiet });
      return begun.ts ?? '';
    },
    async tryAppend(ts, markdown) {
      await client.chat.appendStream({ channel, ts, markdown_text: markdown });
    },
    tryPost: (part) => send(part, false),
    tryUpdate: edit,
    async post(part) {
      let doubtful = false;
      return patiently(async () => {
        try {
          return await send(part, doubtful);
        } catch (error) {
          doubtful ||= readFailure(error).kind === 'doubtful';
          throw error;
        }
      });
    },
    async stop(ts, part) {
      const { markdown, buttons = [] } = 'markdown' in part ? part : { markdown: '' };
      const last = { channel, ts, metadata: metadataOf(part), ...(markdown ? { markdown_text: markdown } : {}) };
      const blocks = buttons.length > 0 ? [actions(buttons)] : undefined;
      try {
        await patiently(() => sendBlocks(log, blocks, (accepted) => client.chat.stopStream({ ...last, ...accepted })));
        return true;
      } catch (error) {
        const failure = readFailure(error);
        if (failure.kind !== 'refused') throw error;
        if (!ended.has(failure.code)) log.warn({ code: failure.code, detail: failure.detail }, 'a stream could not be ended as it should');
        return false;
      }
    },
    update,
    async remove(ts) {
      try {
        await patiently(() => client.chat.delete({ channel, ts }));
      } catch (error) {
        const { kind, code } = readFailure(error);
        if (kind !== 'refused') throw error;
        if (!goneMessages.has(code)) await update(ts, { key: place.rowId, rendered: { text: neverMind } });
      }
    },
    async setStatus(status) {
      try {
        await client.assistant.threads.setStatus({ channel_id: channel, thread_ts, status });
      } catch (error) {
        log.debug({ code: readFailure(error).code }, 'a status was not set');
      }
    },
  };
}

function render(part: ReplyPart): Rendered {
  if ('rendered' in part) return part.rendered;
  const { markdown, buttons = [] } = part;
  return {
    text: cutText(markdownToMrkdwn(markdown), limits.message.text),
    blocks: [...(markdown.trim() ? [markdownBlock(markdown)] : []), ...(buttons.length > 0 ? [actions(buttons)] : [])],
  };
}
