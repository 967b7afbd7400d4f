import { emitAgentStopped } from './events.ts';
import { LIMITS } from './limits.ts';
import { changeMessage } from './messages.ts';
import type { ChannelId, Ts, UserId } from './protocol.ts';
import { isGranted, type Workspace } from './workspace.ts';
import type { StoredMessage } from './world.ts';

/** The message as it is now: Slack ends a stream some minutes after it began, and when nothing has come for a while. */
export function afterLifetime(workspace: Workspace, message: StoredMessage): StoredMessage {
  if (message.streaming !== true) return message;
  const now = workspace.world.now();
  const isOver =
    now - (message.streamStartedAtMs ?? 0) > LIMITS.stream.lifetimeMs || now - (message.streamedAtMs ?? now) > LIMITS.stream.idleMs;
  return isOver ? changeMessage(workspace, message, { streaming: false }) : message;
}

/** Ends every stream as Slack does by itself. */
export function closeStreams(workspace: Workspace): void {
  for (const log of workspace.world.logs.values())
    for (const message of [...log.byTs.values()]) if (message.streaming === true) changeMessage(workspace, message, { streaming: false });
}

/** Whether people see a button that stops the bot: only when it listens to the press. */
export function canBeStopped(workspace: Workspace): boolean {
  return workspace.manifest.botEvents.has('agent_session_stopped') && isGranted(workspace, 'assistant:write');
}

/** Somebody stops what the bot does in a thread: its streams end there, and it is told. False when it does nothing there. */
export function stopThread(workspace: Workspace, by: UserId, channel: ChannelId, threadTs: Ts): boolean {
  const streams = workspace.world.thread(channel, threadTs).filter((message) => afterLifetime(workspace, message).streaming === true);
  const isThinking = workspace.world.statuses.delete(`${channel}:${threadTs}`);
  if (streams.length === 0 && !isThinking) return false;
  for (const message of streams) changeMessage(workspace, message, { streaming: false, streamStoppedBy: by });
  workspace.world.changed();
  emitAgentStopped(workspace, { channel, threadTs, user: by, streams: streams.map((message) => message.ts) });
  return true;
}
