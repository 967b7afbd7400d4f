import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import type { Left } from '../ports/outbox.ts';
import type { Store } from '../ports/store.ts';
import type { Trace } from '../ports/trace.ts';
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
  trace: Trace;
  meters: Meters;
}

export interface WorkLoop {
  start(): void;
  /** Takes nothing further; resolves when the loop has ended. What was taken may still run, see `settled`. */
  halt(): Promise<void>;
  /** Nothing runs any more. */
  settled(): Promise<void>;
}

interface Piece {
  id: string;
  orgId: string;
}

/** How much may be claimed. */
export interface Room {
  free(): number;
  /** So many of one workspace: one whose Slack is slow must not take all places. */
  perTeam: number;
  /** Workspaces that have so many already. */
  without: readonly string[];
}

export interface WorkLoopOptions {
  atOnce: number;
  /** Whether what a commit left is for this loop. */
  wakesFor(left: Left): boolean;
  /** Looks for work and hands it to `take`. */
  claim(take: (piece: Piece, work: () => Promise<unknown>) => void, room: Room): Promise<void>;
}

const minPauseMs = 20;
/** Of all places, at most so much is for one workspace. */
const shareOfTeam = 0.75;

/**
 * Finds what is due and does it, at most `atOnce` pieces side by side. Woken by a commit, by the end of a piece, by the time at which
 * something is due, and now and then by itself.
 */
export function createWorkLoop({ store, clock, log, settings }: DeliveryOptions, options: WorkLoopOptions): WorkLoop {
  const running = new Set<Promise<void>>();
  /** By its id; what takes longer than its lease is claimed again, and is still ours. */
  const inHand = new Map<string, string>();
  const perTeam = Math.ceil(options.atOnce * shareOfTeam);
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

  function take({ id, orgId }: Piece, work: () => Promise<unknown>): void {
    if (inHand.has(id)) return;
    inHand.set(id, orgId);
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

  function fullTeams(): string[] {
    const counts = new Map<string, number>();
    for (const orgId of inHand.values()) counts.set(orgId, (counts.get(orgId) ?? 0) + 1);
    return [...counts].flatMap(([orgId, count]) => (count >= perTeam ? [orgId] : []));
  }

  async function sleep(): Promise<void> {
    if (isWoken || halting.signal.aborted) return;
    const due = await store.nextDueAt(settings.cards);
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
        await options.claim(take, { free: () => options.atOnce - running.size, perTeam, without: fullTeams() });
        await sleep();
      } catch (error) {
        log.error({ error: String(error) }, 'looking for what is to be delivered failed');
        await wait(settings.retryMs, undefined, { signal: halting.signal }).catch(() => undefined);
      }
    }
  }

  return {
    start() {
      store.onOutbox((left) => {
        if (options.wakesFor(left)) nudge();
      });
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
