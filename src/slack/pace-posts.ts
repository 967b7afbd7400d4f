import { setTimeout as wait } from 'node:timers/promises';

/** Waits until a channel may be posted to again, and counts the post. False when `stopping` came first. */
export type TakeTurn = (channelId: string) => Promise<boolean>;

const maxRemembered = 10_000;

export function pacePosts(intervalMs: number, stopping: AbortSignal): TakeTurn {
  const lastPostAt = new Map<string, number>();
  return async (channelId) => {
    const now = Date.now();
    const at = Math.max(now, (lastPostAt.get(channelId) ?? 0) + intervalMs);
    lastPostAt.set(channelId, at);
    if (lastPostAt.size > maxRemembered) for (const [channel, last] of lastPostAt) if (last + intervalMs < now) lastPostAt.delete(channel);
    if (at === now) return true;
    return wait(at - now, true, { signal: stopping }).catch(() => false);
  };
}
