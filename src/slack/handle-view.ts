import { fillForm, openForm } from '../turns/forms.ts';
import { type FormOutcome, saveForm } from '../turns/save-form.ts';
import type { Asker } from '../turns/use-case.ts';
import { type Phrase, phrase, phraseToText } from '../workshop/phrase.ts';
import { explainError } from './answer-person.ts';
import { parseInteraction } from './parse-interaction.ts';
import { type FormMemory, readFormMemory, renderForm } from './render-form.ts';
import type { SlackContext } from './slack-context.ts';

type Acknowledge = (content?: unknown) => Promise<void>;

/** A submitted modal: saved and closed, or open still with the reasons under its inputs, so that nothing typed is lost. */
export async function handleView(slack: SlackContext, body: unknown, acknowledge: Acknowledge): Promise<void> {
  const submitted = parseInteraction(body, slack.identity);
  if (submitted.kind !== 'view') return acknowledge();
  const { inputs } = submitted;
  try {
    const memory = readFormMemory(submitted.privateMetadata);
    if (!memory)
      return await acknowledge(
        await refuse(slack, inputs, {
          '': phrase`I don't know this form any more. Copy your text, close it and open it again from the newest card.`,
        }),
      );
    const asker = { ...submitted.asker, channelId: memory.channelId };
    const { values, shown } = submitted;
    const form = { values, shown, ...(memory.captureOf ? { captureOf: memory.captureOf } : {}) };
    const outcome = await saveForm(slack.deps, asker, memory.request, form);
    await acknowledge(await describeOutcome(slack, asker, memory, inputs, outcome));
    if ('saved' in outcome) slack.homes.touch(slack, asker.userId);
  } catch (error) {
    await acknowledge(await refuse(slack, inputs, { '': explainError(error, slack.log) }));
  }
}

async function describeOutcome(
  slack: SlackContext,
  asker: Asker,
  { channelId, captureOf }: FormMemory,
  inputs: readonly string[],
  outcome: FormOutcome,
): Promise<unknown> {
  if ('errors' in outcome) return refuse(slack, inputs, outcome.errors);
  if ('saved' in outcome) return undefined;
  const form = fillForm(await openForm(slack.deps, asker, outcome.next), outcome.filled ?? {});
  return { response_action: 'update', view: renderForm(form, { channelId, ...(captureOf ? { captureOf } : {}) }) };
}

/** Slack takes errors for inputs of the modal only: one that belongs to none stands under the first. They are plain text, so that people stand there by name. */
async function refuse({ people }: SlackContext, inputs: readonly string[], errors: Record<string, Phrase>): Promise<unknown> {
  const placed: Record<string, string> = {};
  for (const [key, says] of Object.entries(errors)) {
    const name = key.split('/').at(-1);
    const input =
      inputs.find((one) => one === key) ??
      inputs.find((one) => one === name || one.startsWith(`${name}.`)) ??
      inputs.find((one) => key !== '' && one.endsWith(`/${key}`)) ??
      inputs[0];
    if (input === undefined) continue;
    const names = new Map<string, string>();
    for (const part of says) if ('person' in part) names.set(part.person, (await people.find(part.person))?.name ?? 'somebody');
    const sentence = phraseToText(says, (userId) => names.get(userId) ?? 'somebody');
    placed[input] = placed[input] ? `${placed[input]} ${sentence}` : sentence;
  }
  return { response_action: 'errors', errors: placed };
}
