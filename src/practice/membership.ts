import { emitMembership } from './events.ts';
import { addPersonMessage } from './messages.ts';
import type { Channel, UserId } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** Adds a member, writes the grey line and tells the bot. */
export function join(workspace: Workspace, channel: Channel, user: UserId, inviter?: UserId): void {
  const { world } = workspace;
  const joined = { ...channel, members: [...channel.members, user] };
  world.saveChannel(joined);
  const isInvited = inviter !== undefined && inviter !== user;
  emitMembership(workspace, 'member_joined_channel', joined, user, isInvited ? inviter : undefined);
  addPersonMessage(workspace, {
    channel: channel.id,
    user,
    text: `<@${user}> has joined the channel`,
    subtype: channel.isPrivate ? 'group_join' : 'channel_join',
    ...(isInvited ? { inviter } : {}),
  });
}
