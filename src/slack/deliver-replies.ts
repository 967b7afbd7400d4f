import { setTimeout as wait } from 'node:timers/promises';
import type { OutboxRow } from '../ports/outbox.ts';
import type { ReplyRow } from '../turns/reply-outcome.ts';
import { type Delivery, notInstalled } from './deliver-outbox.ts';
import { createReplyPace } from './reply-pace.ts';
import { type StopReason, sendReply } from './send-reply.ts';
import { ReplyUnfinished, Undeliverable } from './sent.ts';
import { settleFailure } from './settle-failure.ts';
import type { SlackContext } from './slack-context.ts';
import { createWorkLoop, type DeliveryOptions } from './work-loop.ts';

/** Delivers the rows whose words a model finds: in each thread one after the other, threads side by side, and no post waits for them. */
export function createReplyDelivery(options: DeliveryOptions): Delivery {
  const { teams, store, clock, settings, owner } = options;
  const pace = createReplyPace(settings.replies);
  const writing = new Set<AbortController>();
  const hurry = new AbortController();
  const loop = createWorkLoop(options, {
    atOnce: settings.replies.atOnce,
    async claim(take, free) {
      if (free() <= 0) return;
      const rows = await store.claimOutbox({ owner, now: clock.now(), leaseMs: settings.leaseMs, limit: free(), lanes: 'replies' });
      for (const row of rows) take(row.id, () => deliver(row));
    },
  });

  async function deliver(row: OutboxRow): Promise<void> {
    const slack = await teams.of(row.orgId);
    if (!slack) return store.failOutbox(row.id, { error: notInstalled, at: clock.now() });
    if (row.content.kind !== 'reply') return settleFailure(slack, settings, row, new Undeliverable('another_lane'));
    const reply: ReplyRow = { ...row, content: row.content };
    const stop = new AbortController();
    writing.add(stop);
    const lease = keepLease(row.id, stop);
    try {
      const sent = await sendReply(slack, reply, { settings, pace, stop, isOurs: lease.isOurs, hurry: hurry.signal });
      await store.finishOutbox(row.id, { ...sent, at: clock.now() });
    } catch (error) {
      await settle(slack, reply, error);
    } finally {
      lease.release();
      writing.delete(stop);
    }
  }

  async function settle(slack: SlackContext, row: ReplyRow, error: unknown): Promise<void> {
    if (!(error instanceof ReplyUnfinished)) return settleFailure(slack, settings, row, error);
    if (error.reason === 'draining') return store.postponeOutbox(row.id, { until: clock.now(), error: 'stopping', doubtful: row.doubtful });
    if (error.reason === 'failed') return settleFailure(slack, settings, row, error);
  }

  /** A model may think longer than a lease lasts. Whoever lost the row must not touch what stands in the thread. */
  function keepLease(id: string, stop: AbortController): { isOurs(): Promise<boolean>; release(): void } {
    let keptUntil = clock.now().getTime() + settings.leaseMs;
    const isOurs = async () => {
      const until = new Date(clock.now().getTime() + settings.leaseMs);
      const isKept = await store.extendLease(id, { owner, until }).catch(() => undefined);
      if (isKept) keptUntil = until.getTime();
      // While the database is away, the row is ours for as long as it last said.
      if (isKept ?? keptUntil > clock.now().getTime()) return true;
      stop.abort('lost' satisfies StopReason);
      return false;
    };
    const timer = setInterval(() => void isOurs(), settings.leaseMs / 3);
    return { isOurs, release: () => clearInterval(timer) };
  }

  return {
    start: loop.start,
    async stop() {
      await loop.halt();
      const settled = loop.settled();
      const { graceMs, settleMs } = settings.replies;
      if (await isOver(settled, graceMs)) return;
      for (const stop of writing) stop.abort('draining' satisfies StopReason);
      if (await isOver(settled, settleMs)) return;
      hurry.abort();
      await settled;
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
