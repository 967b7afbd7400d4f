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
  await send(stage, host, settings, done);
}

async function takePart(
  stage: Stage,
  user: string,
  card: () => Message | undefined,
  fill: Record<string, string | string[]>,
): Promise<void> {
  await pressOn(
    stage,
    user,
    card,
    (_, index) => index === 0,
    () => stage.openView(user) !== undefined,
    soonMs,
  );
  await send(stage, user, fill, () => stage.openView(user) === undefined);
}

/** A form that could not be sent stays open, and is sent again. */
async function send(stage: Stage, user: string, fill: Record<string, string | string[]>, done: () => boolean): Promise<void> {
  const deadline = Date.now() + stage.options.patienceMs;
  for (;;) {
    const view = stage.openView(user);
    if (!view) throw new Error('the form is gone');
    const answer = await stage.submit(user, view, fill);
    if (answer.ok && answer.errors) throw new Error(`the form “${view.title}” was refused: ${Object.values(answer.errors).join(' ')}`);
    if (await stage.settle(done, answer.ok ? stage.options.patienceMs : soonMs)) return;
    if (answer.ok) throw new Error(`sending the form “${view.title}” had no effect`);
    if (Date.now() > deadline) throw new Error(`the form “${view.title}” could not be sent: ${answer.error}`);
    await stage.untilBotIsBack();
  }
}

/** The post that says how it ended begins with the same words. */
function isCard(message: Message): boolean {
  return message.blocks?.some((block) => block.type === 'header') ?? false;
}

function isOpen(card: Message | undefined): boolean {
  return labelsOn(card).some((label) => label.startsWith('Close'));
}
