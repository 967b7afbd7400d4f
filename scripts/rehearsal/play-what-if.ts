import type { Message } from '../../src/practice/protocol.ts';
import type { StepId } from '../../src/workshop/ids.ts';
import { labelsOn, pressOn } from './press-on.ts';
import type { Stage } from './stage.ts';

/** Plays lines in a step's thread. */
export type PlayLines = (stepId: StepId, threadTs: string) => Promise<void>;

/** The host opens a finished step again, lines are said there, it is finished once more, and the step they were at comes back. */
export async function playRevise(
  stage: Stage,
  current: StepId,
  { by, step }: { by: string; step: StepId },
  lines: PlayLines,
): Promise<void> {
  const host = stage.person(by).id;
  const card = stage.stepCard(step);
  if (!card) throw new Error(`there is no card of ${step} to revise`);
  const told = () => stage.control.thread(stage.channel, card.ts).filter((message) => message.user === stage.control.bot().id).length;
  const before = told();
  await stage.command(host, `revise ${step}`, () => told() > before);
  await lines(step, card.ts);
  const back = () =>
    stage.control
      .thread(stage.channel, stage.stepCard(current)?.ts ?? '')
      .some((message) => message.text.includes('what it rests on has changed'));
  await stage.say(host, '@pilot next', card.ts);
  if (!(await stage.settle(back, stage.options.patienceMs))) await stage.command(host, 'next', back);
}

/** A what-if from a step on: lines are said in its own thread, both are put side by side, and the first one is kept. */
export async function playFork(
  stage: Stage,
  { by, step, title }: { by: string; step: StepId; title: string },
  lines: PlayLines,
): Promise<void> {
  const host = stage.person(by).id;
  const cards = () => stage.stepCards(step);
  const original = cards()[0];
  const fork = () => cards().find((card) => card.ts !== original?.ts);
  await stage.command(host, `fork ${step}: ${title}`, fork);
  const threadTs = fork()?.ts ?? '';
  await stage.settle(() => stage.control.thread(stage.channel, threadTs).length > 1, stage.options.patienceMs);
  await lines(step, threadTs);
  const comparison = (): Message | undefined =>
    stage.control.thread(stage.channel, threadTs).findLast((message) => message.text.startsWith('What is different'));
  const choice = () => stage.whispersTo(host).findLast((one) => labelsOn(one).some((label) => label.startsWith(title.slice(0, 20))));
  await stage.command(host, 'compare', () => choice() ?? comparison());
  if (!comparison())
    await pressOn(
      stage,
      host,
      choice,
      (label) => label.startsWith(title.slice(0, 20)),
      () => comparison() !== undefined,
    );
  await pressOn(
    stage,
    host,
    comparison,
    (_, index) => index === 0,
    () => labelsOn(comparison()).length === 0,
  );
}
