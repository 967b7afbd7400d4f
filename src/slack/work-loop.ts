import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import type { Teams } from './teams.ts';

/** What the deliveries work with. */
export interface DeliveryOptions {
  teams: Teams;
  store: Store;
  clock: Clock;
  log: Log;
  settings: DeliverySettings;
  /** Who holds the leases; unique among all processes. */
  owner: string;
}

export interface WorkLoop {
  start(): void;
  /** Takes nothing further; resolves when the loop has ended. What was taken may still run, see `settled`. */
  halt(): Promise<void>;
  /** Nothing runs any more. */
  settled(): Promise<void>;
}

export interface WorkLoopOptions {
  atOnce: number;
  /** Looks for work and hands it to `take`, at most `free()` pieces. */
  claim(take: (id: string, work: () => Promise<unknown>) => void, free: () => number): Promise<void>;
}

const minPauseMs = 20;

/**
 * Finds what is due and does it, at most `atOnce` pieces side by side. Woken by a commit, by the end of a piece, by the time at which
 * something is due, and now and then by itself.
 */
export function createWorkLoop({ store, clock, log, settings }: DeliveryOptions, options: WorkLoopOptions): WorkLoop {
  const running = new Set<Promise<void>>();
  /** What takes longer than its lease is claimed again, and is still ours. */
  const inHand = new Set<string>();
  const halting = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  let wake: () => void = () => undefined;
  let isWoken = false;
  /** What is due and is not for this loop, or has to wait for another piece, is not looked for all the time. */
  let pauseMs = minPauseMs;

  function nudge(): void {
    isWoken = true;
    wake();
  }

  function take(id: string, work: () => Promise<unknown>): void {
    if (inHand.has(id)) return;
    inHand.add(id);
    const task: Promise<void> = work()
      .then(() => undefined)
      .catch((error: unknown) => log.error({ error: String(error) }, 'delivering failed; it is tried again when its lease ends'))
      .finally(() => {
        running.delete(task);
        inHand.delete(id);
        nudge();
      });
    running.add(task);
  }

  async function sleep(): Promise<void> {
    const due = await store.nextDueAt();
    const untilDueMs = due ? due.getTime() - clock.now().getTime() : settings.lookEveryMs;
    if (isWoken || halting.signal.aborted) return;
    const isStuck = untilDueMs <= 0;
    const delayMs = Math.min(settings.lookEveryMs, isStuck ? pauseMs : Math.max(minPauseMs, untilDueMs));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = () => undefined;
    pauseMs = isStuck && !isWoken ? pauseMs * 2 : minPauseMs;
  }

  async function run(): Promise<void> {
    while (!halting.signal.aborted) {
      isWoken = false;
      try {
        await options.claim(take, () => options.atOnce - running.size);
        await sleep();
      } catch (error) {
        log.error({ error: String(error) }, 'looking for what is to be delivered failed');
        await wait(settings.retryMs, undefined, { signal: halting.signal }).catch(() => undefined);
      }
    }
  }

  return {
    start() {
      store.onOutbox(nudge);
      loop = run();
    },
    async halt() {
      halting.abort();
      nudge();
      await loop;
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
