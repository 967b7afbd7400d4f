/** One call of the Web API as it came in and as it was answered. */
export interface ApiCall {
  method: string;
  args: Record<string, unknown>;
  /** What the bot was told; undefined when the answer was withheld. */
  answer: Record<string, unknown> | undefined;
  httpStatus: number;
  /** Milliseconds of the practice workspace's clock. */
  at: number;
}

const KEPT = 10_000;

/** The latest calls, oldest first. */
export class CallLog {
  private calls: ApiCall[] = [];

  add(call: ApiCall): void {
    this.calls.push(call);
    if (this.calls.length > KEPT * 1.1) this.calls = this.calls.slice(-KEPT);
  }

  all(): readonly ApiCall[] {
    return this.calls;
  }

  of(method: string): ApiCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  clear(): void {
    this.calls = [];
  }
}
