import type { ChannelId, Ts } from '../../protocol.ts';
import type { Actions } from '../state/actions-context.ts';
import type { Directory } from '../state/directory-context.ts';
import { explainError } from '../state/explain-error.ts';

const commandLine = /^\/([^\s/]+)(?:\s+([\s\S]*))?$/;

/**
 * Sends what was typed, as a message or as a slash command. Answers undefined when it was taken, else the sentence to show;
 * an empty one where the workspace has shown its refusal of a command itself, as Slack does.
 */
export async function sendTyped(
  text: string,
  spot: { channel: ChannelId; threadTs?: Ts },
  act: Actions['act'],
  directory: Directory,
): Promise<string | undefined> {
  const command = commandLine.exec(text.trim());
  if (command?.[1] === 'invite' && !directory.commands.some((known) => known.command === '/invite'))
    return invite(command[2] ?? '', spot.channel, act, directory);
  const answer = command
    ? await act('runCommand', { ...spot, command: `/${command[1]}`, text: (command[2] ?? '').trim() })
    : await act('postMessage', { ...spot, text: text.trimEnd(), clientMsgId: crypto.randomUUID() });
  if (answer.ok) return undefined;
  return command && answer.error.startsWith(`/${command[1]} `) ? '' : explainError(answer.error);
}

/** Slack's own `/invite @name`, which no app provides. */
async function invite(typed: string, channel: ChannelId, act: Actions['act'], directory: Directory): Promise<string | undefined> {
  const handle = typed.trim().replace(/^@/, '').toLowerCase();
  const person = [...directory.people.values()].find((each) => each.name.toLowerCase() === handle);
  if (!person) return `Nobody here is called “${typed.trim()}”. Type /invite and the name after an @.`;
  const answer = await act('joinChannel', { channel, user: person.id });
  return answer.ok ? undefined : explainError(answer.error);
}
