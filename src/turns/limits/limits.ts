import type { LimitTx } from '../../ports/limit-store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import { moment, type Phrase, phrase } from '../../workshop/phrase.ts';
import type { Asker, Deps } from '../use-case.ts';

/** What the operator bounds, each in a day; 0 is no bound. Counted where something costs, in the database. */
export interface Limits {
  startsPerPerson: number;
  startsPerChannel: number;
  forksPerPerson: number;
  exportsPerPerson: number;
  canvasesPerPerson: number;
  linksPerPerson: number;
  modelCallsPerTeam: number;
  messagesPerTeam: number;
}

const dayMs = 24 * 3_600_000;

/** The day that a moment is in, everywhere the same: from midnight to midnight UTC. */
export function dayOf(now: Date): { startsAt: Date; endsAt: Date } {
  const startMs = Math.floor(now.getTime() / dayMs) * dayMs;
  return { startsAt: new Date(startMs), endsAt: new Date(startMs + dayMs) };
}

/** What somebody does, which bounds there are to it, and how it is said that one is reached. */
const bounded = {
  start: [
    {
      limit: 'startsPerPerson',
      by: 'person',
      says: (most: number) => phrase`You have begun ${most} workshops today, and that is as many as one person may in a day.`,
    },
    {
      limit: 'startsPerChannel',
      by: 'channel',
      says: (most: number) => phrase`${most} workshops were begun in this channel today, and that is as many as there may be in a day.`,
    },
  ],
  fork: [
    {
      limit: 'forksPerPerson',
      by: 'person',
      says: (most: number) => phrase`You have opened ${most} what-ifs today, and that is as many as one person may in a day.`,
    },
  ],
  export: [
    {
      limit: 'exportsPerPerson',
      by: 'person',
      says: (most: number) =>
        phrase`You have had the build pack as files ${most} times today, and that is as often as one person may in a day. The last ones are still in the thread.`,
    },
  ],
  canvas: [
    {
      limit: 'canvasesPerPerson',
      by: 'person',
      says: (most: number) =>
        phrase`You have asked for the canvas ${most} times today, and that is as often as one person may in a day. The last one is still there.`,
    },
  ],
  link: [
    {
      limit: 'linksPerPerson',
      by: 'person',
      says: (most: number) =>
        phrase`You have made ${most} links today, and that is as many as one person may in a day. “/workshop share list” shows those that are valid.`,
    },
  ],
} as const satisfies Record<string, readonly { limit: keyof Limits; by: 'person' | 'channel'; says: (most: number) => Phrase }[]>;

/** Counts it as part of the transaction. Throws a RuleBreach that says which bound was reached and until when; then nothing was done. */
export async function countToday(
  { limits, clock }: Pick<Deps, 'limits' | 'clock'>,
  tx: LimitTx,
  asker: Asker,
  what: keyof typeof bounded,
): Promise<void> {
  const { startsAt, endsAt } = dayOf(clock.now());
  for (const { limit, by, says } of bounded[what]) {
    const most = limits?.[limit] ?? 0;
    if (most === 0) continue;
    const subject = by === 'person' ? asker.userId : asker.channelId;
    const isWithin = await tx.countTowards({ name: limit, subject, startsAt, count: 1, most });
    if (!isWithin)
      throw new RuleBreach('limit', phrase`${says(most)} From ${moment(endsAt)} on there is room again; nothing is lost until then.`);
  }
}
