import { runVerb } from '../turns/run-verb.ts';
import type { Reply } from '../turns/use-case.ts';
import { parseVerb } from '../turns/verbs.ts';
import { phrase } from '../workshop/phrase.ts';
import { explainToPerson, toMessage } from './answer-person.ts';
import { openModal } from './open-modal.ts';
import { parseCommand } from './parse-interaction.ts';
import { text, tree } from './read-json.ts';
import { renderReply } from './render-reply.ts';
import type { SlackContext } from './slack-context.ts';
import { refuseResume, refuseStart } from './start-guard.ts';

type Acknowledge = (content?: unknown) => Promise<void>;

/** `/workshop …`: one transaction, then the acknowledgement, which carries the answer; only the asker sees it. */
export async function handleCommand(slack: SlackContext, body: unknown, acknowledge: Acknowledge): Promise<void> {
  const command = parseCommand(body, slack.identity);
  if (command.kind !== 'command') return acknowledge();
  const reply = await answerCommand(slack, command).catch((error: unknown): Reply => explainToPerson(error, slack.log));
  slack.homes.touch(slack, command.asker.userId);
  if (!reply) return acknowledge();
  if (reply.form) {
    await acknowledge();
    return openModal(slack, {
      asker: command.asker,
      triggerId: text(tree(body).trigger_id),
      request: reply.form,
      answer: command.answer,
      fallback: reply,
    });
  }
  await acknowledge({ response_type: 'ephemeral', ...toMessage(renderReply(reply)) });
}

async function answerCommand(
  slack: SlackContext,
  { asker, text: typed }: { asker: Parameters<typeof runVerb>[1]; text: string },
): Promise<Reply | undefined> {
  const parsed = parseVerb(typed);
  if ('verb' in parsed && parsed.verb === 'start') {
    const refusal = await refuseStart(slack, asker, parsed.rest);
    if (refusal) return refusal;
    const reply = await runVerb(slack.deps, asker, parsed);
    return reply ?? { text: phrase`Here we go. The first step is open below: answer in its thread.` };
  }
  const refusal = 'verb' in parsed && parsed.verb === 'resume' ? await refuseResume(slack, asker) : undefined;
  return refusal ?? runVerb(slack.deps, asker, parsed);
}
