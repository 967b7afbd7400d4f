import { openForm } from '../turns/forms.ts';
import type { CaptureOf } from '../turns/save-form.ts';
import type { Asker, FormRequest, Reply } from '../turns/use-case.ts';
import { phrase } from '../workshop/phrase.ts';
import { answerPerson, explainError, explainToPerson } from './answer-person.ts';
import type { AnswerAddress } from './parse-interaction.ts';
import { renderForm } from './render-form.ts';
import { readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

export interface ModalRequest {
  asker: Asker;
  /** Good for three seconds, once. */
  triggerId: string;
  request: FormRequest;
  answer: AnswerAddress;
  captureOf?: CaptureOf;
  prefill?: { text: string };
  /** Shown instead when the trigger is too old by now. */
  fallback?: Reply;
}

/** Opens a form; when that can't be, says why to the person alone. */
export async function openModal(slack: SlackContext, modal: ModalRequest): Promise<void> {
  const { client, deps, log } = slack;
  try {
    const form = await openForm(deps, modal.asker, modal.request, modal.prefill);
    const view = renderForm(form, { channelId: modal.asker.channelId, ...(modal.captureOf ? { captureOf: modal.captureOf } : {}) });
    await client.views.open({ trigger_id: modal.triggerId, view });
  } catch (error) {
    await answerPerson(client, log, modal.answer, explainOpening(error, modal, slack));
  }
}

function explainOpening(error: unknown, modal: ModalRequest, { log }: SlackContext): Reply {
  try {
    const failure = readFailure(error);
    log.warn({ code: failure.code }, 'a modal did not open');
    if (failure.kind === 'refused' && failure.code !== 'expired_trigger_id') return { text: explainError(error, log) };
    return {
      text: phrase`That took me too long, so the form did not open. Please try once more.`,
      ...(modal.fallback?.buttons ? { buttons: modal.fallback.buttons } : {}),
    };
  } catch {
    return explainToPerson(error, log);
  }
}
