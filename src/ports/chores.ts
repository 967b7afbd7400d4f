/** Work that is done now and then by one process among all of them. */
export interface ChoreStore {
  /** Whether it is this process's turn; nobody else's until `until`, however this one fares. */
  takeChore(name: string, options: { now: Date; until: Date }): Promise<boolean>;
  /** It is done; the next time is at `nextAt`. */
  endChore(name: string, nextAt: Date): Promise<void>;
  /** Deletes what nobody looks at any more: receipts of events, what was paced. */
  tidyUp(now: Date): Promise<void>;
}
