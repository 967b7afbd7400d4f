import type { ReplySettings } from './delivery-settings.ts';

export type ReplyMode = 'streaming' | 'editing';

/** Slack counts pieces and edits in the whole workspace: replies that are written side by side share what there is. */
export interface ReplyPace {
  /** Between two calls of one reply, as things are. */
  gapMs(mode: ReplyMode, waitingChars: number): number;
  /** Slack asked everybody to wait. */
  hold(mode: ReplyMode, waitMs: number): void;
  /** So long from now nobody may call. */
  heldMs(mode: ReplyMode): number;
  enter(mode: ReplyMode): void;
  leave(mode: ReplyMode): void;
}

export function createReplyPace(settings: ReplySettings, now: () => number = Date.now): ReplyPace {
  const writing = { streaming: 0, editing: 0 };
  const heldUntil = { streaming: 0, editing: 0 };
  return {
    gapMs(mode, waitingChars) {
      const perMinute = mode === 'streaming' ? settings.appendsPerMinute : settings.editsPerMinute;
      const own = mode === 'editing' ? settings.editEveryMs : settings.appendEveryMs / (waitingChars >= settings.appendAtChars ? 2 : 1);
      return Math.max(own, (writing[mode] * 60_000) / perMinute);
    },
    hold(mode, waitMs) {
      heldUntil[mode] = Math.max(heldUntil[mode], now() + waitMs);
    },
    heldMs: (mode) => Math.max(0, heldUntil[mode] - now()),
    enter(mode) {
      writing[mode] += 1;
    },
    leave(mode) {
      writing[mode] -= 1;
    },
  };
}
