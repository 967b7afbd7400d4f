import { readMessageBlocks, withIds } from '../blocks/check-blocks.ts';
import { isObject } from '../blocks/schema.ts';
import { LIMITS } from '../limits.ts';
import { teamOf, toSlackMessage } from '../message-shape.ts';
import { addMessage, changeMessage } from '../messages.ts';
import type { Block } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { afterLifetime } from '../stream-state.ts';
import { normaliseAppText } from '../text.ts';
import type { Workspace } from '../workspace.ts';
import type { StoredMessage } from '../world.ts';
import { readThreadTs, readUnfurls } from './chat.ts';
import { type Args, type Method, need, optional, ownMessage, visibleChannel, writableChannel } from './method.ts';
import { readMetadata } from './read-content.ts';

/** What a call adds to a stream: text, and blocks for tasks, a plan's title or whatever the app sends. */
interface Addition {
  /** Undefined when nothing is added. */
  mode?: 'markdown_text' | 'chunks';
  markdown: string;
  blocks: Block[];
}

/** @throws SlackError cannot_provide_both_markdown_text_and_chunks, invalid_chunks, msg_too_long, invalid_blocks */
function readAddition(args: Args): Addition {
  const { markdown_text: text, chunks } = args;
  const hasText = typeof text === 'string' && text !== '';
  if (hasText && chunks !== undefined) throw new SlackError('cannot_provide_both_markdown_text_and_chunks');
  if (chunks !== undefined && !Array.isArray(chunks)) throw new SlackError('invalid_chunks');
  const mode = hasText ? { mode: 'markdown_text' as const } : (chunks?.length ?? 0) > 0 ? { mode: 'chunks' as const } : {};
  const addition: Addition = { ...mode, markdown: hasText ? text : '', blocks: [] };
  for (const chunk of chunks ?? []) {
    if (!isObject(chunk)) throw new SlackError('invalid_chunks');
    if (chunk['type'] === 'markdown_text' && typeof chunk['text'] === 'string') addition.markdown += chunk['text'];
    else if (chunk['type'] === 'task_update') addition.blocks.push(readTask(chunk));
    else if (chunk['type'] === 'plan_update' && isShort(chunk['title']))
      addition.blocks.push({ type: 'plan', block_id: 'plan', title: chunk['title'] });
    else if (chunk['type'] === 'blocks') addition.blocks.push(...readMessageBlocks(chunk['blocks']));
    else throw new SlackError('invalid_chunks');
  }
  if (addition.markdown.length > LIMITS.message.markdownTextChars) throw new SlackError('msg_too_long');
  return addition;
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LIMITS.stream.taskTextChars;
}

function readTask(chunk: Record<string, unknown>): Block {
  const { id, title, status, details, output } = chunk;
  const isValid = typeof id === 'string' && isShort(title) && ['pending', 'in_progress', 'complete', 'error'].includes(String(status));
  if (!isValid) throw new SlackError('invalid_chunks');
  const paragraph = (text: unknown): unknown => ({
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  });
  return {
    type: 'task_card',
    block_id: `task:${id}`,
    task_id: id,
    title,
    status,
    ...(typeof details === 'string' ? { details: paragraph(details) } : {}),
    ...(typeof output === 'string' ? { output: paragraph(output) } : {}),
  };
}

/** The message with what was added: the text grows, tasks of the same id are replaced, the text stands after them. */
function grow(message: { text: string; blocks?: Block[] }, addition: Omit<Addition, 'mode'>): { text: string; blocks: Block[] } {
  const shown = (message.blocks ?? []).find((block) => block.type === 'markdown');
  const markdown = `${typeof shown?.['text'] === 'string' ? shown['text'] : ''}${addition.markdown}`;
  if (markdown.length > LIMITS.message.allBlocksChars) throw new SlackError('msg_blocks_too_long');
  const others = (message.blocks ?? []).filter(
    (block) => block !== shown && !addition.blocks.some((added) => added.block_id === block.block_id),
  );
  const blocks = [...others, ...addition.blocks, ...(markdown === '' ? [] : [{ type: 'markdown', block_id: 'stream', text: markdown }])];
  if (blocks.length > LIMITS.message.blocks) throw new SlackError('msg_blocks_too_many');
  return { text: normaliseAppText(markdown), blocks };
}

/** The bot's message while it can still grow. @throws SlackError */
function openStream(workspace: Workspace, args: Args): StoredMessage {
  const channel = visibleChannel(workspace, need(args, 'channel'));
  return afterLifetime(workspace, ownMessage(workspace, channel, need(args, 'ts'), 'message_not_owned_by_app'));
}

/** @throws SlackError streaming_mode_mismatch */
function readMore(message: StoredMessage, args: Args): Addition {
  const addition = readAddition(args);
  if (addition.mode && message.streamMode && addition.mode !== message.streamMode) throw new SlackError('streaming_mode_mismatch');
  return addition;
}

const startStream: Method = {
  scope: 'chat:write',
  tier: 'tier2',
  run(workspace, args) {
    const channel = writableChannel(workspace, args);
    const threadTs = readThreadTs(workspace, channel, args);
    if (threadTs === undefined) throw SlackError.explained('invalid_arguments', ['missing required field: thread_ts']);
    if (!channel.isDirect) {
      if (optional(args, 'recipient_team_id') === undefined) throw new SlackError('missing_recipient_team_id');
      const recipient = optional(args, 'recipient_user_id');
      if (recipient === undefined) throw new SlackError('missing_recipient_user_id');
      const person = workspace.world.people.get(recipient);
      if (person === undefined) throw new SlackError('user_not_found');
      if (args['recipient_team_id'] !== teamOf(workspace.world, person)) throw new SlackError('team_not_found');
    }
    const { mode, ...addition } = readAddition(args);
    const now = workspace.world.now();
    // Neither metadata nor buttons: both come with its end.
    const message = addMessage(workspace, {
      ...grow({ text: '' }, addition),
      channel: channel.id,
      user: workspace.world.botUser.id,
      threadTs,
      unfurls: readUnfurls(args),
      streaming: true,
      streamStartedAtMs: now,
      streamedAtMs: now,
      ...(mode === undefined ? {} : { streamMode: mode }),
    });
    return { channel: channel.id, ts: message.ts };
  },
};

const appendStream: Method = {
  scope: 'chat:write',
  tier: 'tier4',
  run(workspace, args) {
    const message = openStream(workspace, args);
    if (message.streamStoppedBy !== undefined) throw new SlackError('stopped_by_user');
    if (message.streaming !== true) throw new SlackError('message_not_in_streaming_state');
    const { mode, ...addition } = readMore(message, args);
    if (mode === undefined) throw new SlackError('markdown_text_or_chunks_required');
    // No event for each piece: Slack tells of the message when it begins and when it is complete.
    workspace.world.saveMessage({ ...message, ...grow(message, addition), streamMode: mode, streamedAtMs: workspace.world.now() });
    return { channel: message.channel, ts: message.ts };
  },
};

const stopStream: Method = {
  scope: 'chat:write',
  tier: 'tier2',
  run(workspace, args) {
    const message = openStream(workspace, args);
    if (message.streaming !== true) throw new SlackError('message_not_in_streaming_state');
    const grown = grow(message, readMore(message, args));
    const closing = args['blocks'] === undefined ? [] : readMessageBlocks(args['blocks']);
    const metadata = readMetadata(args['metadata']);
    const stopped = changeMessage(workspace, message, {
      text: grown.text,
      blocks: withIds([...grown.blocks, ...closing]),
      streaming: false,
      ...(metadata === undefined ? {} : { metadata }),
    });
    return {
      channel: message.channel,
      ts: message.ts,
      message: toSlackMessage(workspace.world, stopped, { origin: workspace.origin(), metadata: true }),
    };
  },
};

const setStatus: Method = {
  scope: 'chat:write',
  tier: 'special',
  run(workspace, args) {
    const channel = writableChannel(workspace, args, 'channel_id');
    const threadTs = need(args, 'thread_ts');
    if (workspace.world.message(channel.id, threadTs) === undefined) throw new SlackError('invalid_thread_ts');
    const loading = args['loading_messages'];
    if (loading !== undefined && (!Array.isArray(loading) || loading.length > LIMITS.status.loadingMessages))
      throw SlackError.explained('invalid_arguments', ['no more than 10 items allowed [json-pointer:/loading_messages]']);
    const text = typeof args['status'] === 'string' ? args['status'] : '';
    const key = `${channel.id}:${threadTs}`;
    if (text === '') workspace.world.statuses.delete(key);
    else workspace.world.statuses.set(key, { channel: channel.id, threadTs, text, setAtMs: workspace.world.now() });
    workspace.world.changed();
    return {};
  },
};

export const streamMethods: Record<string, Method> = {
  'chat.startStream': startStream,
  'chat.appendStream': appendStream,
  'chat.stopStream': stopStream,
  'assistant.threads.setStatus': setStatus,
};
