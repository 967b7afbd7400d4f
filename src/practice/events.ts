import { createId } from './ids.ts';
import { compact, teamOf, toSlackMessage } from './message-shape.ts';
import type { Channel, ChannelId, Ts, UserId } from './protocol.ts';
import { mentionsUser } from './text.ts';
import { grantOf, isGranted, isInstalled, type Workspace } from './workspace.ts';
import type { StoredMessage } from './world.ts';

type Json = Record<string, unknown>;

/** The scope without which Slack does not send an event; `public` and `private` are for channel events of either kind. */
const EVENT_SCOPES: Record<string, { public?: string; private?: string }> = {
  'message.channels': { public: 'channels:history' },
  'message.groups': { private: 'groups:history' },
  'message.im': { private: 'im:history' },
  app_mention: { public: 'app_mentions:read', private: 'app_mentions:read' },
  reaction_added: { public: 'reactions:read', private: 'reactions:read' },
  reaction_removed: { public: 'reactions:read', private: 'reactions:read' },
  member_joined_channel: { public: 'channels:read', private: 'groups:read' },
  member_left_channel: { public: 'channels:read', private: 'groups:read' },
  channel_left: { public: 'channels:read' },
  group_left: { private: 'groups:read' },
  channel_archive: { public: 'channels:read' },
  group_archive: { private: 'groups:read' },
  channel_created: { public: 'channels:read' },
  file_shared: { public: 'files:read', private: 'files:read' },
  app_home_opened: {},
  app_uninstalled: {},
  team_access_revoked: {},
  tokens_revoked: {},
  agent_session_stopped: { public: 'assistant:write', private: 'assistant:write' },
};

/** Slack's test before it sends an event: subscribed in the manifest, the scope granted, and the bot in the conversation. */
function isWanted(workspace: Workspace, name: string, channel: Channel | undefined, needsMembership: boolean): boolean {
  return receiverOf(workspace, name, channel, needsMembership) !== undefined;
}

/**
 * The workspace in whose name the app hears of it. Of what companies share the app is told once, in the name of one of them, whoever it
 * concerns (docs.slack.dev/apis/events-api, “authorizations”): here of the one that was there first.
 */
function receiverOf(
  workspace: Workspace,
  name: string,
  channel: Channel | undefined,
  needsMembership: boolean,
): { workspace: Workspace; channel: Channel | undefined } | undefined {
  const sharing = channel === undefined ? [] : workspace.all.filter((one) => one !== workspace && one.world.channels.has(channel.id));
  return workspace.all
    .filter((one) => one === workspace || sharing.includes(one))
    .map((one) => ({ workspace: one, channel: channel && one.world.channels.get(channel.id) }))
    .find((one) => isSent(one.workspace, name, one.channel ?? channel, needsMembership));
}

function isSent(workspace: Workspace, name: string, channel: Channel | undefined, needsMembership: boolean): boolean {
  if (!isInstalled(workspace)) return false;
  if (!workspace.manifest.botEvents.has(name)) return false;
  const scopes = EVENT_SCOPES[name] ?? {};
  const scope = channel?.isPrivate === true ? scopes.private : scopes.public;
  if (scope === undefined && (scopes.public !== undefined || scopes.private !== undefined)) return false;
  if (scope !== undefined && !isGranted(workspace, scope)) return false;
  return channel === undefined || !needsMembership || channel.members.includes(workspace.world.botUser.id);
}

/** Wraps an event as Slack's Events API does and hands it to the delivery. */
function send(from: Workspace, event: Json, channel: Channel | undefined): void {
  const name = event['type'] === 'message' && channel !== undefined ? messageEventName(channel) : String(event['type']);
  const workspace = receiverOf(from, name, channel, true)?.workspace ?? from;
  const { seeds } = workspace.world;
  const grant = grantOf(workspace);
  const isShared = channel?.members.some((id) => from.world.people.get(id)?.isOutsider === true) === true;
  const enterpriseId = seeds.enterprise?.id ?? null;
  from.delivery.sendEvent({
    token: 'practice-verification-token',
    team_id: from.world.seeds.team.id,
    ...(enterpriseId === null ? {} : { enterprise_id: enterpriseId }),
    context_team_id: seeds.team.id,
    context_enterprise_id: enterpriseId,
    api_app_id: seeds.appId,
    event,
    type: 'event_callback',
    event_id: createId('Ev'),
    event_time: Math.floor(workspace.world.now() / 1000),
    authorizations: [
      {
        enterprise_id: enterpriseId,
        team_id: seeds.team.id,
        user_id: workspace.world.botUser.id,
        is_bot: true,
        is_enterprise_install: grant?.place.isOrgWide === true,
      },
    ],
    is_ext_shared_channel: isShared,
    event_context: `4-${createId('X', 20)}`,
  });
}

function channelType(channel: Channel): 'channel' | 'group' | 'im' {
  if (channel.isDirect) return 'im';
  return channel.isPrivate ? 'group' : 'channel';
}

function messageEventName(channel: Channel): string {
  return `message.${{ channel: 'channels', group: 'groups', im: 'im' }[channelType(channel)]}`;
}

/**
 * A new message: the `message` event and, when it mentions the bot outside a direct conversation, `app_mention` as well.
 * Like all events it leaves out the message's metadata, which Slack shows only where it is asked for.
 */
export function emitMessage(workspace: Workspace, message: StoredMessage): void {
  const channel = workspace.world.channels.get(message.channel);
  if (channel === undefined) return;
  const body = {
    ...toSlackMessage(workspace.world, message, { origin: workspace.origin() }),
    channel: channel.id,
    event_ts: message.ts,
  };
  const bots = [workspace.world.botUser.id, ...otherBots(workspace, channel)];
  if (isWanted(workspace, messageEventName(channel), channel, true))
    send(workspace, { ...body, channel_type: channelType(channel) }, channel);
  const isMention =
    !channel.isDirect &&
    bots.some((bot) => message.user !== bot && mentionsUser(message.text, bot)) &&
    (message.subtype === undefined || message.subtype === 'file_share');
  if (isMention && isWanted(workspace, 'app_mention', channel, true))
    send(workspace, { ...body, type: 'app_mention', subtype: undefined }, channel);
}

function otherBots(workspace: Workspace, channel: Channel): UserId[] {
  const { otherBot } = workspace.world.seeds;
  return otherBot !== undefined && channel.members.includes(otherBot.userId) ? [otherBot.userId] : [];
}

export function emitMessageChanged(workspace: Workspace, message: StoredMessage, before: Json): void {
  emitHidden(workspace, message.channel, {
    subtype: 'message_changed',
    message: toSlackMessage(workspace.world, message, { origin: workspace.origin() }),
    previous_message: before,
  });
}

export function emitMessageDeleted(workspace: Workspace, channel: ChannelId, before: Json): void {
  emitHidden(workspace, channel, { subtype: 'message_deleted', deleted_ts: before['ts'], previous_message: before });
}

function emitHidden(workspace: Workspace, channelId: ChannelId, fields: Json): void {
  const channel = workspace.world.channels.get(channelId);
  if (channel === undefined || !isWanted(workspace, messageEventName(channel), channel, true)) return;
  const ts = workspace.world.ts.next();
  send(
    workspace,
    { type: 'message', ...fields, channel: channelId, hidden: true, ts, event_ts: ts, channel_type: channelType(channel) },
    channel,
  );
}

export function emitReaction(
  workspace: Workspace,
  kind: 'reaction_added' | 'reaction_removed',
  message: StoredMessage,
  user: UserId,
  name: string,
): void {
  const channel = workspace.world.channels.get(message.channel);
  if (channel === undefined || !isWanted(workspace, kind, channel, true)) return;
  const event = {
    type: kind,
    user,
    reaction: name,
    item: { type: 'message', channel: message.channel, ts: message.ts },
    item_user: message.user,
    event_ts: workspace.world.ts.next(),
  };
  send(workspace, event, channel);
}

export function emitMembership(
  workspace: Workspace,
  kind: 'member_joined_channel' | 'member_left_channel',
  channel: Channel,
  user: UserId,
  inviter?: UserId,
): void {
  const isBot = user === workspace.world.botUser.id;
  const team = teamOf(workspace.world, workspace.world.people.get(user));
  const event = compact({
    type: kind,
    user,
    channel: channel.id,
    channel_type: channel.isPrivate ? 'G' : 'C',
    team,
    inviter,
    event_ts: workspace.world.ts.next(),
  });
  // The bot is told of its own removal although it is no member any more.
  if (isWanted(workspace, kind, channel, !isBot)) send(workspace, event, channel);
  const left = channel.isPrivate ? 'group_left' : 'channel_left';
  if (isBot && kind === 'member_left_channel' && isWanted(workspace, left, channel, false)) {
    send(workspace, { type: left, channel: channel.id, actor_id: inviter ?? user, event_ts: workspace.world.ts.next() }, channel);
  }
}

export function emitArchive(workspace: Workspace, channel: Channel, user: UserId): void {
  const kind = channel.isPrivate ? 'group_archive' : 'channel_archive';
  if (isWanted(workspace, kind, channel, true))
    send(workspace, { type: kind, channel: channel.id, user, is_moved: 0, event_ts: workspace.world.ts.next() }, channel);
}

export function emitHomeOpened(workspace: Workspace, user: UserId, channel: Channel, view: Json | undefined): void {
  if (!isWanted(workspace, 'app_home_opened', undefined, false)) return;
  send(
    workspace,
    compact({ type: 'app_home_opened', user, channel: channel.id, tab: 'home', view, event_ts: workspace.world.ts.next() }),
    undefined,
  );
}

export function emitFileShared(workspace: Workspace, channel: Channel, user: UserId, fileId: string): void {
  if (!isWanted(workspace, 'file_shared', channel, true)) return;
  send(
    workspace,
    {
      type: 'file_shared',
      channel_id: channel.id,
      file_id: fileId,
      user_id: user,
      file: { id: fileId },
      event_ts: workspace.world.ts.next(),
    },
    channel,
  );
}

/** Somebody pressed stop; `streams` are the messages that Slack has ended for it. */
export function emitAgentStopped(workspace: Workspace, press: { channel: ChannelId; threadTs: Ts; user: UserId; streams: Ts[] }): void {
  const channel = workspace.world.channels.get(press.channel);
  if (channel === undefined || !isWanted(workspace, 'agent_session_stopped', channel, true)) return;
  const { user, threadTs, streams } = press;
  send(
    workspace,
    {
      type: 'agent_session_stopped',
      channel: channel.id,
      user,
      thread_ts: threadTs,
      streaming_message_ts: streams,
      event_ts: workspace.world.ts.next(),
    },
    channel,
  );
}

/** The two events with which an app learns that it was removed, in no particular order. */
export function emitUninstalled(workspace: Workspace): void {
  emitRevoked(workspace);
  if (isWanted(workspace, 'app_uninstalled', undefined, false)) send(workspace, { type: 'app_uninstalled' }, undefined);
}

/** Somebody's token, or the bot's, is dead. */
export function emitRevoked(workspace: Workspace, tokens: { oauth: UserId[]; bot: UserId[] } = botTokens(workspace)): void {
  if (isWanted(workspace, 'tokens_revoked', undefined, false)) send(workspace, { type: 'tokens_revoked', tokens }, undefined);
}

function botTokens(workspace: Workspace) {
  return { oauth: [], bot: [workspace.world.botUser.id] };
}
