import type { Button, OutboxRow } from '../ports/outbox.ts';
import type { Phrase } from '../workshop/phrase.ts';

/** Where a reply appears while it is being written. */
export interface ReplySink {
  /** The next piece. Whole words, plain text with at most markdown's bold, italic and list signs; nothing in it may mention or link. */
  push(text: string): void;
  /** Somebody pressed stop, or the reply can't be shown any more. Its reason says which: nothing is to be pushed after it. */
  signal: AbortSignal;
}

export type ReplyOutcome =
  /** There is nothing to say. Whatever was shown meanwhile goes. */
  | { kind: 'silent' }
  /** What stands in the thread in the end: the pieces pushed so far and then `tail`. */
  | { kind: 'written'; tail?: Phrase; buttons?: Button[]; model: string }
  /** What stands there instead of whatever was pushed. */
  | { kind: 'replaced'; text: Phrase; buttons?: Button[] };

export type ReplyRow = OutboxRow & { content: Extract<OutboxRow['content'], { kind: 'reply' }> };

/** Thinks and writes; carried by whoever delivers the row. Repeating it after a crash is safe: what it proposes is proposed once. */
export type ComposeReply = (row: ReplyRow, sink: ReplySink) => Promise<ReplyOutcome>;
