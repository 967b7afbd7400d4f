import type { Button } from '../ports/outbox.ts';
import { sayTook } from '../turns/activities/say-round.ts';
import { writeTarget } from '../turns/button-target.ts';
import type { StepView } from '../turns/views.ts';
import { escapeText } from './render-phrase.ts';

/** What is open, as counts; how many have signed off the words as they stand. */
export function sayTogether(step: StepView): string[] {
  const { open, of } = step.together;
  const rounds = open.map(
    (round) => `:bar_chart: *${escapeText(round.label)}* is open in this thread: ${sayTook(round.kind, round.took, of)}`,
  );
  return [...rounds, ...saySignOff(step)];
}

export function saySignOff({ together: { signOff } }: StepView): string[] {
  if (!signOff?.isWhole || signOff.signed + signOff.overtaken === 0) return [];
  const { signed, of, overtaken } = signOff;
  const again = overtaken === 1 ? 'the sign-off from before starts over' : `the ${overtaken} sign-offs from before start over`;
  const changed = overtaken > 0 ? `. The words changed: ${again}` : '';
  return [`:writing_hand: ${signed} of ${of} ${signed === 1 ? 'has' : 'have'} signed off${changed}`];
}

/** Offered where there is something to agree on, or to do besides answering. */
export function togetherButtons({ together, workshop, stepId, epoch }: StepView): Button[] {
  const value = writeTarget({ workshopId: workshop.id, stepId, epoch });
  return [
    ...(together.isOffered ? [{ label: 'Do it together', action: 'together', value }] : []),
    ...(together.signOff?.isWhole ? [{ label: 'Sign off', action: 'sign-off', value }] : []),
  ];
}
