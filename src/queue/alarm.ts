/** A sleep that ends early when somebody calls `wake`, at once when that was before it began. */
export interface Alarm {
  wake(): void;
  /** Wakes at that moment; a later one than `horizonMs` from now is left to polling. */
  wakeAt(at: Date): void;
  sleep(maxMs: number): Promise<void>;
  clear(): void;
}

const horizonMs = 60_000;
const maxTimers = 1_000;
/** Timers may ring a little before their time, and the database's clock is another one. */
const slackMs = 10;

export function createAlarm(): Alarm {
  const timers = new Set<NodeJS.Timeout>();
  let isWoken = false;
  let interrupt: (() => void) | undefined;

  const wake = () => {
    isWoken = true;
    interrupt?.();
  };
  return {
    wake,
    wakeAt(at) {
      const delayMs = at.getTime() - Date.now() + slackMs;
      if (delayMs <= slackMs) return wake();
      if (delayMs > horizonMs || timers.size >= maxTimers) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        wake();
      }, delayMs);
      timers.add(timer.unref());
    },
    async sleep(maxMs) {
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, maxMs);
          interrupt = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        interrupt = undefined;
      }
      isWoken = false;
    },
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
