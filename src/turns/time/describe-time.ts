import { moment, type Phrase, phrase } from '../../workshop/phrase.ts';
import { sayBehind } from '../../workshop/time-box.ts';
import type { Deps } from '../use-case.ts';
import type { HubView } from '../views.ts';

const minuteMs = 60_000;
/** Less than this is not worth a line. */
const shortWorkMs = 5 * minuteMs;

/** For the status: until when the step is open, how the plan stands by now, how long the team has worked. At most three lines. */
export async function describeTime({ store, clock }: Pick<Deps, 'store' | 'clock'>, hub: HubView): Promise<Phrase[]> {
  const { workshop, time } = hub;
  const isLive = workshop.settings.pace === 'live';
  const { pausedAt } = workshop.settings;
  // On hold, time stands still.
  const now = workshop.status === 'paused' && pausedAt ? new Date(pausedAt) : clock.now();
  const lines: Phrase[] = [];
  if (time.deadlineAt) {
    const at = moment(time.deadlineAt, isLive ? 'time' : 'day-and-time');
    lines.push(time.deadlineAt > now ? phrase`Open until ${at}.` : phrase`Its time was up: ${at}.`);
    const overMs = Math.max(0, now.getTime() - time.deadlineAt.getTime());
    const behind = isLive ? sayBehind(hub.lateMs + overMs) : undefined;
    if (behind) lines.push(phrase`By the plan we are ${behind}.`);
  }
  const { sessions, ms } = await store.workedOn(workshop.id);
  if (ms >= shortWorkMs) lines.push(phrase`You have worked on it for ${sayWork(ms)}${sessions > 1 ? `, in ${sessions} stretches` : ''}.`);
  return lines;
}

function sayWork(ms: number): string {
  const minutes = Math.round(ms / minuteMs);
  if (minutes < 60) return `${minutes} minutes`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}
