import type { OutboxContent, OutboxRow } from '../ports/outbox.ts';
import { createReplyDelivery } from './deliver-replies.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import { pacePosts } from './pace-posts.ts';
import { sendRow } from './send-row.ts';
import type { Sent } from './sent.ts';
import { settleFailure } from './settle-failure.ts';
import { showCard } from './show-card.ts';
import type { SlackContext } from './slack-context.ts';
import { createWorkLoop } from './work-loop.ts';

export interface Delivery {
  start(): void;
  /** Takes no further row and waits for what is being sent; replies that are being written are told to come to an end. */
  stop(): Promise<void>;
}

const maxAtOnce = 10;
/** No posts, so that no post waits for them. */
const unpaced = new Set<OutboxContent['kind']>(['react', 'read-file']);

/**
 * Carries the outbox to Slack (8 in the data walk): rows of a channel in their order and paced, channels side by side, and cards
 * brought up to date. Replies, which take as long as a model thinks, go beside them.
 */
export function createDelivery(slack: SlackContext, settings: DeliverySettings, owner: string): Delivery {
  const { store, clock } = slack.deps;
  const stopping = new AbortController();
  const takeTurn = pacePosts(settings.postIntervalMs, stopping.signal);
  const replies = createReplyDelivery(slack, settings, owner);
  const posts = createWorkLoop(slack, settings, {
    atOnce: maxAtOnce,
    async claim(take, free) {
      const claimed = { owner, now: clock.now(), leaseMs: settings.leaseMs };
      if (free() > 0)
        for (const row of await store.claimOutbox({ ...claimed, limit: free(), lanes: 'posts' })) take(row.id, () => deliverRow(row));
      if (free() > 0)
        for (const card of await store.claimCards({ ...claimed, limit: free() })) take(card.id, () => showCard(slack, settings, card));
    },
  });

  async function deliverRow(row: OutboxRow): Promise<unknown> {
    if (!unpaced.has(row.content.kind) && !(await takeTurn(row.channelId)))
      return store.postponeOutbox(row.id, { until: clock.now(), error: 'stopping', doubtful: row.doubtful });
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
