import { setTimeout as wait } from 'node:timers/promises';
import type { CardRow, OutboxContent, OutboxRow } from '../ports/outbox.ts';
import { loseChannel, type Trouble } from '../turns/channel-events.ts';
import { NotFound } from '../workshop/errors.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import { pacePosts } from './pace-posts.ts';
import { sendBlocks } from './post-message.ts';
import { renderCard } from './render-card.ts';
import { sendRow } from './send-row.ts';
import { type Sent, Undeliverable } from './sent.ts';
import { type CallFailure, readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

export interface Delivery {
  start(): void;
  /** Takes no further row and waits for what is being sent. */
  stop(): Promise<void>;
}

const maxAtOnce = 10;
const maxRetryMs = 60_000;
const busyMs = 5_000;
/** A message this late would confuse more than help. */
const giveUpAfterMs = 24 * 60 * 60_000;
const minPauseMs = 20;
/** Waiting helps with these: an operator has to mend the installation. */
const installation = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'ekm_access_denied']);
/** No posts, so that no post waits for them. */
const unpaced = new Set<OutboxContent['kind']>(['react', 'read-file']);
/** Nobody can see the card any more. */
const goneMessages = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found']);

/**
 * The loop that carries the outbox to Slack (8 in the data walk): rows of a channel in their order and paced, channels side by side,
 * and cards brought up to date. Woken by a commit, by the time at which something is due, and now and then by itself.
 */
export function createDelivery(slack: SlackContext, settings: DeliverySettings, owner: string): Delivery {
  const { store } = slack.deps;
  const running = new Set<Promise<void>>();
  /** What takes longer than its lease is claimed again, and is still ours. */
  const inHand = new Set<string>();
  const stopping = new AbortController();
  const takeTurn = pacePosts(settings.postIntervalMs, stopping.signal);
  let loop: Promise<void> = Promise.resolve();
  let wake: () => void = () => undefined;
  let isWoken = false;

  function nudge(): void {
    isWoken = true;
    wake();
  }

  function take(id: string, work: () => Promise<unknown>): void {
    if (inHand.has(id)) return;
    inHand.add(id);
    const task: Promise<void> = work()
      .then(() => undefined)
      .catch((error: unknown) => slack.log.error({ error: String(error) }, 'delivering failed; it is tried again when its lease ends'))
      .finally(() => {
        running.delete(task);
        inHand.delete(id);
        nudge();
      });
    running.add(task);
  }

  async function claim(): Promise<void> {
    const claimed = { owner, now: slack.deps.clock.now(), leaseMs: settings.leaseMs };
    const free = () => maxAtOnce - running.size;
    if (free() > 0) for (const row of await store.claimOutbox({ ...claimed, limit: free(), lanes: 'posts' })) take(row.id, () => deliverRow(row));
    if (free() > 0)
      for (const card of await store.claimCards({ ...claimed, limit: free() })) take(card.id, () => showCard(slack, settings, card));
  }

  async function deliverRow(row: OutboxRow): Promise<unknown> {
    if (!unpaced.has(row.content.kind) && !(await takeTurn(row.channelId)))
      return store.postponeOutbox(row.id, { until: slack.deps.clock.now(), error: 'stopping', doubtful: row.doubtful });
    let sent: Sent;
    try {
      sent = await sendRow(slack, row);
    } catch (error) {
      return settleFailure(slack, settings, row, error);
    }
    const { opensThread, ...done } = sent;
    await store.finishOutbox(row.id, { ...done, at: slack.deps.clock.now() });
    if (opensThread) await store.inWorkshop(row.workshopId, (tx) => tx.wantCard('hub', null));
  }

  async function sleep(): Promise<void> {
    const due = await store.nextDueAt();
    const untilDueMs = due ? due.getTime() - slack.deps.clock.now().getTime() : settings.lookEveryMs;
    if (isWoken || stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(settings.lookEveryMs, Math.max(minPauseMs, untilDueMs)));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = () => undefined;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      try {
        await claim();
        await sleep();
      } catch (error) {
        slack.log.error({ error: String(error) }, 'looking for what is to be delivered failed');
        await wait(settings.retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    start() {
      store.onOutbox(nudge);
      loop = run();
    },
    async stop() {
      stopping.abort();
      nudge();
      await loop;
      await Promise.all(running);
    },
  };
}

/** Later, never, or never and the channel is lost. */
async function settleFailure(slack: SlackContext, settings: DeliverySettings, row: OutboxRow, error: unknown): Promise<void> {
  const { deps, log } = slack;
  const now = deps.clock.now();
  const failure = sortFailure(error);
  const isTooOld = now.getTime() - row.createdAt.getTime() > giveUpAfterMs;
  if (failure.kind === 'refused' && !installation.has(failure.code) && failure.code !== 'canvas_editing_locked') {
    log.error({ row: row.id, kind: row.content.kind, code: failure.code, detail: failure.detail }, 'Slack refused a delivery');
    await deps.store.failOutbox(row.id, { error: [failure.code, failure.detail].filter(Boolean).join(': '), at: now });
    const trouble = row.content.kind === 'direct' ? undefined : troubleOf(failure.code);
    if (trouble) await loseChannel(deps, row, trouble);
    return;
  }
  if (isTooOld) return deps.store.failOutbox(row.id, { error: `${failure.code}, for a day`, at: now });
  log.warn({ row: row.id, kind: row.content.kind, code: failure.code, attempts: row.attempts }, 'a delivery waits');
  const until = new Date(now.getTime() + pauseMs(settings, failure, row.attempts));
  await deps.store.postponeOutbox(row.id, { until, error: failure.code, doubtful: row.doubtful || failure.kind === 'doubtful' });
}

function sortFailure(error: unknown): CallFailure {
  if (error instanceof Undeliverable) return { kind: 'refused', code: error.code, detail: '' };
  if (error instanceof NotFound) return { kind: 'refused', code: 'gone', detail: error.message };
  try {
    return readFailure(error);
  } catch {
    // A bug, or the database: it may have come after the post.
    return { kind: 'doubtful', code: String(error).slice(0, 300) };
  }
}

function pauseMs(settings: DeliverySettings, failure: CallFailure, attempts: number): number {
  if (failure.kind === 'rate-limited') return failure.waitMs;
  if (failure.code === 'canvas_editing_locked') return busyMs;
  return Math.min(maxRetryMs, settings.retryMs * 2 ** Math.min(attempts - 1, 10));
}

function troubleOf(code: string): Trouble | undefined {
  if (code === 'is_archived' || code === 'is_inactive') return 'is_archived';
  if (code === 'not_in_channel' || code === 'channel_not_found') return code;
  return code.startsWith('restricted_action') ? 'restricted_action' : undefined;
}

/** Brings a posted card to its newest state; whatever was wanted in between is never shown. */
async function showCard(slack: SlackContext, settings: DeliverySettings, card: CardRow): Promise<void> {
  const { client, deps, log } = slack;
  const { store } = deps;
  const later = (ms: number) => new Date(deps.clock.now().getTime() + ms);
  const revision = card.wantedRevision;
  try {
    const { text, blocks } = await renderCard(slack, card);
    const target = { channel: card.channelId, ts: card.slackTs ?? '', text };
    await sendBlocks(log, blocks, (accepted) => client.chat.update({ ...target, ...accepted }));
  } catch (error) {
    const failure = sortFailure(error);
    const trouble = failure.kind === 'refused' ? troubleOf(failure.code) : undefined;
    const isOver = trouble !== undefined || goneMessages.has(failure.code) || failure.code === 'gone';
    if (!isOver) {
      log[failure.kind === 'refused' ? 'error' : 'warn'](
        { card: card.id, kind: card.kind, code: failure.code, detail: 'detail' in failure ? failure.detail : '' },
        'a card was not updated',
      );
      const ms = failure.kind === 'refused' ? maxRetryMs : Math.max(settings.editIntervalMs, pauseMs(settings, failure, 1));
      return store.postponeCard(card.id, { until: later(ms), error: failure.code });
    }
    if (trouble) await loseChannel(deps, card, trouble);
  }
  await store.finishCard(card.id, { revision, editNotBefore: later(settings.editIntervalMs) });
}
