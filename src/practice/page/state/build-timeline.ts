import type { Ephemeral, Message, Ts } from '../../protocol.ts';
import { dayKey, formatDay, toMillis } from '../text/format-time.ts';

export type Row =
  | { kind: 'day'; key: string; label: string }
  | { kind: 'new'; key: string }
  | { kind: 'replies'; key: string; count: number }
  | { kind: 'message'; key: string; message: Message; isFirst: boolean }
  | { kind: 'ephemeral'; key: string; ephemeral: Ephemeral };

/** Messages of one person closer than this stand under one name. */
const groupMs = 5 * 60_000;

/**
 * The rows of a message list in the order they are read: day headings, a line before the first unread one,
 * and messages grouped under their author. `newAfter` is the last one read when the list was opened.
 */
export function buildTimeline(a: {
  messages: readonly Message[];
  ephemerals: readonly Ephemeral[];
  me: string;
  timeZone: string;
  nowMs: number;
  newAfter?: Ts;
  /** In a thread: its first message, after which the replies are counted. */
  rootTs?: Ts;
}): Row[] {
  const items = [
    ...a.messages.map((message) => ({ at: message.ts, message, ephemeral: undefined })),
    ...a.ephemerals.map((ephemeral) => ({ at: ephemeral.at, message: undefined, ephemeral })),
  ].sort((one, two) => (one.at < two.at ? -1 : one.at > two.at ? 1 : 0));
  const rows: Row[] = [];
  let day: string | undefined;
  let before: Message | undefined;
  let isNewShown = a.newAfter === undefined;
  for (const item of items) {
    const atMs = toMillis(item.at);
    const itsDay = dayKey(atMs, a.timeZone);
    if (itsDay !== day) {
      rows.push({ kind: 'day', key: `day ${itsDay}`, label: formatDay(atMs, a.nowMs, a.timeZone) });
      before = undefined;
    }
    day = itsDay;
    const { message } = item;
    if (!isNewShown && a.newAfter !== undefined && item.at > a.newAfter && message && message.user !== a.me && message.ts !== a.rootTs) {
      rows.push({ kind: 'new', key: 'new' });
      isNewShown = true;
      before = undefined;
    }
    if (message) {
      rows.push({ kind: 'message', key: message.ts, message, isFirst: !before || !isContinued(before, message) });
      before = message;
      if (message.ts === a.rootTs && a.messages.length > 1) {
        rows.push({ kind: 'replies', key: 'replies', count: a.messages.length - 1 });
        before = undefined;
      }
    } else if (item.ephemeral) {
      rows.push({ kind: 'ephemeral', key: item.ephemeral.id, ephemeral: item.ephemeral });
      before = undefined;
    }
  }
  return rows;
}

function isContinued(before: Message, message: Message): boolean {
  if (before.user !== message.user || before.subtype !== message.subtype || before.thread) return false;
  if (hasCard(before) || hasCard(message)) return false;
  return toMillis(message.ts) - toMillis(before.ts) < groupMs;
}

/** True for what stands in the channel itself rather than in a thread. */
export function isRoot(message: Pick<Message, 'ts' | 'threadTs'>): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts;
}

/** True when the message is drawn from its blocks. The one `rich_text` block that Slack adds to what people type says only what the text says. */
export function hasCard(message: Pick<Message, 'blocks'>): boolean {
  const { blocks = [] } = message;
  return blocks.length > 1 || (blocks.length === 1 && blocks[0]?.type !== 'rich_text');
}
