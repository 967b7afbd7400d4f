import { toSlackMessage } from '../message-shape.ts';
import type { Acts, Answer } from '../protocol.ts';
import type { Workspace } from '../workspace.ts';
import { toSlackProblem } from './ack-problems.ts';
import { basePayload, channelStub, responseUrlFor } from './payloads.ts';

/** A global shortcut, or one on a message (then `channel` and `ts` say which). */
export async function runShortcut(workspace: Workspace, a: Parameters<Acts['runShortcut']>[0]): Promise<Answer> {
  const { world, manifest } = workspace;
  const shortcut = manifest.shortcuts.find((candidate) => candidate.callbackId === a.callbackId);
  const person = world.people.get(a.as);
  if (shortcut === undefined || person === undefined || person.isOutsider) return { ok: false, error: 'There is no such shortcut.' };
  if (!manifest.interactivity) return { ok: false, error: 'Interactivity is turned off in the manifest.' };
  const common = {
    ...basePayload(workspace, a.as),
    callback_id: a.callbackId,
    trigger_id: workspace.triggers.issue(a.as),
    action_ts: world.ts.next(),
  };
  let payload: Record<string, unknown> = { type: 'shortcut', ...common };
  if (shortcut.type === 'message') {
    const channel = a.channel === undefined ? undefined : world.channels.get(a.channel);
    const message = channel === undefined || a.ts === undefined ? undefined : world.message(channel.id, a.ts);
    if (channel === undefined || message === undefined || !channel.members.includes(a.as))
      return { ok: false, error: 'This message is not there any more.' };
    payload = {
      type: 'message_action',
      ...common,
      channel: channelStub(channel),
      message_ts: message.ts,
      message: toSlackMessage(world, message, { origin: workspace.origin(), metadata: true }),
      response_url: responseUrlFor(workspace, a.as, { channel: channel.id, message }),
    };
  }
  const ack = await workspace.delivery.sendOnce('interactive', payload);
  return ack.ok ? { ok: true } : { ok: false, error: toSlackProblem(ack.reason) };
}
