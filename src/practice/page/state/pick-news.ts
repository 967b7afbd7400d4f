import type { Snapshot } from '../../protocol.ts';
import { isRoot } from './build-timeline.ts';
import { spotKey } from './place.ts';
import { isSystem } from './read-marks.ts';

/** A message or ephemeral to be read aloud. */
export interface News {
  user: string | undefined;
  text: string;
}

/**
 * What arrived since `seen` in the spots on screen, by others than the person. A message still being streamed waits until it is whole.
 * `seen` is replaced by the returned one; on the first call (undefined) nothing is news.
 */
export function pickNews(
  seen: ReadonlySet<string> | undefined,
  snapshot: Pick<Snapshot, 'messages' | 'ephemerals' | 'me'>,
  spots: ReadonlySet<string>,
): { seen: Set<string>; news: News[] } {
  const next = new Set<string>();
  const news: News[] = [];
  for (const message of snapshot.messages) {
    if (message.streaming) continue;
    const key = `${message.channel} ${message.ts}`;
    next.add(key);
    if (!seen || seen.has(key) || message.user === snapshot.me || isSystem(message)) continue;
    if (spots.has(spotKey(message.channel, isRoot(message) ? undefined : message.threadTs)))
      news.push({ user: message.user, text: message.text });
  }
  for (const { id, channel, threadTs, text } of snapshot.ephemerals) {
    next.add(id);
    if (seen && !seen.has(id) && spots.has(spotKey(channel, threadTs))) news.push({ user: undefined, text });
  }
  return { seen: next, news };
}
