import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';

/** Whether there is more to do than the workers get done, over all workspaces. */
export interface Pressure {
  /** Looked at every few seconds; costs nothing in between. Never rejects. */
  isHigh(): Promise<boolean>;
}

const lookEveryMs = 5_000;
/** A turn is meant to begin when it is due. */
const lateTurnMs = 10_000;
/** Posts of one channel wait for each other; many channels that wait are another matter. */
const latePostMs = 15_000;
/** One that hangs is no queue. */
const many = 20;

export function createPressure({ store, clock }: { store: Pick<Store, 'countLate'>; clock: Clock }): Pressure {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let last: Promise<boolean> = Promise.resolve(false);
  const look = async (now: Date): Promise<boolean> => {
    const before = (ms: number) => new Date(now.getTime() - ms);
    const { turns, channels } = await store.countLate({ turnsBefore: before(lateTurnMs), postsBefore: before(latePostMs) });
    return turns > many || channels > many;
  };
  return {
    isHigh() {
      const now = clock.now();
      if (now.getTime() - lookedAtMs < lookEveryMs) return last;
      lookedAtMs = now.getTime();
      // A database that does not answer shows in other ways.
      last = look(now).catch(() => false);
      return last;
    },
  };
}

const quarterMs = 15 * 60_000;

/** True for the first who asks in a thread in a quarter of an hour: they are told that answers take longer. */
export async function mayTellOfDelay(store: Pick<Store, 'reserve'>, orgId: string, thread: string, now: Date): Promise<boolean> {
  const startsAt = new Date(Math.floor(now.getTime() / quarterMs) * quarterMs);
  return (await store.reserve(orgId, { name: 'delayTold', subject: thread, startsAt, count: 1, most: 1 })) !== undefined;
}
