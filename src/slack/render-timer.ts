import type { StoredTimer } from '../ports/time-store.ts';
import { timerButtons } from '../turns/time/steer-timer.ts';
import { moment } from '../workshop/phrase.ts';
import { sayDuration } from '../workshop/timer.ts';
import { actions, context, fitMessage, type Rendered, section } from './blocks.ts';
import { escapeText, renderMoment } from './render-phrase.ts';

/** A countdown that needs no second hand: until when, and how far it is. Edited at half-time, in the last minute and at the end. */
export function renderTimer(timer: StoredTimer, workshopId: string): Rendered {
  const text = sayTimer(timer);
  const buttons = timerButtons(workshopId, timer);
  const isOpen = timer.status === 'running' || timer.status === 'paused';
  return fitMessage({
    text: text.replace(/[*]/g, ''),
    blocks: [isOpen ? section(text) : context(text), ...(buttons.length > 0 ? [actions(buttons)] : [])],
  });
}

function sayTimer(timer: StoredTimer): string {
  const what = timer.label ? ` for ${escapeText(timer.label)}` : '';
  const until = renderMoment(moment(timer.endsAt));
  const length = sayDuration(timer.lengthMs);
  switch (timer.status) {
    case 'paused':
      return `:double_vertical_bar: *On hold*${what}, with ${sayDuration(timer.remainingMs ?? 0)} left${timer.heldBy === 'workshop' ? '. It goes on with the workshop.' : '.'}`;
    case 'cancelled':
      return `:stopwatch: The timer${what} was stopped.`;
    case 'ended':
      return `:checkered_flag: *Time is up*${what}. ${length}, until ${until}.`;
    case 'running':
      return {
        whole: `:stopwatch: *${length}*${what}, until ${until}.`,
        half: `:stopwatch: *Half-time*${what}. We have until ${until}.`,
        minute: `:stopwatch: *The last minute*${what}, until ${until}.`,
        over: `:stopwatch: *${length}*${what}, until ${until}.`,
      }[timer.shown];
  }
}
