import { isTs } from '../ids.ts';
import { showEphemeral } from '../interactivity/respond.ts';
import { LIMITS } from '../limits.ts';
import { compact, toSlackMessage } from '../message-shape.ts';
import { addMessage, changeMessage, deleteMessage } from '../messages.ts';
import type { Channel, Ts } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { afterLifetime } from '../stream-state.ts';
import type { Workspace } from '../workspace.ts';
import type { StoredMessage } from '../world.ts';
import { type Args, isTrue, type Method, need, optional, ownMessage, visibleChannel, writableChannel } from './method.ts';
import { readContent } from './read-content.ts';

/** The thread that a reply goes to: an existing message that is no reply itself. @throws SlackError */
export function readThreadTs(workspace: Workspace, channel: Channel, args: Args): Ts | undefined {
  const threadTs = optional(args, 'thread_ts');
  if (threadTs === undefined) return undefined;
  if (!isTs(threadTs)) throw new SlackError('invalid_thread_ts');
  const root = workspace.world.message(channel.id, threadTs);
  if (root === undefined) throw new SlackError('thread_not_found');
  if (root.threadTs !== undefined && root.threadTs !== root.ts) throw new SlackError('cannot_reply_to_message');
  return threadTs;
}

/** Whether addresses in a message are previewed: they are unless the app says no. */
export function readUnfurls(args: Args): { links: boolean; media: boolean } {
  return {
    links: args['unfurl_links'] === undefined || isTrue(args['unfurl_links']),
    media: args['unfurl_media'] === undefined || isTrue(args['unfurl_media']),
  };
}

function shape(workspace: Workspace, message: StoredMessage): Record<string, unknown> {
  return toSlackMessage(workspace.world, message, { origin: workspace.origin(), metadata: true });
}

const postMessage: Method = {
  scope: 'chat:write',
  tier: 'post',
  run(workspace, args) {
    const channel = writableChannel(workspace, args);
    const content = readContent(args);
    const threadTs = readThreadTs(workspace, channel, args);
    const message = addMessage(workspace, {
      ...content,
      channel: channel.id,
      user: workspace.world.botUser.id,
      text: (content.text ?? '').slice(0, LIMITS.message.textCutAtChars),
      unfurls: readUnfurls(args),
      ...(threadTs === undefined ? {} : { threadTs }),
      ...(threadTs !== undefined && isTrue(args['reply_broadcast']) ? { isBroadcast: true } : {}),
      ...(optional(args, 'username') === undefined ? {} : { username: need(args, 'username') }),
    });
    return { channel: channel.id, ts: message.ts, message: shape(workspace, message) };
  },
};

const update: Method = {
  scope: 'chat:write',
  tier: 'tier3',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel'));
    if (channel.isArchived) throw new SlackError('is_inactive');
    const message = afterLifetime(workspace, ownMessage(workspace, channel, need(args, 'ts'), 'cant_update_message'));
    if (message.streaming === true) throw new SlackError('streaming_state_conflict');
    const content = readContent(args, { mayBeEmpty: Array.isArray(args['blocks']) && message.text !== '' });
    if (typeof args['text'] === 'string' && args['text'].length > LIMITS.message.updateTextChars) throw new SlackError('msg_too_long');
    const { blocks, ...rest } = content;
    // Blocks that are not sent stay; an empty array removes them.
    const keepsBlocks = blocks === undefined && message.blocks !== undefined;
    const hasBlocks = keepsBlocks || (blocks?.length ?? 0) > 0;
    const edited = hasBlocks ? {} : { edited: { user: workspace.world.botUser.id, ts: workspace.world.ts.next() } };
    const change = { ...rest, ...edited, ...(blocks === undefined ? {} : { blocks }) };
    const changed = changeMessage(workspace, message, change, hasBlocks ? [] : ['blocks']);
    return { channel: channel.id, ts: changed.ts, text: changed.text, message: shape(workspace, changed) };
  },
};

const remove: Method = {
  scope: 'chat:write',
  tier: 'tier3',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel'));
    const message = afterLifetime(workspace, ownMessage(workspace, channel, need(args, 'ts'), 'cant_delete_message'));
    if (message.streaming === true) throw new SlackError('cant_delete_message');
    deleteMessage(workspace, message);
    return { channel: channel.id, ts: message.ts };
  },
};

const postEphemeral: Method = {
  scope: 'chat:write',
  tier: 'tier4',
  run(workspace, args) {
    const channel = writableChannel(workspace, args);
    const user = need(args, 'user');
    if (!channel.members.includes(user)) throw new SlackError('user_not_in_channel');
    const content = readContent(args);
    return { message_ts: showEphemeral(workspace, user, channel.id, content, readThreadTs(workspace, channel, args)) };
  },
};

const getPermalink: Method = {
  tier: 'special',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel'));
    const message = workspace.world.message(channel.id, need(args, 'message_ts'));
    if (message === undefined) throw new SlackError('message_not_found');
    const query = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
    return compact({
      channel: channel.id,
      permalink: `${workspace.origin()}/archives/${channel.id}/p${message.ts.replace('.', '')}${query}`,
    });
  },
};

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
};
