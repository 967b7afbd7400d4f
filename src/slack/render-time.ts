import { moment } from '../workshop/phrase.ts';
import { type StepTime, sayBehind } from '../workshop/time-box.ts';
import type { Pace } from '../workshop/workshop.ts';
import { renderMoment } from './render-phrase.ts';

/** Until when a step is open; nothing when nobody minds. */
export function sayStepTime({ deadlineAt, said }: StepTime, pace: Pace): string[] {
  if (!deadlineAt) return [];
  const at = renderMoment(moment(deadlineAt, pace === 'live' ? 'time' : 'day-and-time'));
  if (said === 'over') return [`:hourglass: Its time was up: ${at}`];
  return [said === 'soon' ? `:hourglass_flowing_sand: Almost there: until ${at}` : `:hourglass_flowing_sand: Until ${at}`];
}

/** How the whole stands against its plan, as of the last step that was finished. */
export function sayPlan(lateMs: number): string {
  const behind = sayBehind(lateMs);
  return behind ? ` By the plan we are ${behind}.` : '';
}
