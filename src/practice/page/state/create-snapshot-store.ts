import type { Snapshot, UserId } from '../../protocol.ts';
import { coalesceReads } from './coalesce-reads.ts';
import type { ControlClient } from './control-client.ts';
import { ForbiddenError } from './control-client.ts';
import { reuseUnchanged } from './reuse-unchanged.ts';

export interface StoreState {
  snapshot: Snapshot | undefined;
  /** `lost`: the server does not answer; the page keeps what it has and tries again. */
  connection: 'connecting' | 'live' | 'lost' | 'forbidden';
}

export interface SnapshotStore {
  subscribe(listener: () => void): () => void;
  getState(): StoreState;
  /** Whom to show the workspace as. What was shown stays until the new reading arrives. */
  setPerson(as: UserId | undefined): void;
  /** Reads again soon; cheap to call often. */
  refresh(): void;
  stop(): void;
}

const retryMs = 1_500;

/** Keeps the newest snapshot of one person, live. Owns the change stream and every reading. */
export function createSnapshotStore(client: ControlClient): SnapshotStore {
  let state: StoreState = { snapshot: undefined, connection: 'connecting' };
  let person: UserId | undefined;
  let stopListening: (() => void) | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const publish = (next: Partial<StoreState>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };

  const listenAs = (as: UserId) => {
    stopListening?.();
    stopListening = client.listen(as, { change: () => refresh(), up: () => refresh(), down: () => publish({ connection: 'lost' }) });
  };

  const refresh = coalesceReads(async () => {
    const as = person;
    clearTimeout(retry);
    try {
      const read = await client.readSnapshot(as);
      if (as !== person) return;
      if (person !== read.me) {
        person = read.me;
        listenAs(read.me);
      }
      publish({ snapshot: reuseUnchanged(state.snapshot, read), connection: 'live' });
    } catch (error) {
      publish({ connection: error instanceof ForbiddenError ? 'forbidden' : 'lost' });
      if (!(error instanceof ForbiddenError)) retry = setTimeout(refresh, retryMs);
    }
  });

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getState: () => state,
    setPerson(as) {
      person = as;
      if (as !== undefined) listenAs(as);
      refresh();
    },
    refresh,
    stop() {
      stopListening?.();
      clearTimeout(retry);
    },
  };
}
