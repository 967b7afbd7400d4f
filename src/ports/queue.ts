/** `orgId`: the workspace whose work it is. */
export interface QueuedTurn {
  orgId: string;
  contextId: string;
  /** What it came from, for logs. */
  trace?: string;
}

export interface QueuedWakeUp {
  orgId: string;
  workshopId: string;
  trace?: string;
}

/** Turns, and wake-ups of workshops: at least once, one at a time per context or workshop, in parallel across them. */
export interface TurnQueue {
  /** Calls `run` for each due turn. A throw retries it later, a few times; then `onGiveUp`, and the context goes on with the next. */
  start(handlers: {
    run: (turn: QueuedTurn) => Promise<void>;
    onGiveUp: (turn: QueuedTurn, error: unknown) => Promise<void>;
    /** For each wake-up that is due. One that fails for good is logged; whoever sweeps for overdue ones brings it back. */
    wake: (wakeUp: QueuedWakeUp) => Promise<void>;
  }): Promise<void>;
  /** Takes out what waits for this workspace; how much there was, at most a thousand at once. */
  forgetTeam(orgId: string): Promise<number>;
  /** Takes nothing new and waits for what is running, at most `timeoutMs`; what still runs then is given back, for another process. */
  stop(timeoutMs: number): Promise<void>;
  /** Those that failed for good and were not cleared away yet; at most a thousand. */
  dead(): Promise<DeadJob[]>;
  /** Runs it again; false when it was cleared away meanwhile. */
  requeue(job: DeadJob): Promise<boolean>;
  /** How much waits, by kind. `dead`: failed for good and not yet cleared away. */
  depth(): Promise<QueueDepth[]>;
  /** Of these contexts or workshops, those that nothing in the queue is for, now or within a retry. */
  withoutJob(kind: 'turn' | 'wake-up', ids: readonly string[]): Promise<string[]>;
}

export interface DeadJob {
  id: string;
  kind: QueueDepth['kind'];
  orgId: string;
  /** The context or workshop. */
  of: string;
  error: string;
}

export interface QueueDepth {
  kind: 'turn' | 'wake-up';
  waiting: number;
  active: number;
  dead: number;
  oldestDueAt: Date | null;
}

/** Runs SQL in a transaction that somebody else opened and will end. */
export interface SqlRunner {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** Calls this once that transaction has been committed. */
  afterCommit?(call: () => void): void;
}

/** Puts turns into the queue as part of the transaction that made them necessary. */
export interface TurnScheduler {
  /** One turn is waiting per context: an earlier call's is moved to `dueAt`. */
  enqueueTurn(tx: SqlRunner, turn: QueuedTurn, dueAt: Date): Promise<void>;
  /** One wake-up is waiting per workshop: an earlier call's is moved to `dueAt`. */
  enqueueWakeUp(tx: SqlRunner, wakeUp: QueuedWakeUp, dueAt: Date): Promise<void>;
}
