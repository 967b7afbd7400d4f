import { setTimeout as wait } from 'node:timers/promises';
import type { OutboxRow } from '../ports/outbox.ts';
import type { ReplyRow } from '../turns/reply-outcome.ts';
import { type Delivery, notInstalled } from './deliver-outbox.ts';
import { keepLease } from './keep-lease.ts';
import { createReplyPace, type ReplyPlaces } from './reply-pace.ts';
import { type StopReason, sendReply } from './send-reply.ts';
import { ReplyUnfinished, Undeliverable } from './sent.ts';
import { settleFailure } from './settle-failure.ts';
import type { SlackContext } from './slack-context.ts';
import { createWorkLoop, type DeliveryOptions } from './work-loop.ts';

/** Of what a stop may take: for giving back what did not come to its end. */
const giveBackMs = 2_000;

/** Delivers the rows whose words a model finds: in each thread one after the other, threads side by side, and no post waits for them. */
export function createReplyDelivery(options: DeliveryOptions): Delivery {
  const { teams, store, clock, log, settings, owner, trace, meters } = options;
  const { leaseMs } = settings;
  const writing = new Map<string, AbortController>();
  const hurry = new AbortController();
  const loop = createWorkLoop(options, {
    atOnce: settings.replies.atOnce,
    wakesFor: (left) => left.replies,
    async claim(take, { free, perTeam, without }) {
      if (free() <= 0) return;
      const rows = await store.claimOutbox({ owner, now: clock.now(), leaseMs, limit: free(), perTeam, without, lanes: 'replies' });
      for (const row of rows) take(row, () => trace.run(row.trace, () => deliver(row)));
    },
  });

  async function deliver(row: OutboxRow): Promise<unknown> {
    const slack = await teams.of(row.orgId);
    if (!slack) return store.failOutbox(row, { error: notInstalled, at: clock.now() });
    if (row.content.kind !== 'reply') return settleFailure(slack, settings, row, new Undeliverable('another_lane'));
    const reply: ReplyRow = { ...row, content: row.content };
    const stop = new AbortController();
    writing.set(row.id, stop);
    // A model may think longer than a lease lasts. Whoever lost the row must not touch what stands in the thread.
    const lease = keepLease({
      leaseMs,
      now: clock.now,
      extend: (until) => store.extendLease(row, until),
      onLost: () => stop.abort('lost' satisfies StopReason),
      onStop: () => stop.abort('stopped' satisfies StopReason),
    });
    const pace = createReplyPace(settings.replies, placesOf(row.orgId));
    try {
      const sent = await sendReply(slack, reply, { settings, pace, stop, isOurs: lease.isOurs, hurry: hurry.signal });
      await store.finishOutbox(row, { ...sent, at: clock.now() });
      meters.took('reply', clock.now().getTime() - row.createdAt.getTime());
    } catch (error) {
      await settle(slack, reply, error);
    } finally {
      lease.release();
      writing.delete(row.id);
    }
  }

  /** What all replies in a workspace share, in whatever process they are written. While the database is away, each goes at its own pace. */
  function placesOf(orgId: string): ReplyPlaces {
    return {
      async take(name, pace) {
        const now = clock.now();
        const at = await store.takePlace({ orgId, name, ...pace, now }).catch(() => now);
        return Math.max(0, at.getTime() - now.getTime());
      },
      hold(name, waitMs) {
        const until = new Date(clock.now().getTime() + waitMs);
        store
          .holdPlace({ orgId, name, until })
          .catch((error: unknown) => log.warn({ error: String(error), name }, 'a pause was not written down'));
      },
    };
  }

  async function settle(slack: SlackContext, row: ReplyRow, error: unknown): Promise<void> {
    if (!(error instanceof ReplyUnfinished)) return settleFailure(slack, settings, row, error);
    if (error.reason === 'draining') return store.postponeOutbox(row, { until: clock.now(), error: 'stopping', doubtful: row.doubtful });
    if (error.reason === 'failed') return settleFailure(slack, settings, row, error);
  }

  return {
    start() {
      store.onStop((rowId) => writing.get(rowId)?.abort('stopped' satisfies StopReason));
      loop.start();
    },
    async stop(deadline) {
      await loop.halt();
      const settled = loop.settled();
      const { graceMs, settleMs } = settings.replies;
      // To tell them, to let them show what they have, and to give them back takes a little time itself.
      const untilMs = deadline ? Math.max(0, deadline.getTime() - Date.now() - settleMs - giveBackMs) : graceMs;
      if (await isOver(settled, untilMs)) return;
      for (const stop of writing.values()) stop.abort('draining' satisfies StopReason);
      if (await isOver(settled, settleMs)) return;
      hurry.abort();
      await isOver(settled, giveBackMs);
    },
  };
}

async function isOver(settled: Promise<void>, timeoutMs: number): Promise<boolean> {
  const ended = new AbortController();
  const isLate = wait(timeoutMs, false, { signal: ended.signal }).catch(() => false);
  const isDone = await Promise.race([settled.then(() => true), isLate]);
  ended.abort();
  return isDone;
}
