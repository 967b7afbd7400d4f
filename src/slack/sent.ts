import type { OutboxRow } from '../ports/outbox.ts';
import type { Lease } from './keep-lease.ts';
import type { KeyedPost } from './post-message.ts';

/** What is written down once a row is delivered. */
export interface Sent {
  slackTs: string | null;
  shownRevision?: number;
  text?: string;
  /** Which model wrote it. */
  model?: string;
  /** Of what is shown, where that is certain. */
  digest?: string | null;
}

/** A row that is being sent. */
export type SendingRow = OutboxRow & Pick<Lease, 'hold'>;

/** Somebody else may have taken the row or card over: whatever is to come of it is theirs. */
export class RowLost extends Error {
  constructor() {
    super('somebody else has it now');
    this.name = 'RowLost';
  }
}

/** A row that can't be delivered however often it is tried. */
export class Undeliverable extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.name = 'Undeliverable';
    this.code = code;
  }
}

/** It ends without an end; the row goes on elsewhere, later, or not at all. */
export class ReplyUnfinished extends Error {
  /** `lost` and `draining`: nobody failed. `failed`: whoever thinks threw, or did not come to an end. */
  readonly reason: 'lost' | 'draining' | 'failed';
  constructor(reason: 'lost' | 'draining' | 'failed', cause?: unknown) {
    super(`reply ${reason}: ${String(cause ?? reason).slice(0, 300)}`);
    this.name = 'ReplyUnfinished';
    this.reason = reason;
  }
}

/** A row's post: its id is the key under which it can be found again. */
export function keyed(row: SendingRow, threadTs: string | null): KeyedPost {
  const { channelId, doubtful, createdAt, hold } = row;
  return { channelId, threadTs, key: row.id, doubtful, createdAt, hold };
}
