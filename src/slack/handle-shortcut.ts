import { commonForms } from '../turns/forms.ts';
import type { Reply } from '../turns/use-case.ts';
import { viewStep } from '../turns/views.ts';
import { phrase } from '../workshop/phrase.ts';
import { answerPerson, explainError } from './answer-person.ts';
import { openModal } from './open-modal.ts';
import { parseInteraction } from './parse-interaction.ts';
import type { SlackContext } from './slack-context.ts';

export const captureShortcut = 'capture_this';

/** “Capture this” on a message of a step's thread: a form with its words, which stay its author's. */
export async function handleShortcut(slack: SlackContext, body: unknown, acknowledge: () => Promise<void>): Promise<void> {
  const shortcut = parseInteraction(body, slack.identity);
  await acknowledge();
  if (shortcut.kind !== 'capture') return;
  const { asker, answer, message, triggerId } = shortcut;
  const { deps, client, log, identity } = slack;
  const say = (reply: Reply) => answerPerson(client, log, answer, reply);
  try {
    const thread = message.threadTs
      ? await deps.store.findThread({ orgId: asker.orgId, channelId: asker.channelId, threadTs: message.threadTs })
      : undefined;
    if (!thread)
      return await say({
        text: phrase`I can capture what was said in the thread of a step. The newest card in the channel is where its thread begins.`,
      });
    if (message.userId === identity.botUserId) return await say({ text: phrase`Those are my words. I only write down what people said.` });
    const { epoch } = await viewStep(deps.store, thread.workshopId, thread.stepId);
    const request = { workshopId: thread.workshopId, stepId: thread.stepId, epoch, formId: commonForms.capture };
    await openModal(slack, { asker, triggerId, request, answer, captureOf: { slackTs: message.slackTs }, prefill: { text: message.text } });
  } catch (error) {
    await say({ text: explainError(error, log) });
  }
}
