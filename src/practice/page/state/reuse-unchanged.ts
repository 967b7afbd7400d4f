/**
 * `after`, with every part that equals its counterpart in `before` replaced by the very same object.
 * Each reading of the snapshot is new JSON; this lets React skip the hundreds of messages that did not change.
 * List items are matched by `id` or `ts` where they have one, otherwise by position.
 */
export function reuseUnchanged<T>(before: unknown, after: T): T {
  if (Object.is(before, after) || typeof before !== 'object' || typeof after !== 'object' || before === null || after === null)
    return after;
  if (Array.isArray(after)) return Array.isArray(before) ? (reuseList(before, after) as T) : after;
  if (Array.isArray(before)) return after;
  const old = before as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  let isSame = Object.keys(old).length === Object.keys(after).length;
  for (const [key, value] of Object.entries(after)) {
    result[key] = reuseUnchanged(old[key], value);
    if (!Object.hasOwn(old, key) || result[key] !== old[key]) isSame = false;
  }
  return (isSame ? before : result) as T;
}

function reuseList(before: unknown[], after: unknown[]): unknown[] {
  const byKey = new Map<string, unknown>();
  for (const item of before) {
    const key = keyOf(item);
    if (key !== undefined) byKey.set(key, item);
  }
  const result = after.map((item, index) => {
    const key = keyOf(item);
    return reuseUnchanged(key === undefined ? before[index] : byKey.get(key), item);
  });
  return result.length === before.length && result.every((item, index) => item === before[index]) ? before : result;
}

function keyOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { id, ts, channel } = item as { id?: unknown; ts?: unknown; channel?: unknown };
  if (typeof id === 'string') return id;
  return typeof ts === 'string' ? `${String(channel)} ${ts}` : undefined;
}
