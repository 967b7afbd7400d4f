import { type FormView, fillForm, openForm } from '../turns/forms.ts';
import { keepSeen } from '../turns/merge-form.ts';
import { type FormOutcome, saveForm } from '../turns/save-form.ts';
import type { Asker } from '../turns/use-case.ts';
import { type Phrase, phrase, phraseToText } from '../workshop/phrase.ts';
import { explainError } from './answer-person.ts';
import { parseInteraction } from './parse-interaction.ts';
import { canRemember, type FormMemory, readFormMemory, renderForm } from './render-form.ts';
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
    const { values } = submitted;
    const shown = { ...submitted.shown, ...memory.seen };
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
  const notes = outcome.notes ?? {};
  const fresh = await openForm(slack.deps, asker, outcome.next, { isWhole: outcome.notes !== undefined });
  const form = await addNotes(slack, fillForm(fresh, outcome.filled ?? {}), notes);
  const memory = { channelId, ...(captureOf ? { captureOf } : {}), ...(outcome.seen ? { seen: keepSeen(outcome.seen) } : {}) };
  // More than a modal remembers, or an input that is not there any more: then the words of both stand under the inputs, and the form stays as it is.
  const isShown = Object.keys(notes).every((key) => form.inputs.some((input) => input.key === key));
  if (outcome.notes && !(isShown && canRemember(form, memory))) return refuse(slack, inputs, notes);
  return { response_action: 'update', view: renderForm(form, memory) };
}

/** What somebody else wrote stands below the input that it concerns, and on top it is said that something does. */
async function addNotes(slack: SlackContext, form: FormView, notes: Record<string, Phrase>): Promise<FormView> {
  const keys = Object.keys(notes);
  if (keys.length === 0) return form;
  const inputs = await Promise.all(
    form.inputs.map(async (input) => {
      const note = notes[input.key];
      return note ? { ...input, hint: await sayPlainly(slack, note) } : input;
    }),
  );
  const labels = inputs.flatMap((input) => (notes[input.key] ? `“${input.label}”` : []));
  const intro = `Somebody was faster with ${labels.join(', ')}. Your words are still here and theirs stand below; send it again to put yours in their place, or take theirs.`;
  return { ...form, inputs, intro };
}

/** Plain text, in which people stand by name. */
async function sayPlainly({ people }: SlackContext, says: Phrase): Promise<string> {
  const names = new Map<string, string>();
  for (const part of says) if ('person' in part) names.set(part.person, (await people.find(part.person))?.name ?? 'somebody');
  return phraseToText(says, (userId) => names.get(userId) ?? 'somebody');
}

/** Slack takes errors for inputs of the modal only: one that belongs to none stands under the first. They are plain text, so that people stand there by name. */
async function refuse(slack: SlackContext, inputs: readonly string[], errors: Record<string, Phrase>): Promise<unknown> {
  const placed: Record<string, string> = {};
  for (const [key, says] of Object.entries(errors)) {
    const name = key.split('/').at(-1);
    const input =
      inputs.find((one) => one === key) ??
      inputs.find((one) => one === name || one.startsWith(`${name}.`)) ??
      inputs.find((one) => key !== '' && one.endsWith(`/${key}`)) ??
      inputs[0];
    if (input === undefined) continue;
    const sentence = await sayPlainly(slack, says);
    placed[input] = placed[input] ? `${placed[input]} ${sentence}` : sentence;
  }
  return { response_action: 'errors', errors: placed };
}
