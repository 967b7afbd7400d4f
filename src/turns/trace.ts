import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Trace } from '../ports/trace.ts';

const traces = new AsyncLocalStorage<string>();

/** Of this process. What is logged within it carries it. */
export const trace: Trace = {
  current: () => traces.getStore(),
  run: (id, work) => (id ? traces.run(id, work) : work()),
};

/** For somebody who is told that something went wrong: operators find it in the log. */
export function traceForPerson(): string {
  return trace.current() ?? randomUUID().slice(0, 8);
}
