import type { CardRow, OutboxContent, OutboxRow } from '../ports/outbox.ts';
import { createReplyDelivery } from './deliver-replies.ts';
import { pacePosts } from './pace-posts.ts';
import { sendRow } from './send-row.ts';
import type { Sent } from './sent.ts';
import { settleFailure } from './settle-failure.ts';
import { showCard } from './show-card.ts';
import { createWorkLoop, type DeliveryOptions } from './work-loop.ts';

export interface Delivery {
  start(): void;
  /** Takes no further row and waits for what is being sent; replies that are being written are told to come to an end. */
  stop(): Promise<void>;
}

const maxAtOnce = 10;
/** Why nothing is delivered any more to a workspace that the app was taken out of. */
export const notInstalled = 'not_installed';
const notInstalledPauseMs = 60_000;
/** No posts, so that no post waits for them. */
const unpaced = new Set<OutboxContent['kind']>(['react', 'read-file']);

/**
 * Carries the outbox to Slack (8 in the data walk): rows of a channel in their order and paced, channels side by side, and cards
 * brought up to date. Replies, which take as long as a model thinks, go beside them.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { teams, store, clock, settings, owner } = options;
  const stopping = new AbortController();
  const takeTurn = pacePosts(settings.postIntervalMs, stopping.signal);
  const replies = createReplyDelivery(options);
  const posts = createWorkLoop(options, {
    atOnce: maxAtOnce,
    async claim(take, free) {
      const claimed = { owner, now: clock.now(), leaseMs: settings.leaseMs };
      if (free() > 0)
        for (const row of await store.claimOutbox({ ...claimed, limit: free(), lanes: 'posts' })) take(row.id, () => deliverRow(row));
      if (free() > 0) for (const card of await store.claimCards({ ...claimed, limit: free() })) take(card.id, () => deliverCard(card));
    },
  });

  async function deliverRow(row: OutboxRow): Promise<unknown> {
    if (!unpaced.has(row.content.kind) && !(await takeTurn(row.channelId)))
      return store.postponeOutbox(row.id, { until: clock.now(), error: 'stopping', doubtful: row.doubtful });
    const slack = await teams.of(row.orgId);
    if (!slack) return store.failOutbox(row.id, { error: notInstalled, at: clock.now() });
    let sent: Sent;
    try {
      sent = await sendRow(slack, row);
    } catch (error) {
      return settleFailure(slack, settings, row, error);
    }
    const { opensThread, ...done } = sent;
    await store.finishOutbox(row.id, { ...done, at: clock.now() });
    if (opensThread) await store.inWorkshop(row.workshopId, (tx) => tx.wantCard('hub', null));
  }

  async function deliverCard(card: CardRow): Promise<unknown> {
    const slack = await teams.of(card.orgId);
    if (slack) return showCard(slack, settings, card);
    return store.postponeCard(card.id, { until: new Date(clock.now().getTime() + notInstalledPauseMs), error: notInstalled });
  }

  return {
    start() {
      posts.start();
      replies.start();
    },
    async stop() {
      stopping.abort();
      await Promise.all([posts.halt().then(posts.settled), replies.stop()]);
    },
  };
}
