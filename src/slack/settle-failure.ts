import type { OutboxRow } from '../ports/outbox.ts';
import { loseChannel, type Trouble } from '../turns/channel-events.ts';
import { NotFound } from '../workshop/errors.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import { ReplyUnfinished, Undeliverable } from './sent.ts';
import { type CallFailure, readFailure } from './slack-client.ts';
import type { SlackContext } from './slack-context.ts';

/** So long, at most, people still wait when Slack is back. */
const maxRetryMs = 20_000;
const busyMs = 5_000;
/** A message this late would confuse more than help. */
const giveUpAfterMs = 24 * 60 * 60_000;
/** Waiting helps with these: an operator has to mend the installation. */
const installation = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'ekm_access_denied']);

/** Later, never, or never and the channel is lost. */
export async function settleFailure(slack: SlackContext, settings: DeliverySettings, row: OutboxRow, error: unknown): Promise<void> {
  const { deps, log } = slack;
  const now = deps.clock.now();
  const failure = sortFailure(error);
  const isTooOld = now.getTime() - row.createdAt.getTime() > giveUpAfterMs;
  if (failure.kind === 'refused' && !installation.has(failure.code) && failure.code !== 'canvas_editing_locked') {
    log.error({ row: row.id, kind: row.content.kind, code: failure.code, detail: failure.detail }, 'Slack refused a delivery');
    await deps.store.failOutbox(row, { error: [failure.code, failure.detail].filter(Boolean).join(': '), at: now });
    const trouble = row.content.kind === 'direct' ? undefined : troubleOf(failure.code);
    if (trouble) await loseChannel(deps, row, trouble);
    return;
  }
  if (isTooOld) return deps.store.failOutbox(row, { error: `${failure.code}, for a day`, at: now });
  log.warn({ row: row.id, kind: row.content.kind, code: failure.code, attempts: row.attempts }, 'a delivery waits');
  const until = new Date(now.getTime() + pauseMs(settings, failure, row.attempts));
  await deps.store.postponeOutbox(row, { until, error: failure.code, doubtful: row.doubtful || failure.kind === 'doubtful' });
}

export function sortFailure(error: unknown): CallFailure {
  if (error instanceof ReplyUnfinished) return { kind: 'unreachable', code: error.message };
  if (error instanceof Undeliverable) return { kind: 'refused', code: error.code, detail: '' };
  if (error instanceof NotFound) return { kind: 'refused', code: 'gone', detail: error.message };
  try {
    return readFailure(error);
  } catch {
    // A bug, or the database: it may have come after the post.
    return { kind: 'doubtful', code: String(error).slice(0, 300) };
  }
}

export function pauseMs(settings: DeliverySettings, failure: CallFailure, attempts: number): number {
  if (failure.kind === 'rate-limited') return failure.waitMs;
  if (failure.code === 'canvas_editing_locked') return busyMs;
  return Math.min(maxRetryMs, settings.retryMs * 2 ** Math.min(attempts - 1, 10));
}

export function troubleOf(code: string): Trouble | undefined {
  if (code === 'is_archived' || code === 'is_inactive') return 'is_archived';
  if (code === 'not_in_channel' || code === 'channel_not_found') return code;
  return code.startsWith('restricted_action') ? 'restricted_action' : undefined;
}
