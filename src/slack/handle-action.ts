import { pressButton } from '../turns/press-button.ts';
import type { Reply } from '../turns/use-case.ts';
import { answerPerson, explainToPerson, removeAnswered } from './answer-person.ts';
import { handleHomeAction } from './handle-home-action.ts';
import { openModal } from './open-modal.ts';
import { parseInteraction } from './parse-interaction.ts';
import type { SlackContext } from './slack-context.ts';
import { refuseResume, refuseStart } from './start-guard.ts';

/** A press on a button: one transaction, the acknowledgement, then what only the presser sees. The rest shows on the cards. */
export async function handleAction(slack: SlackContext, body: unknown, acknowledge: () => Promise<void>): Promise<void> {
  const press = parseInteraction(body, slack.identity);
  if (press.kind === 'home-action') return handleHomeAction(slack, press, acknowledge);
  if (press.kind !== 'action') return acknowledge();
  const { asker, action, value, answer } = press;
  const reply = await pressOrRefuse(slack, press).catch((error: unknown): Reply => explainToPerson(error, slack.log));
  await acknowledge();
  slack.homes.touch(slack, asker.userId);
  if (reply?.form)
    return openModal(slack, {
      asker,
      triggerId: press.triggerId,
      request: reply.form,
      answer,
      fallback: { text: reply.text, buttons: [{ label: 'Open the form', action, value }] },
    });
  if (reply) return answerPerson(slack.client, slack.log, answer, reply);
  await removeAnswered(slack.log, answer);
}

async function pressOrRefuse(
  slack: SlackContext,
  { asker, action, value }: { asker: Parameters<typeof pressButton>[1]; action: string; value: string },
): Promise<Reply | undefined> {
  const isResume = action.startsWith('verb') && /^resume$|"v":"resume"/.test(value);
  const refusal = action.startsWith('start')
    ? await refuseStart(slack, asker, value)
    : isResume
      ? await refuseResume(slack, asker)
      : undefined;
  return refusal ?? pressButton(slack.deps, asker, action, value);
}
