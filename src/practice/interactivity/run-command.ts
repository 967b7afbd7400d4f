import type { Acts, Answer } from '../protocol.ts';
import { SlackError } from '../slack-error.ts';
import { escapeText, typeText } from '../text.ts';
import { grantOf, isInstalled, type Workspace } from '../workspace.ts';
import { toSlackProblem } from './ack-problems.ts';
import { responseUrlFor } from './payloads.ts';
import { showCommandAnswer, showEphemeral } from './respond.ts';

/**
 * A slash command, sent to the bot in any channel, also where it is no member. Slack's own refusals are shown to the person alone,
 * and are the error of the answer.
 */
export async function runCommand(workspace: Workspace, a: Parameters<Acts['runCommand']>[0]): Promise<Answer> {
  const { world, manifest } = workspace;
  const channel = world.channels.get(a.channel);
  if (channel === undefined || !channel.members.includes(a.as)) return { ok: false, error: 'You cannot see this conversation.' };
  const name = a.command.startsWith('/') ? a.command : `/${a.command}`;
  const refuse = (text: string, threadTs?: string): Answer => {
    showEphemeral(workspace, a.as, a.channel, { text }, threadTs);
    return { ok: false, error: text };
  };
  if (a.threadTs !== undefined) return refuse(`${name} is not supported in threads. Sorry!`, a.threadTs);
  if (channel.isArchived) return { ok: false, error: 'This channel is archived.' };
  const command = manifest.commands.find((candidate) => candidate.command === name);
  const person = world.people.get(a.as);
  // In a shared channel the commands belong to the company that installed the app.
  if (command === undefined || person === undefined || person.isOutsider || !isInstalled(workspace))
    return refuse(`${name} is not a valid command.`);
  const text = a.text.trim();
  const directory = { people: world.people.values(), channels: world.channels.values() };
  const ack = await workspace.delivery.sendOnce('slash_commands', {
    token: 'practice-verification-token',
    team_id: world.seeds.team.id,
    team_domain: world.seeds.team.domain,
    channel_id: channel.id,
    channel_name: channel.isDirect ? 'directmessage' : channel.isPrivate ? 'privategroup' : channel.name,
    user_id: a.as,
    user_name: person.name,
    command: name,
    text: command.shouldEscape ? typeText(text, directory, { labels: true }) : escapeText(text),
    api_app_id: world.seeds.appId,
    ...(world.seeds.enterprise === undefined
      ? {}
      : { enterprise_id: world.seeds.enterprise.id, enterprise_name: world.seeds.enterprise.name }),
    is_enterprise_install: String(grantOf(workspace)?.place.isOrgWide === true),
    response_url: responseUrlFor(workspace, a.as, { channel: channel.id }),
    trigger_id: workspace.triggers.issue(a.as),
  });
  if (!ack.ok) return refuse(`${name} failed with the error "${toSlackProblem(ack.reason)}"`);
  try {
    showCommandAnswer(workspace, a.as, a.channel, ack.body);
  } catch (error) {
    if (error instanceof SlackError) return refuse(`${name} failed with the error "${error.code}"`);
    throw error;
  }
  return { ok: true };
}
