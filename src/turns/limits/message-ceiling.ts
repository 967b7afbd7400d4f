import type { Clock } from '../../ports/clock.ts';
import type { LimitStore } from '../../ports/limit-store.ts';
import { dayOf } from './limits.ts';

/** How many messages of a team are stored in a day. Counted by sample, for a ceiling is high and every message counts on being quick. */
export interface MessageCeiling {
  /** How many there may be, and until when no more are taken; undefined while there is room. */
  reached(): { most: number; until: Date } | undefined;
  /** One more was stored. */
  note(): Promise<void>;
}

/** Every so many messages of a process are counted at once. */
const largestSample = 100;
/** A low ceiling is counted more exactly. */
const samplesInCeiling = 100;

export function createMessageCeiling(
  most: number,
  orgId: string,
  { store, clock }: { store: Pick<LimitStore, 'reserve'>; clock: Clock },
): MessageCeiling {
  const sample = Math.max(1, Math.min(largestSample, Math.floor(most / samplesInCeiling)));
  let uncounted = 0;
  let until = new Date(0);
  return {
    reached: () => (until > clock.now() ? { most, until } : undefined),
    async note() {
      uncounted += 1;
      if (uncounted < sample) return;
      uncounted = 0;
      const { startsAt, endsAt } = dayOf(clock.now());
      const count = await store.reserve(orgId, { name: 'messagesPerTeam', subject: '', startsAt, count: sample, most });
      if (count === undefined || count + sample > most) until = endsAt;
    },
  };
}
