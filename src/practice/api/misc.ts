import { createId } from '../ids.ts';
import { teamOf, toSlackMessage } from '../message-shape.ts';
import type { Person } from '../protocol.ts';
import { react, unreact } from '../reactions.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, type Method, need, optional, paginate, readLimit, visibleChannel } from './method.ts';

function toSlackUser(workspace: Workspace, person: Person): Record<string, unknown> {
  const team = teamOf(workspace.world, person);
  const offsetSeconds = utcOffsetSeconds(person.timeZone, workspace.world.now());
  return {
    id: person.id,
    team_id: team,
    name: person.name,
    real_name: person.realName,
    deleted: false,
    color: person.colour.replace('#', ''),
    tz: person.timeZone,
    tz_label: person.timeZone,
    tz_offset: offsetSeconds,
    is_bot: person.isBot,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_stranger: person.isOutsider,
    updated: 0,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      real_name_normalized: person.realName,
      display_name_normalized: person.name,
      team,
    },
  };
}

function utcOffsetSeconds(timeZone: string, at: number): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
}

/** A message that the bot can react to or pin, and its channel. */
function findItem(workspace: Workspace, args: Args) {
  const channelId = optional(args, 'channel');
  const ts = optional(args, 'timestamp');
  if (channelId === undefined || ts === undefined) throw new SlackError('no_item_specified');
  const channel = visibleChannel(workspace, channelId);
  if (!/^\d+\.\d+$/.test(ts)) throw new SlackError('bad_timestamp');
  const message = workspace.world.message(channel.id, ts);
  if (message === undefined) throw new SlackError('message_not_found');
  return { channel, message };
}

const addReaction: Method = {
  scope: 'reactions:write',
  tier: 'tier3',
  run(workspace, args) {
    const name = need(args, 'name').replace(/^:|:$/g, '');
    const { channel, message } = findItem(workspace, args);
    if (channel.isArchived) throw new SlackError('is_archived');
    if (!channel.members.includes(workspace.world.botUser.id)) throw new SlackError('not_in_channel');
    const problem = react(workspace, workspace.world.botUser.id, channel.id, message.ts, name);
    if (problem !== undefined) throw new SlackError(problem);
    return {};
  },
};

const removeReaction: Method = {
  scope: 'reactions:write',
  tier: 'tier2',
  run(workspace, args) {
    const name = need(args, 'name').replace(/^:|:$/g, '');
    const { channel, message } = findItem(workspace, args);
    if (!unreact(workspace, workspace.world.botUser.id, channel.id, message.ts, name)) throw new SlackError('no_reaction');
    return {};
  },
};

const getReactions: Method = {
  scope: 'reactions:read',
  tier: 'tier3',
  run(workspace, args) {
    const { channel, message } = findItem(workspace, args);
    return { type: 'message', channel: channel.id, message: toSlackMessage(workspace.world, message, { origin: workspace.origin() }) };
  },
};

const addPin: Method = {
  scope: 'pins:write',
  tier: 'tier2',
  run(workspace, args) {
    const { channel, message } = findItem(workspace, args);
    if (!channel.members.includes(workspace.world.botUser.id)) throw new SlackError('not_in_channel');
    if (message.isPinned === true) throw new SlackError('already_pinned');
    workspace.world.saveMessage({ ...message, isPinned: true });
    return {};
  },
};

const addBookmark: Method = {
  scope: 'bookmarks:write',
  tier: 'tier2',
  run(workspace, args) {
    const channel = visibleChannel(workspace, need(args, 'channel_id'));
    if (!channel.members.includes(workspace.world.botUser.id)) throw new SlackError('channel_not_found');
    if (need(args, 'type') !== 'link') throw new SlackError('invalid_bookmark_type');
    const link = optional(args, 'link') ?? '';
    if (!/^https?:\/\//.test(link)) throw new SlackError('invalid_link');
    const bookmark = { id: createId('Bk'), channel: channel.id, title: need(args, 'title'), link };
    workspace.world.saveBookmark(bookmark);
    return { bookmark: { id: bookmark.id, channel_id: channel.id, title: bookmark.title, link, type: 'link' } };
  },
};

const usersInfo: Method = {
  scope: 'users:read',
  tier: 'tier4',
  run(workspace, args) {
    const person = workspace.world.people.get(need(args, 'user'));
    if (person === undefined) throw new SlackError('user_not_found');
    return { user: toSlackUser(workspace, person) };
  },
};

const usersList: Method = {
  scope: 'users:read',
  tier: 'tier2',
  run(workspace, args) {
    const { page, nextCursor } = paginate([...workspace.world.people.values()], args, readLimit(args, 200, 1000));
    return {
      members: page.map((person) => toSlackUser(workspace, person)),
      cache_ts: Math.floor(workspace.world.now() / 1000),
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

const teamInfo: Method = {
  scope: 'team:read',
  tier: 'tier3',
  run(workspace) {
    const { team } = workspace.world.seeds;
    return { team: { id: team.id, name: team.name, domain: team.domain, email_domain: '', icon: {} } };
  },
};

const authTest: Method = {
  tier: 'special',
  run(workspace, _args, { place }) {
    const { world } = workspace;
    const { enterprise, team } = world.seeds;
    const isOrgWide = place?.isOrgWide === true;
    return {
      url: `${workspace.origin()}/`,
      team: isOrgWide ? enterprise?.name : team.name,
      team_id: isOrgWide ? enterprise?.id : team.id,
      ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id }),
      user: world.botUser.name,
      user_id: world.botUser.id,
      bot_id: world.seeds.botId,
      is_enterprise_install: isOrgWide,
    };
  },
};

const openConnection: Method = {
  tier: 'tier3',
  token: 'app',
  run(workspace) {
    const url = workspace.socket.issueUrl();
    if (url === undefined) throw new SlackError('too_many_websockets');
    return { url };
  },
};

export const miscMethods: Record<string, Method> = {
  'reactions.add': addReaction,
  'reactions.remove': removeReaction,
  'reactions.get': getReactions,
  'pins.add': addPin,
  'bookmarks.add': addBookmark,
  'users.info': usersInfo,
  'users.list': usersList,
  'team.info': teamInfo,
  'auth.test': authTest,
  'apps.connections.open': openConnection,
  'api.test': { tier: 'special', run: (_workspace, args) => ({ args }) },
};
