import type { ReplySettings } from './delivery-settings.ts';

export type ReplyMode = 'streaming' | 'editing';

/** How fast one reply goes on. */
export interface ReplyPace {
  /** Between two calls of it. */
  gapMs(mode: ReplyMode, waitingChars: number): number;
  /** Takes the workspace's next place for a call; in how many milliseconds that is. */
  takePlace(mode: ReplyMode): Promise<number>;
  /** Slack asked everybody in the workspace to wait. */
  hold(mode: ReplyMode, waitMs: number): void;
}

/** Slack counts pieces and edits in a whole workspace: replies that are written side by side, in whatever process, share what there is. */
export interface ReplyPlaces {
  take(name: string, pace: { everyMs: number; burst: number }): Promise<number>;
  hold(name: string, waitMs: number): void;
}

const names = { streaming: 'appends', editing: 'edits' } as const;
/** So many at once after a rest: a reply alone in its workspace is never held up. */
const bursts = { streaming: 8, editing: 1 } as const;

export function createReplyPace(settings: ReplySettings, places: ReplyPlaces): ReplyPace {
  const everyMs = (mode: ReplyMode) => 60_000 / (mode === 'streaming' ? settings.appendsPerMinute : settings.editsPerMinute);
  return {
    gapMs(mode, waitingChars) {
      return mode === 'editing' ? settings.editEveryMs : settings.appendEveryMs / (waitingChars >= settings.appendAtChars ? 2 : 1);
    },
    takePlace: (mode) => places.take(names[mode], { everyMs: everyMs(mode), burst: bursts[mode] }),
    hold: (mode, waitMs) => places.hold(names[mode], waitMs),
  };
}
