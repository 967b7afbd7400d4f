import type { UserId } from '../workshop/ids.ts';

/** Where a message is: its log and its number there. Edits and deletions leave gaps in the numbers. */
export interface RecallPlace {
  contextId: string;
  version: number;
}

/** One distinct term of one message, as the index holds it. */
export interface RecallPosting extends RecallPlace {
  term: string;
  /** How often the message has the term. */
  frequency: number;
  /** Terms of the whole message, repetitions counted. */
  length: number;
}

/** What the index knows of one log. */
export interface RecallLog {
  contextId: string;
  /** Indexed messages. */
  messages: number;
  /** Terms of all of them, repetitions counted. */
  length: number;
}

/** Neighbouring numbers of one log, both ends included. */
export interface RecallRange {
  contextId: string;
  from: number;
  to: number;
}

export interface RecallMessage extends RecallPlace {
  /** Null for what nobody in Slack wrote. */
  userId: UserId | null;
  text: string;
  /** When it was said, in milliseconds since 1970. */
  createdAtMs: number;
}

/**
 * The messages of one scope, mostly the logs of a workshop: which message holds which term, and the texts.
 * All four see the same scope. Deleted messages are in none of them.
 */
export interface RecallSource {
  /** One row per log of the scope; a log without indexed messages may be left out. */
  logs(): Promise<RecallLog[]>;
  /** How many messages of the scope hold each term, counted up to `limit` per term. A term that nobody used may be left out. */
  countMessages(terms: readonly string[], limit: number): Promise<Map<string, number>>;
  /** The postings of these terms, the newest `limit` per term and log. In any order. */
  postings(terms: readonly string[], limit: number): Promise<RecallPosting[]>;
  /** What there is in these ranges, which do not overlap. In any order. */
  messages(ranges: readonly RecallRange[]): Promise<RecallMessage[]>;
}
