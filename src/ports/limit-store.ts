/** Something that is counted: whose, in which window of time, and how much of it there may be. */
export interface Counted {
  /** Such as `starts`. */
  name: string;
  /** A person, a channel, or empty for the whole team. */
  subject: string;
  /** Where the window of time begins. */
  startsAt: Date;
  count: number;
}

export interface LimitTx {
  /** Counts it, as part of the transaction; false, and nothing is counted, when that were more than `most`. */
  countTowards(counted: Counted & { most: number }): Promise<boolean>;
}

export interface LimitStore {
  /** The same at once, by itself. Returns what it has come to, undefined when that were more than `most`. */
  reserve(orgId: string, counted: Counted & { most: number }): Promise<number | undefined>;
  /** What was reserved was not used after all. In a later window there is nothing to take back. */
  takeBack(orgId: string, counted: Counted): Promise<void>;
}
