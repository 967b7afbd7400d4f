import type { ChannelId, Message, Snapshot, Ts, UserId } from '../../protocol.ts';
import { isRoot } from './build-timeline.ts';
import { spotKey } from './place.ts';

/** Per person and spot, the last message that person has seen. Spots never opened count from `since`. */
export interface ReadMarks {
  since: Ts;
  marks: Record<UserId, Record<string, Ts>>;
}

export function readMark(marks: ReadMarks, person: UserId, channel: ChannelId, threadTs?: Ts): Ts {
  return marks.marks[person]?.[spotKey(channel, threadTs)] ?? marks.since;
}

/** The same object when nothing changed. */
export function markRead(marks: ReadMarks, person: UserId, spot: string, ts: Ts): ReadMarks {
  const own = marks.marks[person] ?? {};
  if ((own[spot] ?? marks.since) >= ts) return marks;
  return { ...marks, marks: { ...marks.marks, [person]: { ...own, [spot]: ts } } };
}

export interface Unread {
  /** Spot → number of messages by others that this person has not seen. */
  bySpot: Map<string, number>;
  /** Channel → the same, outside of its threads: as in Slack, replies make no number. */
  byChannel: Map<ChannelId, number>;
  /** Channels with something new in their threads. */
  inThreads: Set<ChannelId>;
}

/** Counts what is new to the snapshot's person. Joins and the like do not count. */
export function countUnread(snapshot: Pick<Snapshot, 'messages' | 'me'>, marks: ReadMarks): Unread {
  const unread: Unread = { bySpot: new Map(), byChannel: new Map(), inThreads: new Set() };
  for (const message of snapshot.messages) {
    if (message.user === snapshot.me || isSystem(message)) continue;
    const threadTs = isRoot(message) ? undefined : message.threadTs;
    if (message.ts <= readMark(marks, snapshot.me, message.channel, threadTs)) continue;
    const spot = spotKey(message.channel, threadTs);
    unread.bySpot.set(spot, (unread.bySpot.get(spot) ?? 0) + 1);
    if (threadTs) unread.inThreads.add(message.channel);
    else unread.byChannel.set(message.channel, (unread.byChannel.get(message.channel) ?? 0) + 1);
  }
  return unread;
}

/** Joins, leaves, topics: drawn small and never counted. A bot's or a file's message is an ordinary one. */
export function isSystem(message: Pick<Message, 'subtype'>): boolean {
  return message.subtype !== undefined && !['bot_message', 'file_share', 'me_message', 'thread_broadcast'].includes(message.subtype);
}
