/** Something that goes wrong with the next calls of a method. */
export interface Fault {
  /** How many calls it hits. Default 1. */
  times?: number;
  /** `before` (default): the call fails and nothing happens. `after`: it takes effect, then the answer fails. `none`: it works, after `delayMs`. */
  effect?: 'before' | 'after' | 'none';
  /** HTTP status of the failure; 200 with `error`, 500 without. */
  status?: number;
  /** Slack's error code. */
  error?: string;
  /** Answers 429 `ratelimited` with this Retry-After. */
  retryAfterSeconds?: number;
  delayMs?: number;
  /** Cuts the connection instead of answering. */
  drop?: boolean;
}

/** What a test has broken. Nothing here is stored. */
export class Faults {
  readonly disabledMethods = new Set<string>();
  readonly withheldScopes = new Set<string>();
  /** The app was removed: its tokens are dead. */
  isUninstalled = false;
  private readonly next = new Map<string, Fault[]>();

  /** `method` may be `*` for any method. */
  failNext(method: string, fault: Fault): void {
    const list = this.next.get(method) ?? [];
    list.push({ ...fault, times: fault.times ?? 1 });
    this.next.set(method, list);
  }

  take(method: string): Fault | undefined {
    for (const name of [method, '*']) {
      const list = this.next.get(name);
      const fault = list?.[0];
      if (list === undefined || fault === undefined) continue;
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) list.shift();
      return fault;
    }
    return undefined;
  }

  clear(): void {
    this.disabledMethods.clear();
    this.withheldScopes.clear();
    this.isUninstalled = false;
    this.next.clear();
  }
}
