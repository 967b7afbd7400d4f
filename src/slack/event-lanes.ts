/**
 * Runs work one after the other in each lane and side by side across lanes, so that what people write in a channel is stored in the
 * order in which it arrived. Knows what is running, so that a stop can wait for it.
 */
export interface EventLanes {
  /** Rejects with what `work` threw; the lane goes on. Rejects at once when the lane is full or everything is stopping. */
  run<T>(lane: string | undefined, work: () => Promise<T>): Promise<T>;
  /** Takes nothing new; resolves when nothing runs any more, or after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
}

const maxWaiting = 1_000;

export function createEventLanes(): EventLanes {
  const tails = new Map<string, { last: Promise<unknown>; waiting: number }>();
  const running = new Set<Promise<unknown>>();
  let isStopping = false;

  function track<T>(promise: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = promise.catch(() => undefined).finally(() => running.delete(settled));
    running.add(settled);
    return promise;
  }

  return {
    run(lane, work) {
      if (isStopping) return Promise.reject(new Error('stopping'));
      if (lane === undefined) return track(work());
      const before = tails.get(lane) ?? { last: Promise.resolve(), waiting: 0 };
      if (before.waiting >= maxWaiting) return Promise.reject(new Error(`more than ${maxWaiting} events wait in one channel`));
      const result = before.last.then(work);
      const mine = { last: result.catch(() => undefined), waiting: before.waiting + 1 };
      tails.set(lane, mine);
      void mine.last.then(() => {
        const now = tails.get(lane);
        if (now) now.waiting -= 1;
        if (now === mine) tails.delete(lane);
      });
      return track(result);
    },
    async drain(timeoutMs) {
      isStopping = true;
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      });
      await Promise.race([Promise.all(running), timeout]);
      clearTimeout(timer);
    },
  };
}
