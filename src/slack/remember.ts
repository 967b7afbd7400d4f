import { LRUCache } from 'lru-cache';

/** What Slack said, for a while and of so many: what was not asked for the longest time makes room. */
export interface Remembered<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  forget(key: string): void;
}

export function remember<Value extends {}>({ max, forMs, now }: { max: number; forMs: number; now: () => number }): Remembered<Value> {
  // An age that begins at 0 would never end, and one of exactly `forMs` is over.
  const cache = new LRUCache<string, Value>({ max, ttl: forMs - 1, ttlResolution: 0, perf: { now: () => now() + 1 } });
  return {
    get: (key) => cache.get(key),
    set: (key, value) => void cache.set(key, value),
    forget: (key) => void cache.delete(key),
  };
}
