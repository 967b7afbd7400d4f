/** The replies that are being written in this process, so that somebody who presses stop reaches them. */
export interface LiveReplies {
  /** `stop` is called at most once; the result takes the reply out again. */
  add(place: { channelId: string; threadTs: string }, stop: () => void): () => void;
  /** False when none is being written there by this process. */
  stop(place: { channelId: string; threadTs: string }): boolean;
}

export function createLiveReplies(): LiveReplies {
  const live = new Map<string, Set<() => void>>();
  const keyOf = (place: { channelId: string; threadTs: string }) => `${place.channelId}:${place.threadTs}`;
  return {
    add(place, stop) {
      const key = keyOf(place);
      const there = live.get(key) ?? new Set();
      live.set(key, there.add(stop));
      return () => {
        there.delete(stop);
        if (there.size === 0 && live.get(key) === there) live.delete(key);
      };
    },
    stop(place) {
      const there = live.get(keyOf(place));
      live.delete(keyOf(place));
      for (const stop of there ?? []) stop();
      return there !== undefined;
    },
  };
}
