import type { Tier } from '../limits.ts';
import type { Channel, ChannelId } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { isGranted, type Workspace } from '../workspace.ts';
import type { StoredMessage } from '../world.ts';
import type { Caller } from './caller.ts';

export type Args = Record<string, unknown>;

/** One method of the Web API. */
export interface Method {
  /** The bot scope it needs; methods that need one per kind of channel check it themselves. */
  scope?: string;
  tier: Tier;
  /** Which token it takes. Default: the bot's. */
  token?: 'app' | 'none';
  /** Answers the fields beside `ok: true`. @throws SlackError */
  run(workspace: Workspace, args: Args, caller: Caller): Record<string, unknown>;
}

export function requireScope(workspace: Workspace, scope: string): void {
  if (!isGranted(workspace, scope)) throw new SlackError('missing_scope', { needed: scope });
}

/** A required argument as text; Slack says which one is missing. */
export function need(args: Args, name: string): string {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') throw SlackError.explained('invalid_arguments', [`missing required field: ${name}`]);
  return value;
}

export function optional(args: Args, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1 || value === '1';
}

/** `limit`, within Slack's bounds. @throws SlackError invalid_limit */
export function readLimit(args: Args, fallback: number, max: number): number {
  if (args['limit'] === undefined || args['limit'] === '') return fallback;
  const limit = Number(args['limit']);
  if (!Number.isInteger(limit) || limit < 0 || limit > max) throw new SlackError('invalid_limit');
  return limit === 0 ? fallback : limit;
}

/** One page of a list and the cursor to the next. @throws SlackError invalid_cursor */
export function paginate<T>(items: readonly T[], args: Args, limit: number): { page: T[]; nextCursor: string } {
  const cursor = optional(args, 'cursor');
  const start = cursor === undefined ? 0 : decodeCursor(cursor);
  const page = items.slice(start, start + limit);
  const end = start + page.length;
  return { page, nextCursor: end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '' };
}

function decodeCursor(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null) throw new SlackError('invalid_cursor');
  return Number(match[1]);
}

/** The channel as far as the bot can see it: private ones only from inside. @throws SlackError channel_not_found */
export function visibleChannel(workspace: Workspace, id: ChannelId | undefined): Channel {
  const { world } = workspace;
  const channel = id === undefined ? undefined : world.channels.get(id);
  if (channel === undefined) throw new SlackError('channel_not_found');
  if (channel.isPrivate && !channel.members.includes(world.botUser.id)) throw new SlackError('channel_not_found');
  return channel;
}

/** A channel that the bot may write to. A user's id stands for the direct conversation with them. @throws SlackError */
export function writableChannel(workspace: Workspace, args: Args, name = 'channel'): Channel {
  const id = need(args, name);
  const { world } = workspace;
  const person = world.people.get(id);
  if (person !== undefined) {
    if (person.isBot || !workspace.manifest.messagesTab) throw new SlackError(person.isBot ? 'channel_not_found' : 'messages_tab_disabled');
    return world.directChannel(id);
  }
  const byName = id.startsWith('#') ? [...world.channels.values()].find((channel) => `#${channel.name}` === id) : undefined;
  const channel = visibleChannel(workspace, byName?.id ?? id);
  if (channel.isArchived) throw new SlackError('is_archived');
  if (!channel.members.includes(world.botUser.id)) throw new SlackError('not_in_channel');
  return channel;
}

/** The bot's own message. @throws SlackError message_not_found, or `refusal` when it is somebody else's */
export function ownMessage(workspace: Workspace, channel: Channel, ts: string, refusal: string): StoredMessage {
  const message = workspace.world.message(channel.id, ts);
  if (message === undefined || message.subtype === 'tombstone') throw new SlackError('message_not_found');
  if (message.user !== workspace.world.botUser.id) throw new SlackError(refusal);
  return message;
}

/** The scope for reading (`read`) or for the messages (`history`) of this kind of channel. */
export function channelScope(channel: Channel, what: 'read' | 'history'): string {
  return `${channel.isDirect ? 'im' : channel.isPrivate ? 'groups' : 'channels'}:${what}`;
}
