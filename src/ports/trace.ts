/** What is being done came from one event, command or moment; the same letters stand in every line of the log about it. */
export interface Trace {
  current(): string | undefined;
  /** Everything that `work` does, also later, is of this trace. */
  run<T>(trace: string | null | undefined, work: () => T): T;
}

export const noTrace: Trace = { current: () => undefined, run: (_trace, work) => work() };
