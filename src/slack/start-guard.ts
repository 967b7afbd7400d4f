import type { Asker, Reply } from '../turns/use-case.ts';
import { phrase } from '../workshop/phrase.ts';
import { limits } from './limits.ts';
import type { SlackContext } from './slack-context.ts';

/** Before a workshop starts: is the asker of this team, and may the bot post here? The idea is kept in the Retry button. */
export async function refuseStart({ identity, membership }: SlackContext, asker: Asker, idea: string): Promise<Reply | undefined> {
  if (asker.isOutsider)
    return {
      text: phrase`Workshops are started by people of the company that installed me. You are welcome to join one: the host can let you in.`,
    };
  if (!idea || idea.length > limits.button.value || (await membership.isMember(asker.channelId))) return undefined;
  return {
    text: phrase`I am not in this channel yet. Type “/invite @${identity.botName}”, then press Retry. I keep your idea: “${idea}”.`,
    buttons: [{ label: 'Retry', action: 'start', value: idea, style: 'primary' }],
  };
}

/** Before a workshop goes on where the bot was removed: what to type first. */
export async function refuseResume({ identity, membership }: SlackContext, asker: Asker): Promise<Reply | undefined> {
  if (await membership.isMember(asker.channelId)) return undefined;
  return { text: phrase`I am not in this channel any more. Type “/invite @${identity.botName}” first, then “/workshop resume”.` };
}
