/** Sets a key and lets the oldest ones go above `max`; answers those that went. */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, max: number): K[] {
  map.set(key, value);
  const gone: K[] = [];
  for (const oldest of map.keys()) {
    if (map.size <= max) break;
    map.delete(oldest);
    gone.push(oldest);
  }
  return gone;
}
