import { emitArchive, emitFileShared, emitHomeOpened, emitMembership } from './events.ts';
import { guessMimeType } from './file-shape.ts';
import { createId } from './ids.ts';
import { press } from './interactivity/press.ts';
import { runCommand } from './interactivity/run-command.ts';
import { runShortcut } from './interactivity/run-shortcut.ts';
import { closeView, submitView } from './interactivity/submit-view.ts';
import { toSlackView } from './interactivity/view-store.ts';
import { LIMITS } from './limits.ts';
import { join } from './membership.ts';
import { addPersonMessage, changeMessage, deleteMessage } from './messages.ts';
import type { Acts, Answer, Channel, ChannelId, Person, UserId } from './protocol.ts';
import { react, unreact } from './reactions.ts';
import { canBeStopped, stopThread } from './stream-state.ts';
import { formatLists, typeText } from './text.ts';
import type { Workspace } from './workspace.ts';

const TEXT_MAX_CHARS = LIMITS.message.textCutAtChars;
const no = (error: string): { ok: false; error: string } => ({ ok: false, error });

/** Everything a person can do in the practice workspace. Nothing here trusts its caller: who may see what is checked each time. */
export function createActs(workspace: Workspace, onReset: () => void): Acts {
  return {
    ...messageActs(workspace),
    ...reactionActs(workspace),
    ...channelActs(workspace),
    ...botActs(workspace),
    ...moreActs(workspace, onReset),
  };
}

function person(workspace: Workspace, id: UserId): Person | undefined {
  const found = workspace.world.people.get(id);
  return found === undefined || found.isBot ? undefined : found;
}

/** The channel if this person is in it and may write; otherwise why not. */
function openChannel(workspace: Workspace, as: UserId, id: ChannelId): { channel: Channel } | { ok: false; error: string } {
  const channel = workspace.world.channels.get(id);
  if (person(workspace, as) === undefined) return no('There is no such person.');
  if (channel === undefined || (channel.isPrivate && !channel.members.includes(as))) return no('There is no such channel.');
  if (!channel.members.includes(as)) return no(`Join #${channel.name} first.`);
  if (channel.isArchived) return no(`#${channel.name} is archived.`);
  return { channel };
}

function directory(workspace: Workspace): { people: Iterable<Person>; channels: Iterable<Channel> } {
  return { people: workspace.world.people.values(), channels: workspace.world.channels.values() };
}

function messageActs(workspace: Workspace): Pick<Acts, 'postMessage' | 'editMessage' | 'deleteMessage'> {
  const { world } = workspace;
  return {
    async postMessage(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      if (a.text.trim() === '') return no('An empty message cannot be sent.');
      if (a.text.length > TEXT_MAX_CHARS) return no(`Your message is too long: ${TEXT_MAX_CHARS.toLocaleString('en')} characters at most.`);
      const again = a.clientMsgId === undefined ? undefined : findByClientId(workspace, a.channel, a.clientMsgId);
      if (again !== undefined) return { ok: true, ts: again };
      const root = a.threadTs === undefined ? undefined : world.message(a.channel, a.threadTs);
      if (a.threadTs !== undefined && (root === undefined || root.threadTs !== undefined)) return no('This thread is not there any more.');
      const message = addPersonMessage(workspace, {
        channel: a.channel,
        user: a.as,
        text: typeText(a.formatted === true ? formatLists(a.text) : a.text, directory(workspace)),
        ...(a.threadTs === undefined ? {} : { threadTs: a.threadTs }),
        ...(a.clientMsgId === undefined ? {} : { clientMsgId: a.clientMsgId }),
      });
      return { ok: true, ts: message.ts };
    },
    async editMessage(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      const message = world.message(a.channel, a.ts);
      if (message === undefined) return no('This message is not there any more.');
      if (message.user !== a.as || message.subtype !== undefined) return no('Only your own messages can be edited.');
      if (a.text.trim() === '') return no('An empty message cannot be sent.');
      const text = typeText(a.text, directory(workspace));
      if (text !== message.text) changeMessage(workspace, message, { text, edited: { user: a.as, ts: world.ts.next() } });
      return { ok: true };
    },
    async deleteMessage(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      const message = world.message(a.channel, a.ts);
      if (message === undefined) return no('This message is not there any more.');
      if (message.user !== a.as) return no('Only your own messages can be deleted.');
      deleteMessage(workspace, message);
      return { ok: true };
    },
  };
}

/** A message sent twice with one client id is one message, among the latest of the channel. */
function findByClientId(workspace: Workspace, channel: ChannelId, clientMsgId: string): string | undefined {
  const log = workspace.world.log(channel);
  return [...log.byTs.values()].slice(-100).find((message) => message.clientMsgId === clientMsgId)?.ts;
}

function reactionActs(workspace: Workspace): Pick<Acts, 'addReaction' | 'removeReaction'> {
  const { world } = workspace;
  return {
    async addReaction(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      const problem = react(workspace, a.as, a.channel, a.ts, a.name);
      return problem === undefined ? { ok: true } : no(problem);
    },
    async removeReaction(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      const message = world.message(a.channel, a.ts);
      if (message === undefined) return no('message_not_found');
      return unreact(workspace, a.as, a.channel, a.ts, a.name) ? { ok: true } : no('no_reaction');
    },
  };
}

function channelActs(workspace: Workspace): Pick<Acts, 'joinChannel' | 'leaveChannel' | 'createChannel' | 'archiveChannel'> {
  const { world } = workspace;
  return {
    async joinChannel(a) {
      const user = a.user ?? a.as;
      const channel = world.channels.get(a.channel);
      if (person(workspace, a.as) === undefined || world.people.get(user) === undefined) return no('There is no such person.');
      if (channel === undefined || channel.isDirect || (channel.isPrivate && !channel.members.includes(a.as)))
        return no('There is no such channel.');
      if (channel.isArchived) return no(`#${channel.name} is archived.`);
      if (channel.members.includes(user)) return { ok: true };
      join(workspace, channel, user, a.as);
      return { ok: true };
    },
    async leaveChannel(a) {
      const user = a.user ?? a.as;
      const channel = world.channels.get(a.channel);
      if (channel === undefined || channel.isDirect || !channel.members.includes(user)) return no('There is no such channel.');
      if (user !== a.as && !channel.members.includes(a.as)) return no(`Join #${channel.name} first.`);
      const left = { ...channel, members: channel.members.filter((member) => member !== user) };
      // The grey line is written first: it is the last that somebody who leaves sees.
      addPersonMessage(workspace, {
        channel: channel.id,
        user,
        text: `<@${user}> has left the channel`,
        subtype: channel.isPrivate ? 'group_leave' : 'channel_leave',
      });
      world.saveChannel(left);
      emitMembership(workspace, 'member_left_channel', left, user, a.as);
      return { ok: true };
    },
    async createChannel(a) {
      if (person(workspace, a.as) === undefined) return no('There is no such person.');
      if (!/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(a.name))
        return no('Channel names are lower case, without spaces or full stops, and at most 80 characters long.');
      if ([...world.channels.values()].some((channel) => channel.name === a.name)) return no('That name is taken.');
      const channel: Channel = {
        id: createId('C'),
        name: a.name,
        topic: '',
        isPrivate: a.isPrivate === true,
        isArchived: false,
        isDirect: false,
        members: [a.as],
      };
      world.saveChannel(channel);
      return { ok: true, channel: channel.id };
    },
    async archiveChannel(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      if (open.channel.isDirect) return no('A direct conversation cannot be archived.');
      addPersonMessage(workspace, {
        channel: a.channel,
        user: a.as,
        text: `<@${a.as}> archived the channel`,
        subtype: open.channel.isPrivate ? 'group_archive' : 'channel_archive',
      });
      const archived = { ...open.channel, isArchived: true };
      world.saveChannel(archived);
      emitArchive(workspace, archived, a.as);
      return { ok: true };
    },
  };
}

function botActs(
  workspace: Workspace,
): Pick<Acts, 'runCommand' | 'act' | 'stopBot' | 'runShortcut' | 'submitView' | 'closeView' | 'openHome'> {
  return {
    runCommand: (a) => runCommand(workspace, a),
    act: (a) => press(workspace, a),
    async stopBot(a) {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      if (!canBeStopped(workspace)) return no('This app does not listen to its stop button.');
      return stopThread(workspace, a.as, a.channel, a.threadTs) ? { ok: true } : no('The app does nothing here.');
    },
    runShortcut: (a) => runShortcut(workspace, a),
    submitView: (a) => submitView(workspace, a),
    closeView: (a) => closeView(workspace, a),
    async openHome(a) {
      const who = person(workspace, a.as);
      if (who === undefined || who.isOutsider || !workspace.manifest.homeTab) return no('There is no home tab for you.');
      const home = workspace.views.home(a.as);
      emitHomeOpened(
        workspace,
        a.as,
        workspace.world.directChannel(a.as),
        home === undefined ? undefined : toSlackView(workspace.world, home),
      );
      return { ok: true };
    },
  };
}

function moreActs(workspace: Workspace, onReset: () => void): Pick<Acts, 'dismissEphemeral' | 'uploadFile' | 'reset'> {
  const { world } = workspace;
  return {
    async dismissEphemeral(a) {
      world.ephemerals = world.ephemerals.filter((entry) => entry.id !== a.id || entry.to !== a.as);
      world.changed();
      return { ok: true };
    },
    async uploadFile(a): Promise<Answer<{ fileId: string; ts: string }>> {
      const open = openChannel(workspace, a.as, a.channel);
      if ('ok' in open) return open;
      const bytes = Buffer.from(a.text, 'utf8');
      if (bytes.length > LIMITS.file.uploadBytes) return no('This file is too large.');
      const fileId = createId('F');
      workspace.blobs.put(fileId, bytes);
      world.saveFile({
        id: fileId,
        name: a.name,
        mimeType: guessMimeType(a.name),
        sizeBytes: bytes.length,
        user: a.as,
        channels: [a.channel],
        preview: a.text.slice(0, 100_000),
      });
      const message = addPersonMessage(workspace, {
        channel: a.channel,
        user: a.as,
        text: typeText(a.comment ?? '', directory(workspace)),
        subtype: 'file_share',
        fileIds: [fileId],
        ...(a.threadTs === undefined ? {} : { threadTs: a.threadTs }),
      });
      emitFileShared(workspace, open.channel, a.as, fileId);
      return { ok: true, fileId, ts: message.ts };
    },
    async reset() {
      onReset();
      return { ok: true };
    },
  };
}
