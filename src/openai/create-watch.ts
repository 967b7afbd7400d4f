import { ModelError } from '../ports/model.ts';

/** setTimeout takes no more. */
const MAX_TIMER_MS = 2_147_483_647;

/** A signal that aborts with its parent, or when the time that was set has passed. Leaves nothing behind once closed. */
export interface Watch {
  readonly signal: AbortSignal;
  /** Starts the clock anew; the signal then aborts with a ModelError of kind `timeout`. */
  arm(ms: number, sentence: string): void;
  disarm(): void;
  /** Ends the clock, and with it whatever still hangs on the signal, e.g. a socket. */
  close(): void;
}

export function createWatch(parent: AbortSignal | undefined): Watch {
  const own = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const follow = () => own.abort(parent?.reason);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  const disarm = () => clearTimeout(timer);
  return {
    signal: own.signal,
    arm(ms, sentence) {
      disarm();
      timer = setTimeout(() => own.abort(new ModelError('timeout', sentence)), Math.min(ms, MAX_TIMER_MS));
    },
    disarm,
    close() {
      disarm();
      parent?.removeEventListener('abort', follow);
      own.abort(new ModelError('aborted', 'The call is over.'));
    },
  };
}
