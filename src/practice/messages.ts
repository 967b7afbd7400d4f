import { randomUUID } from 'node:crypto';
import { emitMessage, emitMessageChanged, emitMessageDeleted } from './events.ts';
import { toSlackMessage } from './message-shape.ts';
import type { ChannelId, Ts, UserId } from './protocol.ts';
import type { Workspace } from './workspace.ts';
import type { StoredMessage } from './world.ts';

export type NewMessage = Omit<Partial<StoredMessage>, 'ts' | 'reactions'> & { channel: ChannelId; user: UserId; text: string };

/** Stores a message, counts it at its thread's root and tells the bot. */
export function addMessage(workspace: Workspace, fresh: NewMessage): StoredMessage {
  const { world } = workspace;
  const message: StoredMessage = { reactions: [], fileIds: [], ...fresh, ts: world.ts.next() };
  world.saveMessage(message);
  if (message.threadTs !== undefined) recountThread(workspace, message.channel, message.threadTs);
  // What the bot was said to be doing is done once it says something.
  if (message.user === world.botUser.id) world.statuses.delete(`${message.channel}:${message.threadTs}`);
  emitMessage(workspace, message);
  return message;
}

/** A message typed by a person, or a grey line about what they did. */
export function addPersonMessage(workspace: Workspace, fresh: NewMessage): StoredMessage {
  return addMessage(workspace, { ...fresh, ...(fresh.subtype === undefined ? { clientMsgId: fresh.clientMsgId ?? randomUUID() } : {}) });
}

/** Changes a stored message in place, `without` some of its fields; the bot sees it before and after. */
export function changeMessage(
  workspace: Workspace,
  message: StoredMessage,
  change: Partial<StoredMessage>,
  without: ('blocks' | 'edited')[] = [],
): StoredMessage {
  const before = toSlackMessage(workspace.world, message, { origin: workspace.origin() });
  const changed = { ...message, ...change };
  for (const field of without) delete changed[field];
  workspace.world.saveMessage(changed);
  emitMessageChanged(workspace, changed, before);
  return changed;
}

/** Removes a message; a root with replies leaves a tombstone, as in Slack. */
export function deleteMessage(workspace: Workspace, message: StoredMessage): void {
  const { world } = workspace;
  const before = toSlackMessage(world, message, { origin: workspace.origin() });
  if (message.thread !== undefined && message.threadTs === undefined) {
    const { channel, ts, thread } = message;
    world.saveMessage({
      channel,
      ts,
      thread,
      user: 'USLACKBOT',
      text: 'This message was deleted.',
      subtype: 'tombstone',
      reactions: [],
      fileIds: [],
    });
  } else {
    world.removeMessage(message);
    if (message.threadTs !== undefined) recountThread(workspace, message.channel, message.threadTs);
  }
  emitMessageDeleted(workspace, message.channel, before);
}

function recountThread(workspace: Workspace, channel: ChannelId, rootTs: Ts): void {
  const { world } = workspace;
  const root = world.message(channel, rootTs);
  if (root === undefined) return;
  const log = world.log(channel);
  const replies = log.threads.get(rootTs) ?? [];
  const lastTs = replies.at(-1);
  const { thread: _, ...rest } = root;
  if (lastTs === undefined) {
    world.saveMessage(rest);
    return;
  }
  const author = log.byTs.get(lastTs)?.user;
  const known = root.thread?.users ?? [];
  // After a deletion the authors are counted again; a new reply can only add its own.
  const users =
    replies.length > (root.thread?.replies ?? 0)
      ? [...new Set([...known, ...(author === undefined ? [] : [author])])]
      : [...new Set(replies.flatMap((ts) => log.byTs.get(ts)?.user ?? []))];
  world.saveMessage({ ...rest, thread: { replies: replies.length, users, lastTs } });
}
