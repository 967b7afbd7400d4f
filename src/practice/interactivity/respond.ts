import { type Content, readContent } from '../api/read-content.ts';
import { addMessage, changeMessage, deleteMessage } from '../messages.ts';
import type { ChannelId, Ts, UserId } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';

/** Shows a message to one person only. */
export function showEphemeral(workspace: Workspace, to: UserId, channel: ChannelId, content: Content, threadTs?: Ts): Ts {
  const at = workspace.world.ts.next();
  workspace.world.addEphemeral({
    id: at,
    at,
    channel,
    to,
    text: content.text ?? '',
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(content.blocks === undefined ? {} : { blocks: content.blocks }),
  });
  return at;
}

/** A message of the bot, as the answer to a command or an interaction, without the checks of chat.postMessage for membership. */
function post(workspace: Workspace, channel: ChannelId, content: Content, threadTs?: Ts): void {
  addMessage(workspace, {
    ...content,
    channel,
    user: workspace.world.botUser.id,
    text: content.text ?? '',
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

/** What a command's acknowledgement says, if it says anything. @throws SlackError */
export function showCommandAnswer(workspace: Workspace, user: UserId, channel: ChannelId, body: unknown): void {
  if (body === null || typeof body !== 'object' || Object.keys(body).length === 0) return;
  const args = body as Record<string, unknown>;
  const content = readContent(args, { mayBeEmpty: true });
  if ((content.text ?? '') === '' && content.blocks === undefined && content.attachments === undefined) return;
  if (args['response_type'] === 'in_channel') post(workspace, channel, content);
  else showEphemeral(workspace, user, channel, content);
}

/** A POST to a response_url. Answers Slack's error code, or undefined when it was done. */
export function answerResponseUrl(workspace: Workspace, id: string, args: Record<string, unknown>): string | undefined {
  const url = workspace.responseUrls.use(id);
  if (typeof url === 'string') return url;
  const { world } = workspace;
  try {
    const source = url.sourceTs === undefined ? undefined : world.message(url.channel, url.sourceTs);
    if (args['delete_original'] === true || args['delete_original'] === 'true') {
      if (url.isEphemeral) dropEphemeral(workspace, url.sourceTs);
      else if (source !== undefined) deleteMessage(workspace, source);
      return undefined;
    }
    const content = readContent(args);
    const threadTs = typeof args['thread_ts'] === 'string' ? args['thread_ts'] : url.threadTs;
    if (args['replace_original'] === true || args['replace_original'] === 'true') {
      if (url.isEphemeral) {
        dropEphemeral(workspace, url.sourceTs);
        showEphemeral(workspace, url.user, url.channel, content, threadTs);
      } else if (source !== undefined) {
        changeMessage(workspace, source, { text: content.text ?? '', ...(content.blocks === undefined ? {} : { blocks: content.blocks }) });
      } else return 'message_not_found';
      return undefined;
    }
    if (args['response_type'] === 'in_channel') post(workspace, url.channel, content, threadTs);
    else showEphemeral(workspace, url.user, url.channel, content, threadTs);
    return undefined;
  } catch (error) {
    if (error instanceof SlackError) return error.code;
    throw error;
  }
}

function dropEphemeral(workspace: Workspace, id: string | undefined): void {
  workspace.world.ephemerals = workspace.world.ephemerals.filter((entry) => entry.id !== id);
  workspace.world.changed();
}
