import { emitReaction } from './events.ts';
import { LIMITS } from './limits.ts';
import type { ChannelId, UserId } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** Adds a reaction and tells the bot; Slack's error code when it cannot be. */
export function react(workspace: Workspace, user: UserId, channel: ChannelId, ts: string, name: string): string | undefined {
  if (!LIMITS.reaction.namePattern.test(name)) return 'invalid_name';
  const message = workspace.world.message(channel, ts);
  if (message === undefined) return 'message_not_found';
  const before = message.reactions.find((reaction) => reaction.name === name);
  if (before?.users.includes(user) === true) return 'already_reacted';
  const reactions =
    before === undefined
      ? [...message.reactions, { name, users: [user] }]
      : message.reactions.map((reaction) => (reaction === before ? { name, users: [...before.users, user] } : reaction));
  const changed = { ...message, reactions };
  workspace.world.saveMessage(changed);
  emitReaction(workspace, 'reaction_added', changed, user, name);
  return undefined;
}

/** Takes a reaction back and tells the bot; false when there was none. */
export function unreact(workspace: Workspace, user: UserId, channel: ChannelId, ts: string, name: string): boolean {
  const message = workspace.world.message(channel, ts);
  if (message?.reactions.find((reaction) => reaction.name === name)?.users.includes(user) !== true) return false;
  const reactions = message.reactions
    .map((reaction) => (reaction.name === name ? { name, users: reaction.users.filter((other) => other !== user) } : reaction))
    .filter((reaction) => reaction.users.length > 0);
  const changed = { ...message, reactions };
  workspace.world.saveMessage(changed);
  emitReaction(workspace, 'reaction_removed', changed, user, name);
  return true;
}
