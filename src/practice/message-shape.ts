import { toSlackFile } from './file-shape.ts';
import type { Block, Person } from './protocol.ts';
import { toRichText } from './text.ts';
import type { StoredMessage, World } from './world.ts';

type Json = Record<string, unknown>;

/** A message as Slack's Web API and events show it. */
export function toSlackMessage(world: World, message: StoredMessage, options: { metadata?: boolean; origin: string }): Json {
  const author = world.people.get(message.user);
  const team = teamOf(world, author);
  const blocks: Block[] | undefined =
    message.blocks ??
    (author?.isBot === true || message.subtype !== undefined || message.text === ''
      ? undefined
      : [toRichText(message.text, `rt${message.ts.slice(-6)}`)]);
  return compact({
    type: 'message',
    subtype: message.subtype,
    user: message.user,
    text: message.text,
    ts: message.ts,
    team,
    client_msg_id: message.clientMsgId,
    thread_ts: message.threadTs ?? (message.thread === undefined ? undefined : message.ts),
    parent_user_id: parentUser(world, message),
    blocks,
    attachments: message.attachments,
    edited: message.edited,
    files: message.fileIds.length === 0 ? undefined : message.fileIds.flatMap((id) => toSlackFile(world, id, options.origin) ?? []),
    reactions:
      message.reactions.length === 0
        ? undefined
        : message.reactions.map((reaction) => ({ name: reaction.name, users: [...reaction.users], count: reaction.users.length })),
    inviter: message.inviter,
    pinned_to: message.isPinned === true ? [message.channel] : undefined,
    ...threadCounts(message),
    ...(author?.isBot === true ? botFields(world, message) : {}),
    ...(author?.isOutsider === true || isShared(world, message) ? { user_team: team, source_team: team } : {}),
    metadata: options.metadata === true ? message.metadata : undefined,
  });
}

export function teamOf(world: World, person: Person | undefined): string {
  return person?.isOutsider === true ? world.seeds.otherTeam.id : world.seeds.team.id;
}

function isShared(world: World, message: StoredMessage): boolean {
  return world.channels.get(message.channel)?.members.some((id) => world.people.get(id)?.isOutsider === true) === true;
}

function parentUser(world: World, message: StoredMessage): string | undefined {
  if (message.threadTs === undefined || message.threadTs === message.ts) return undefined;
  return world.message(message.channel, message.threadTs)?.user;
}

function threadCounts(message: StoredMessage): Json {
  if (message.thread === undefined) return {};
  return {
    reply_count: message.thread.replies,
    reply_users_count: message.thread.users.length,
    reply_users: [...message.thread.users],
    latest_reply: message.thread.lastTs,
    is_locked: false,
    subscribed: false,
  };
}

function botFields(world: World, message: StoredMessage): Json {
  const { seeds, people } = world;
  const isOther = message.user === seeds.otherBot?.userId;
  const botId = isOther ? seeds.otherBot?.botId : seeds.botId;
  return {
    bot_id: botId,
    app_id: seeds.appId,
    username: message.username,
    streaming_state: message.streaming === true ? 'in_progress' : message.streamStartedAtMs === undefined ? undefined : 'completed',
    bot_profile: {
      id: botId,
      app_id: seeds.appId,
      user_id: message.user,
      name: people.get(message.user)?.realName,
      team_id: isOther ? seeds.otherTeam.id : seeds.team.id,
      deleted: false,
      updated: 0,
      icons: {},
    },
  };
}

/** Without the undefined values: Slack leaves such fields out. */
export function compact(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined));
}
