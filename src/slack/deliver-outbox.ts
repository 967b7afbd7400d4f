import type { ClaimedCard, OutboxRow } from '../ports/outbox.ts';
import { createReplyDelivery } from './deliver-replies.ts';
import { keepLease } from './keep-lease.ts';
import { sendRow } from './send-row.ts';
import { RowLost } from './sent.ts';
import { settleFailure } from './settle-failure.ts';
import { showCard } from './show-card.ts';
import { createWorkLoop, type DeliveryOptions } from './work-loop.ts';

export interface Delivery {
  start(): void;
  /**
   * Takes no further row and waits for what is being sent. Replies that are being written may end by themselves until shortly before
   * `deadline` (by default soon), are told to come to an end then, and are given back to be written by another process.
   */
  stop(deadline?: Date): Promise<void>;
}

/** Why nothing is delivered any more to a workspace that the app was taken out of. */
export const notInstalled = 'not_installed';
const notInstalledPauseMs = 60_000;

/**
 * Carries the outbox to Slack (8 in the data walk): rows of a channel in their order and paced, channels side by side, and cards
 * brought up to date. Replies, which take as long as a model thinks, go beside them. Any number of processes may do it: what was claimed
 * is renewed while it is being sent, and only whoever has it can settle it.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { teams, store, clock, log, settings, owner, trace, meters } = options;
  const { leaseMs, atOnce, cards: pace } = settings;
  const replies = createReplyDelivery(options);
  const posts = createWorkLoop(options, {
    atOnce,
    wakesFor: (left) => left.posts,
    async claim(take, { free, perTeam, without }) {
      const claimed = { owner, now: clock.now(), leaseMs };
      if (free() > 0)
        for (const row of await store.claimOutbox({ ...claimed, limit: free(), perTeam, without, lanes: 'posts' }))
          take(row, () => trace.run(row.trace, () => deliverRow(row)));
      if (free() > 0) for (const card of await store.claimCards({ ...claimed, limit: free(), pace })) take(card, () => deliverCard(card));
    },
  });

  async function deliverRow(row: OutboxRow): Promise<unknown> {
    const slack = await teams.of(row.orgId);
    if (!slack) return store.failOutbox(row, { error: notInstalled, at: clock.now() });
    const lease = keepLease({ leaseMs, now: clock.now, extend: (until) => store.extendLease(row, until) });
    try {
      const sent = await sendRow(slack, { ...row, hold: lease.hold });
      const nextPostAt = lease.heldAt && { nextPostAt: new Date(lease.heldAt.getTime() + settings.postIntervalMs) };
      const isFinished = await store.finishOutbox(row, { ...sent, ...nextPostAt, at: clock.now() });
      meters.took('post', clock.now().getTime() - row.createdAt.getTime());
      log.debug({ row: row.id, kind: row.content.kind, ts: sent.slackTs }, 'delivered');
      if (!isFinished) log.warn({ row: row.id, kind: row.content.kind }, 'a delivery was finished by somebody else');
    } catch (error) {
      if (error instanceof RowLost) log.warn({ row: row.id, kind: row.content.kind }, 'a delivery was taken over by somebody else');
      else await settleFailure(slack, settings, row, error);
    } finally {
      lease.release();
    }
  }

  async function deliverCard(card: ClaimedCard): Promise<unknown> {
    const slack = await teams.of(card.orgId);
    if (!slack) return store.postponeCard(card, { until: new Date(clock.now().getTime() + notInstalledPauseMs), error: notInstalled });
    const extend = async (until: Date) => ((await store.extendCard(card, until)) ? 'ours' : 'lost');
    const lease = keepLease({ leaseMs, now: clock.now, extend });
    try {
      await showCard(slack, settings, card, lease);
    } catch (error) {
      if (!(error instanceof RowLost)) throw error;
      log.warn({ card: card.id, kind: card.kind }, 'a card was taken over by somebody else');
    } finally {
      lease.release();
    }
  }

  return {
    start() {
      posts.start();
      replies.start();
    },
    async stop(deadline) {
      await Promise.all([posts.halt().then(posts.settled), replies.stop(deadline)]);
    },
  };
}
