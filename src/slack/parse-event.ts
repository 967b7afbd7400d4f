import type { TextFile } from '../turns/attach-text.ts';
import type { UserId } from '../workshop/ids.ts';
import { decodeText, mentionsUser } from './decode-text.ts';
import { instantOf, list, optionalText, type Tree, text, tree } from './read-json.ts';

/** Who we are in the workspace. */
export interface Identity {
  teamId: string;
  enterpriseId?: string;
  /** Other teams of the same organisation, as far as they were heard of: their people are colleagues. */
  siblings?: ReadonlySet<string>;
  botUserId: UserId;
  botId: string;
  /** The handle that people type after @ and /invite. */
  botName: string;
  /** `https://team.slack.com/`: permalinks are made from it. */
  teamUrl: string;
}

interface Where {
  orgId: string;
  channelId: string;
}

/** Everything that Slack tells us of and that concerns us. */
export type SlackEvent =
  | (Where & {
      kind: 'message';
      slackTs: string;
      /** Undefined in the channel itself. */
      threadTs: string | undefined;
      userId: UserId;
      text: string;
      isOutsider: boolean;
      /** It mentions the bot. */
      addressed: boolean;
      sentAt: Date;
      isReplyToBot: boolean;
      files: string[];
      textFiles: TextFile[];
      /** The `app_mention` of a message, which arrives besides the `message`. */
      isMention: boolean;
    })
  | (Where & {
      kind: 'message-changed';
      slackTs: string;
      threadTs: string | undefined;
      text: string;
      addressed: boolean;
      key: string;
      at: Date;
    })
  | (Where & { kind: 'message-deleted'; slackTs: string; threadTs: string | undefined; key: string; at: Date })
  | (Where & {
      kind: 'reaction';
      slackTs: string;
      threadTs: undefined;
      userId: UserId;
      name: string;
      added: boolean;
      isOutsider: boolean;
      key: string;
      at: Date;
    })
  | (Where & { kind: 'bot-left' | 'bot-joined' | 'channel-archived' })
  | (Where & { kind: 'person-joined'; userId: UserId; isOutsider: boolean; key: string })
  | (Where & { kind: 'person-left'; userId: UserId })
  | (Where & { kind: 'reply-stopped'; threadTs: string; userId: UserId })
  | { kind: 'home-opened'; orgId: string; userId: UserId }
  | { kind: 'unsupported'; reason: string };

/** One body of the Events API, which is for this team, → one of the things we know. Never throws. */
export function parseEvent(body: unknown, identity: Identity): SlackEvent {
  const outer = tree(body);
  const event = tree(outer.event);
  const type = text(event.type);
  const orgId = identity.teamId;
  if (!type) return { kind: 'unsupported', reason: text(outer.type) || 'no event' };
  switch (type) {
    case 'message':
    case 'app_mention':
      return parseMessage(event, orgId, identity);
    case 'reaction_added':
    case 'reaction_removed':
      return parseReaction(event, orgId, identity);
    case 'member_joined_channel':
    case 'member_left_channel':
      return parseMembership(event, orgId, identity);
    case 'channel_left':
    case 'group_left':
      return inChannel(event, (channelId) => ({ kind: 'bot-left', orgId, channelId }));
    case 'channel_archive':
    case 'group_archive':
      return inChannel(event, (channelId) => ({ kind: 'channel-archived', orgId, channelId }));
    case 'app_home_opened':
      return text(event.tab) === 'home' && text(event.user)
        ? { kind: 'home-opened', orgId, userId: text(event.user) }
        : unsupported('another tab');
    case 'agent_session_stopped': {
      const threadTs = text(event.thread_ts);
      return inChannel(event, (channelId) =>
        threadTs ? { kind: 'reply-stopped', orgId, channelId, threadTs, userId: text(event.user) } : unsupported('no thread'),
      );
    }
    default:
      return unsupported(type);
  }
}

function unsupported(reason: string): SlackEvent {
  return { kind: 'unsupported', reason };
}

function inChannel(event: Tree, make: (channelId: string) => SlackEvent): SlackEvent {
  const channelId = text(event.channel);
  return channelId ? make(channelId) : unsupported('no channel');
}

/** What people write; everything else that happens in a channel has another subtype. */
const spoken = new Set(['', 'file_share', 'thread_broadcast', 'me_message']);

function parseMessage(event: Tree, orgId: string, identity: Identity): SlackEvent {
  const subtype = text(event.subtype);
  if (subtype === 'message_changed') return parseChange(event, orgId, identity);
  if (subtype === 'message_deleted') return parseDeletion(event, orgId, identity);
  if (!spoken.has(subtype)) return unsupported(`message ${subtype}`);
  const channelId = text(event.channel);
  const slackTs = text(event.ts);
  const sentAt = instantOf(slackTs);
  if (!channelId || !sentAt) return unsupported('a message without a place');
  if (isOfBot(event, identity)) return unsupported('a bot');
  const decoded = decodeText(text(event.text));
  const threadTs = optionalText(event.thread_ts);
  return {
    kind: 'message',
    orgId,
    channelId,
    slackTs,
    threadTs: threadTs === slackTs ? undefined : threadTs,
    userId: text(event.user),
    text: decoded,
    isOutsider: isOutsider(event, identity),
    addressed: mentionsUser(decoded, identity.botUserId),
    sentAt,
    isReplyToBot: threadTs !== undefined && text(event.parent_user_id) === identity.botUserId,
    files: fileNames(event),
    textFiles: textFiles(event),
    isMention: event.type === 'app_mention',
  };
}

function fileNames(event: Tree): string[] {
  return list(event.files)
    .flatMap((file) => optionalText(tree(file).name) ?? optionalText(tree(file).title) ?? [])
    .slice(0, 20);
}

const maxTextFiles = 5;
const maxTextFileBytes = 1_000_000;

/** What Slack makes of a long paste, and other plain text; never a document or a picture. */
function textFiles(event: Tree): TextFile[] {
  return list(event.files)
    .map(tree)
    .filter((file) => text(file.mimetype).startsWith('text/') && Number(file.size ?? 0) <= maxTextFileBytes)
    .flatMap((file) => {
      const address = optionalText(file.url_private_download) ?? optionalText(file.url_private);
      return address ? [{ name: optionalText(file.name) ?? 'text', address }] : [];
    })
    .slice(0, maxTextFiles);
}

/** Ourselves and every other bot: talking to each other they would never end. */
function isOfBot(message: Tree, identity: Identity): boolean {
  const userId = text(message.user);
  return !userId || userId === identity.botUserId || optionalText(message.bot_id) !== undefined;
}

/** Somebody of another company (Slack Connect). */
export function isOutsider(message: Tree, identity: Identity): boolean {
  const team = optionalText(message.user_team) ?? optionalText(message.source_team) ?? optionalText(message.team);
  return team !== undefined && !isOurs(team, identity);
}

/** A team, or the organisation, whose people are no outsiders here. */
export function isOurs(team: string, { teamId, enterpriseId, siblings }: Identity): boolean {
  return team === teamId || team === enterpriseId || siblings?.has(team) === true;
}

function parseChange(event: Tree, orgId: string, identity: Identity): SlackEvent {
  const message = tree(event.message);
  const channelId = text(event.channel);
  const slackTs = text(message.ts);
  // A root that was deleted while it has replies stays as a tombstone.
  if (message.subtype === 'tombstone') return parseDeletion({ ...event, deleted_ts: slackTs }, orgId, identity);
  const editedTs = text(tree(message.edited).ts);
  const at = instantOf(editedTs);
  // Without `edited` only an unfurl, a reply count or a file changed.
  if (!channelId || !slackTs || !at) return unsupported('a change that is no edit');
  if (isOfBot(message, identity)) return unsupported('a bot');
  const threadTs = optionalText(message.thread_ts);
  const decoded = decodeText(text(message.text));
  return {
    kind: 'message-changed',
    orgId,
    channelId,
    slackTs,
    threadTs,
    text: decoded,
    addressed: mentionsUser(decoded, identity.botUserId),
    key: `edit:${channelId}:${slackTs}:${editedTs}`,
    at,
  };
}

function parseDeletion(event: Tree, orgId: string, identity: Identity): SlackEvent {
  const channelId = text(event.channel);
  const slackTs = text(event.deleted_ts);
  const before = tree(event.previous_message);
  if (!channelId || !slackTs) return unsupported('a deletion without a place');
  if (optionalText(before.user) === identity.botUserId) return unsupported('a bot');
  return {
    kind: 'message-deleted',
    orgId,
    channelId,
    slackTs,
    threadTs: optionalText(before.thread_ts),
    key: `delete:${channelId}:${slackTs}`,
    at: instantOf(event.event_ts) ?? instantOf(event.ts) ?? new Date(),
  };
}

function parseReaction(event: Tree, orgId: string, identity: Identity): SlackEvent {
  const item = tree(event.item);
  const userId = text(event.user);
  const channelId = text(item.channel);
  const slackTs = text(item.ts);
  const name = text(event.reaction).replace(/::skin-tone-\d$/, '');
  const added = event.type === 'reaction_added';
  if (item.type !== 'message' || !channelId || !slackTs || !name) return unsupported('a reaction to something else');
  if (!userId || userId === identity.botUserId) return unsupported('a bot');
  const eventTs = text(event.event_ts);
  return {
    kind: 'reaction',
    orgId,
    channelId,
    slackTs,
    threadTs: undefined,
    userId,
    name,
    added,
    isOutsider: isOutsider(event, identity),
    key: `react:${channelId}:${slackTs}:${userId}:${name}:${added ? 'on' : 'off'}:${eventTs}`,
    at: instantOf(eventTs) ?? new Date(),
  };
}

function parseMembership(event: Tree, orgId: string, identity: Identity): SlackEvent {
  const userId = text(event.user);
  if (userId !== identity.botUserId) {
    if (!userId) return unsupported('a membership of nobody');
    if (event.type === 'member_left_channel') return inChannel(event, (channelId) => ({ kind: 'person-left', orgId, channelId, userId }));
    const key = `joined:${text(event.channel)}:${userId}:${text(event.event_ts)}`;
    return inChannel(event, (channelId) => ({
      kind: 'person-joined',
      orgId,
      channelId,
      userId,
      isOutsider: isOutsider(event, identity),
      key,
    }));
  }
  return inChannel(event, (channelId) => ({ kind: event.type === 'member_left_channel' ? 'bot-left' : 'bot-joined', orgId, channelId }));
}
