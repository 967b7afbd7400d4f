import { isTs } from '../ids.ts';
import { join } from '../membership.ts';
import { toSlackMessage } from '../message-shape.ts';
import type { Channel, Ts } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { isGranted, type Workspace } from '../workspace.ts';
import { lowerBound } from '../world.ts';
import {
  type Args,
  channelScope,
  isTrue,
  type Method,
  need,
  optional,
  paginate,
  readLimit,
  requireScope,
  visibleChannel,
} from './method.ts';

/** A conversation as Slack shows it to the bot. */
function toSlackChannel(workspace: Workspace, channel: Channel, withMemberCount: boolean): Record<string, unknown> {
  const { world } = workspace;
  const bot = world.botUser.id;
  const isShared = channel.members.some((member) => world.people.get(member)?.isOutsider === true);
  if (channel.isDirect) {
    return {
      id: channel.id,
      is_im: true,
      is_channel: false,
      is_group: false,
      is_archived: false,
      user: channel.members.find((member) => member !== bot),
      created: 0,
      is_open: true,
    };
  }
  const canvas = [...world.canvases.values()].find((candidate) => candidate.channel === channel.id);
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_member: channel.members.includes(bot),
    is_shared: isShared,
    is_ext_shared: isShared,
    is_org_shared: false,
    context_team_id: world.seeds.team.id,
    created: 0,
    creator: channel.members[0] ?? '',
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    properties: canvas === undefined ? {} : { canvas: { file_id: canvas.id, is_empty: canvas.markdown === '', quip_thread_id: '' } },
    ...(withMemberCount ? { num_members: channel.members.length } : {}),
  };
}

/** A channel whose messages the bot may read. @throws SlackError */
function readableChannel(workspace: Workspace, args: Args): Channel {
  const channel = visibleChannel(workspace, need(args, 'channel'));
  requireScope(workspace, channelScope(channel, 'history'));
  if (!channel.members.includes(workspace.world.botUser.id)) throw new SlackError('not_in_channel');
  return channel;
}

/** The part of a sorted list between `oldest` and `latest`. @throws SlackError */
function between(list: readonly Ts[], args: Args): Ts[] {
  const read = (name: 'oldest' | 'latest', fallback: string): string => {
    const value = optional(args, name);
    if (value === undefined || value === '0') return fallback;
    if (!/^\d{1,12}(\.\d{1,6})?$/.test(value)) throw new SlackError(`invalid_ts_${name}`);
    const [seconds = '', micros = ''] = value.split('.');
    return `${seconds}.${micros.padEnd(6, '0')}`;
  };
  const oldest = read('oldest', '');
  const latest = read('latest', '9');
  const inclusive = isTrue(args['inclusive']);
  let start = oldest === '' ? 0 : lowerBound(list, oldest);
  if (!inclusive && list[start] === oldest) start += 1;
  let end = latest === '9' ? list.length : lowerBound(list, latest);
  if (inclusive && list[end] === latest) end += 1;
  return list.slice(start, end);
}

const info: Method = {
  tier: 'tier3',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel'));
    requireScope(workspace, channelScope(channel, 'read'));
    return { channel: toSlackChannel(workspace, channel, isTrue(args['include_num_members'])) };
  },
};

const KINDS: Record<string, { scope: string; of: (channel: Channel) => boolean }> = {
  public_channel: { scope: 'channels:read', of: (channel) => !channel.isPrivate && !channel.isDirect },
  private_channel: { scope: 'groups:read', of: (channel) => channel.isPrivate && !channel.isDirect },
  im: { scope: 'im:read', of: (channel) => channel.isDirect },
  mpim: { scope: 'mpim:read', of: () => false },
};

function listChannels(workspace: Workspace, args: Args, member: string | undefined): Record<string, unknown> {
  const bot = workspace.world.botUser.id;
  const types = (optional(args, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
  const kinds = types.map((type) => KINDS[type]);
  if (kinds.includes(undefined)) throw new SlackError('invalid_types');
  for (const kind of kinds)
    if (kind !== undefined && !isGranted(workspace, kind.scope)) throw new SlackError('missing_scope', { needed: kind.scope });
  const channels = [...workspace.world.channels.values()].filter(
    (channel) =>
      kinds.some((kind) => kind?.of(channel) === true) &&
      (!channel.isPrivate || channel.members.includes(bot)) &&
      (member === undefined || channel.members.includes(member)) &&
      !(isTrue(args['exclude_archived']) && channel.isArchived),
  );
  const { page, nextCursor } = paginate(channels, args, readLimit(args, 100, 1000));
  return { channels: page.map((channel) => toSlackChannel(workspace, channel, true)), response_metadata: { next_cursor: nextCursor } };
}

const history: Method = {
  tier: 'tier3',
  run(workspace, args) {
    const channel = readableChannel(workspace, args);
    const log = workspace.world.log(channel.id);
    const newestFirst = between(log.timeline, args).reverse();
    const { page, nextCursor } = paginate(newestFirst, args, readLimit(args, 100, 999));
    const messages = page.flatMap((ts) => log.byTs.get(ts) ?? []);
    return {
      messages: messages.map((message) =>
        toSlackMessage(workspace.world, message, { origin: workspace.origin(), metadata: isTrue(args['include_all_metadata']) }),
      ),
      has_more: nextCursor !== '',
      pin_count: 0,
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

const replies: Method = {
  tier: 'tier3',
  run(workspace, args) {
    const channel = readableChannel(workspace, args);
    const ts = need(args, 'ts');
    const message = isTs(ts) ? workspace.world.message(channel.id, ts) : undefined;
    if (message === undefined) throw new SlackError('thread_not_found');
    const log = workspace.world.log(channel.id);
    const options = { origin: workspace.origin(), metadata: isTrue(args['include_all_metadata']) };
    // Asked about a reply, Slack shows that reply alone.
    const inThread = message.threadTs === undefined ? between(log.threads.get(ts) ?? [], args) : [];
    const { page, nextCursor } = paginate(inThread, args, readLimit(args, 1000, 1000));
    return {
      messages: [message, ...page.flatMap((reply) => log.byTs.get(reply) ?? [])].map((entry) =>
        toSlackMessage(workspace.world, entry, options),
      ),
      has_more: nextCursor !== '',
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

const members: Method = {
  tier: 'tier4',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel'));
    requireScope(workspace, channelScope(channel, 'read'));
    const { page, nextCursor } = paginate(channel.members, args, readLimit(args, 100, 1000));
    return { members: page, response_metadata: { next_cursor: nextCursor } };
  },
};

const joinChannel: Method = {
  scope: 'channels:join',
  tier: 'tier3',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel'));
    if (channel.isDirect || channel.isPrivate) throw new SlackError('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new SlackError('is_archived');
    const bot = workspace.world.botUser.id;
    const isMember = channel.members.includes(bot);
    if (!isMember) join(workspace, channel, bot);
    const joined = workspace.world.channels.get(channel.id) ?? channel;
    return {
      channel: toSlackChannel(workspace, joined, true),
      ...(isMember ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } } : {}),
    };
  },
};

const open: Method = {
  scope: 'im:write',
  tier: 'tier3',
  run(workspace, args) {
    const existing = optional(args, 'channel');
    if (existing !== undefined) return { channel: { id: visibleChannel(workspace, existing).id }, no_op: true, already_open: true };
    const users = optional(args, 'users')?.split(',') ?? [];
    const [user] = users;
    if (user === undefined) throw new SlackError('users_list_not_supplied');
    if (users.length > 1) throw new SlackError('missing_scope', { needed: 'mpim:write' });
    const person = workspace.world.people.get(user);
    if (person === undefined || person.isBot) throw new SlackError('user_not_found');
    return { channel: { id: workspace.world.directChannel(user).id } };
  },
};

export const conversationMethods: Record<string, Method> = {
  'conversations.info': info,
  'conversations.list': { tier: 'tier2', run: (workspace, args) => listChannels(workspace, args, undefined) },
  'users.conversations': {
    tier: 'tier3',
    run: (workspace, args) => listChannels(workspace, args, optional(args, 'user') ?? workspace.world.botUser.id),
  },
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.members': members,
  'conversations.join': joinChannel,
  'conversations.open': open,
};
