import type { ClaimedCard } from '../ports/outbox.ts';
import { loseChannel } from '../turns/channel-events.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import { digestOf } from './digest-of.ts';
import type { Lease } from './keep-lease.ts';
import { sendBlocks } from './post-message.ts';
import { renderCard } from './render-card.ts';
import { RowLost } from './sent.ts';
import { pauseMs, sortFailure, troubleOf } from './settle-failure.ts';
import type { SlackContext } from './slack-context.ts';

const refusedPauseMs = 60_000;
/** Nobody can see the card any more. */
const goneMessages = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found']);

/**
 * Brings a posted card to its newest state; whatever was wanted in between is never shown, and what stands there already is not sent
 * again. Rejects with RowLost when another process has it.
 */
export async function showCard(
  slack: SlackContext,
  settings: DeliverySettings,
  card: ClaimedCard,
  lease: Pick<Lease, 'hold'>,
): Promise<void> {
  const { client, deps, log } = slack;
  const { store } = deps;
  const later = (ms: number) => new Date(deps.clock.now().getTime() + ms);
  const revision = card.wantedRevision;
  let digest: string | null = null;
  try {
    const { text, blocks } = await renderCard(slack, card);
    digest = digestOf({ text, ...(blocks ? { blocks } : {}) });
    if (digest === card.shownDigest)
      return await store.finishCard(card, { revision, digest, editNotBefore: deps.clock.now(), unused: settings.cards });
    await lease.hold();
    const target = { channel: card.channelId, ts: card.slackTs ?? '', text };
    await sendBlocks(log, blocks, (accepted) => client.chat.update({ ...target, ...accepted }));
  } catch (error) {
    if (error instanceof RowLost) throw error;
    digest = null;
    const failure = sortFailure(error);
    const trouble = failure.kind === 'refused' ? troubleOf(failure.code) : undefined;
    const isOver = trouble !== undefined || goneMessages.has(failure.code) || failure.code === 'gone';
    if (!isOver) {
      log[failure.kind === 'refused' ? 'error' : 'warn'](
        { card: card.id, kind: card.kind, code: failure.code, detail: 'detail' in failure ? failure.detail : '' },
        'a card was not updated',
      );
      const ms = failure.kind === 'refused' ? refusedPauseMs : Math.max(settings.editIntervalMs, pauseMs(settings, failure, 1));
      return store.postponeCard(card, { until: later(ms), error: failure.code });
    }
    if (trouble) await loseChannel(deps, card, trouble);
  }
  await store.finishCard(card, { revision, digest, editNotBefore: later(settings.editIntervalMs) });
}
