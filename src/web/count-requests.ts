import { isIPv6 } from 'node:net';

export interface RequestLimit {
  /** In a row, and so many per minute in the long run. */
  perMinute: number;
  /** Addresses that are remembered; beyond, the one that was heard least lately is forgotten. */
  maxAddresses: number;
}

export interface RequestCounter {
  /** 0 when this request may go on, otherwise in how many seconds the next one may. */
  take(address: string, nowMs: number): number;
}

/** A bucket for each address that fills again with time. Its memory is bounded. */
export function createRequestCounter({ perMinute, maxAddresses }: RequestLimit): RequestCounter {
  const buckets = new Map<string, { left: number; atMs: number }>();
  const perMs = perMinute / 60_000;
  return {
    take(address, nowMs) {
      const key = networkOf(address);
      const before = buckets.get(key) ?? { left: perMinute, atMs: nowMs };
      const left = Math.min(perMinute, before.left + Math.max(0, nowMs - before.atMs) * perMs);
      const isTaken = left >= 1;
      buckets.delete(key);
      buckets.set(key, { left: isTaken ? left - 1 : left, atMs: nowMs });
      const oldest = buckets.size > maxAddresses ? buckets.keys().next() : undefined;
      if (oldest && !oldest.done) buckets.delete(oldest.value);
      return isTaken ? 0 : Math.max(1, Math.ceil((1 - left) / perMs / 1_000));
    },
  };
}

/** One household has a whole /64 of IPv6 addresses and counts as one. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const first = head.split(':').filter(Boolean);
  const last = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const groups = tail === undefined ? first : [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
