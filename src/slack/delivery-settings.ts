import type { CardPace } from '../ports/outbox.ts';
import { limits } from './limits.ts';

/** How posts are paced. Slack allows about one message a second in a channel, and fifty edits a minute in a workspace. */
export interface DeliverySettings {
  /** Between two posts in one channel. */
  postIntervalMs: number;
  /** Between two edits of one card. */
  editIntervalMs: number;
  /** Of all cards in a workspace together. */
  cards: CardPace;
  /** How many rows and cards are sent side by side. */
  atOnce: number;
  /** How long a claimed row is ours, and is renewed: so long it waits when its process is gone. Longer than a call may take. */
  leaseMs: number;
  /** How often to look for work that another process left. */
  lookEveryMs: number;
  /** First wait after a failure; doubles up to a minute. */
  retryMs: number;
  replies: ReplySettings;
}

/** How what a model writes appears in a thread. */
export interface ReplySettings {
  /** How many are written side by side, each in a thread of its own. */
  atOnce: number;
  /** Into Slack's streams; otherwise, and where Slack has none, by edits of a message. */
  isStreamed: boolean;
  /** Between two pieces; half of it when much is waiting. */
  appendEveryMs: number;
  /** So much waiting text is much. */
  appendAtChars: number;
  /** Between two edits of a message that can't be streamed. */
  editEveryMs: number;
  /** Shared by all replies in a workspace; below Slack's limits, for cards are edited too. */
  appendsPerMinute: number;
  editsPerMinute: number;
  /** A message that grew so long, or was streamed into for so long, is followed by another one. */
  maxChars: number;
  openMs: number;
  /** After so many thoughts that ended in an error, the row's own words are said. */
  attempts: number;
  /** What a reply may take altogether. */
  maxMs: number;
  /** What whoever writes may take to end after being told to. */
  settleMs: number;
  /** At a stop, so long replies may still end by themselves. */
  graceMs: number;
}

const defaultDelivery: DeliverySettings = {
  postIntervalMs: 1_000,
  editIntervalMs: 5_000,
  cards: { everyMs: 60_000 / (0.5 * limits.perMinute.edits), burst: 5 },
  atOnce: 10,
  leaseMs: 15_000,
  lookEveryMs: 2_000,
  retryMs: 1_000,
  replies: {
    atOnce: 8,
    isStreamed: true,
    appendEveryMs: 700,
    appendAtChars: 400,
    editEveryMs: 3_000,
    appendsPerMinute: 0.85 * limits.perMinute.appends,
    editsPerMinute: 0.38 * limits.perMinute.edits,
    maxChars: limits.stream.chars,
    openMs: limits.stream.openMs,
    attempts: 3,
    maxMs: 600_000,
    settleMs: 5_000,
    graceMs: 3_000,
  },
};

/** The usual settings with some of them changed. */
export type DeliveryChanges = Partial<Omit<DeliverySettings, 'replies'>> & { replies?: Partial<ReplySettings> };

export function changeDelivery(changes: DeliveryChanges = {}): DeliverySettings {
  return { ...defaultDelivery, ...changes, replies: { ...defaultDelivery.replies, ...changes.replies } };
}
