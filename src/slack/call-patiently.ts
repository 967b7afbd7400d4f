import { setTimeout as wait } from 'node:timers/promises';
import { readFailure } from './slack-client.ts';

export interface Patience {
  firstWaitMs: number;
  /** Nobody waits longer for one call; Slack may ask for more. */
  maxWaitMs: number;
  attempts: number;
  /** Everything is stopping: no further attempt. */
  signal: AbortSignal;
}

/** Repeats what does no harm when it is done twice, until Slack takes it or refuses it. Rejects with the last error. */
export async function callPatiently<T>(patience: Patience, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const failure = readFailure(error);
      if (failure.kind === 'refused' || attempt >= patience.attempts) throw error;
      const waitMs = failure.kind === 'rate-limited' ? failure.waitMs : patience.firstWaitMs * 2 ** (attempt - 1);
      if (waitMs > patience.maxWaitMs || patience.signal.aborted) throw error;
      const isOver = await wait(waitMs, false, { signal: patience.signal }).catch(() => true);
      if (isOver) throw error;
    }
  }
}
