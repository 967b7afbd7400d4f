import type { Ephemeral, Message } from '../../src/practice/protocol.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { labelsOn, pressOn } from './press-on.ts';
import { type Stage, soonMs } from './stage.ts';

/** Something the team does together in a step, from its start by the host to what the host makes of it. */
export interface Together {
  by: string;
  /** As the step calls it, e.g. “Dot vote”. */
  activity: string;
  settings: Record<string, string | string[]>;
  rounds: { by: string; fill: Record<string, string | string[]> }[][];
  /** The button by which the host decides what comes of it. */
  decision: string | undefined;
}

/** By what people press: a button that was pressed in vain, because the bot was away, is pressed again. */
export async function playTogether(stage: Stage, stepId: StepId, threadTs: string, together: Together): Promise<void> {
  const host = stage.person(together.by).id;
  const cards = () =>
    stage.control
      .thread(stage.channel, threadTs)
      .filter((message) => message.user === stage.control.bot().id && message.text.startsWith(together.activity) && isCard(message));
  const card = (): Message | undefined => cards().at(-1);
  for (const [index, round] of together.rounds.entries()) {
    if (index === 0) await start(stage, stepId, host, together, () => card() !== undefined);
    else
      await pressOn(
        stage,
        host,
        card,
        (label) => label.startsWith(`Round ${index + 1}`),
        () => isOpen(card()),
      );
    for (const one of round) await takePart(stage, stage.person(one.by).id, card, one.fill);
    await stage.settle(() => card()?.text.includes(`${round.length} of`), stage.options.patienceMs);
    await pressOn(
      stage,
      host,
      card,
      (label) => label.startsWith('Close'),
      () => !isOpen(card()),
    );
  }
  const { decision } = together;
  if (!decision) return;
  await pressOn(
    stage,
    host,
    card,
    (label) => label === decision,
    () => !labelsOn(card()).includes(decision),
  );
}

async function start(stage: Stage, stepId: StepId, host: string, { activity, settings }: Together, done: () => boolean): Promise<void> {
  const label = `Start ${activity}`;
  const offer = (): Ephemeral | undefined => stage.whispersTo(host).findLast((one) => labelsOn(one).includes(label));
  await stage.press(
    host,
    () => stage.stepCard(stepId),
    'Do it together',
    () => offer() !== undefined,
    soonMs,
  );
  await stage.openForm(host, offer, label);
  await stage.sendForm(host, settings, done);
}

async function takePart(
  stage: Stage,
  user: string,
  card: () => Message | undefined,
  fill: Record<string, string | string[]>,
): Promise<void> {
  await stage.settle(() => labelsOn(card()).length > 0, stage.options.patienceMs);
  await stage.openForm(user, card, labelsOn(card())[0] ?? '');
  await stage.sendForm(user, fill);
}

/** The post that says how it ended begins with the same words. */
function isCard(message: Message): boolean {
  return message.blocks?.some((block) => block.type === 'header') ?? false;
}

function isOpen(card: Message | undefined): boolean {
  return labelsOn(card).some((label) => label.startsWith('Close'));
}
