import type { DigestWish, WaitingStep } from '../../ports/time-store.ts';
import type { UserId } from '../../workshop/ids.ts';
import { joinPhrases, moment, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { owedSignOff } from '../../workshop/sign-off.ts';
import { currentQuestion } from '../views.ts';

const dayMs = 24 * 3_600_000;
const maxLines = 10;

/** A step with what in it waits for this person. */
export interface Waiting {
  step: WaitingStep;
  says: Phrase;
  /** It is due within a day, or the host asked for them. */
  isUrgent: boolean;
}

/** What of these steps waits for this person; nothing of those that they have done their part in. `stuck`: enough people are done there, and it is still open. */
export function findWaiting(steps: readonly WaitingStep[], { now, stuck }: { now: Date; stuck: ReadonlySet<string> }): Waiting[] {
  return steps.flatMap((step): Waiting[] => {
    const deadlineAt = step.deadlineAt && (!step.startedAt || step.deadlineAt > step.startedAt) ? step.deadlineAt : null;
    const isOver = deadlineAt !== null && deadlineAt <= now;
    const isDue = deadlineAt !== null && !isOver && deadlineAt.getTime() - now.getTime() <= dayMs;
    const isHost = step.role === 'owner';
    const says: Phrase[] = [];
    if (isHost && isOver)
      says.push(phrase`Its time is up, and it is still open. Do we move on, or take one more day? That is yours to say.`);
    else if (isHost && stuck.has(step.stepDbId)) says.push(phrase`Enough of you are done, and something is still open. Have a look?`);
    for (const id of step.openTogether) {
      const label = step.definition.activities.find((one) => one.id === id)?.label;
      if (label) says.push(phrase`${label} is open, and nothing from you is in it yet.`);
    }
    if (!step.isDone && !step.hasSpoken) says.push(phrase`The question is: _${currentQuestion(step.definition, step.draft)}_`);
    const signOff = owedSignOff(step.definition, step.draft, step.signed);
    if (signOff) says.push(phrase`Your yes is still missing: ${signOff.label}.`);
    if (!step.isDone && isDue && deadlineAt) says.push(phrase`It is open until ${moment(deadlineAt, 'day-and-time')}.`);
    if (step.isAskedFor && !step.isDone) says.unshift(phrase`${person(step.host)} would love to hear from you.`);
    if (says.length === 0) return [];
    const isUrgent = (isDue && !step.isDone) || (step.isAskedFor && !step.isDone) || (isHost && isOver);
    return [{ step, says: phrase`*${step.title}*, ${step.definition.name}: ${joinPhrases(says, ' ')}`, isUrgent }];
  });
}

/** The day's one message: everything that waits, and how to hear less. Undefined when there is nothing to say. */
export function sayDigest(userId: UserId, waiting: readonly Waiting[], wish: DigestWish): Phrase | undefined {
  const said = waiting.filter((one) => wish === 'daily' || one.isUrgent).slice(0, maxLines);
  if (said.length === 0) return undefined;
  const opening =
    said.length === 1
      ? phrase`Good morning, ${person(userId)}. One thing waits for you:`
      : phrase`Good morning, ${person(userId)}. ${said.length} things wait for you:`;
  return joinPhrases([opening, ...said.map((one) => phrase`• ${one.says}`)], '\n');
}

/** Where to go. */
export function linksOf(waiting: readonly Waiting[], wish: DigestWish) {
  return waiting
    .filter((one) => wish === 'daily' || one.isUrgent)
    .slice(0, maxLines)
    .flatMap(({ step: { title, definition, channelId, threadTs } }) =>
      threadTs ? [{ label: `${title}: ${definition.name}`, channelId, slackTs: threadTs }] : [],
    );
}
