import type pg from 'pg';
import type { QueuedTurn } from '../ports/queue.ts';
import type { StoreSettings } from './tx-scope.ts';

/** Puts turns that stored messages made due into the queue, beside whoever stored them. */
export interface DueTurns {
  /** Soon, and one after the other for one log. One that gets lost, because the process ends or the database goes away, is rescued later. */
  enqueue(turn: QueuedTurn): void;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

export function createDueTurns(pool: pg.Pool, { queue, log }: Pick<StoreSettings, 'queue' | 'log'>): DueTurns {
  /** By log: whether somebody asked again since what is running has looked. */
  const running = new Map<string, { isAgain: boolean; done: Promise<void> }>();
  // Each statement is its own transaction.
  const tx = {
    executeSql: (text: string, values?: unknown[]) => pool.query<object>(text, values),
    afterCommit: (call: () => void) => call(),
  };

  /** The moment is read anew: whoever asked last may not have been the last to say when it is due. */
  async function enqueueNow(turn: QueuedTurn): Promise<void> {
    const { rows } = await pool.query<{ dueAt: Date | null }>(
      'SELECT turn_due_at AS "dueAt" FROM contexts WHERE id = $1 AND deleted_at IS NULL',
      [turn.contextId],
    );
    const dueAt = rows[0]?.dueAt;
    if (dueAt) await queue.enqueueTurn(tx, turn, dueAt);
  }

  async function work(turn: QueuedTurn): Promise<void> {
    const { contextId } = turn;
    try {
      for (;;) {
        await enqueueNow(turn);
        const state = running.get(contextId);
        if (!state?.isAgain) return;
        state.isAgain = false;
      }
    } catch (error) {
      log.warn({ err: error, contextId }, 'A turn did not get into the queue; it is found by looking');
    } finally {
      running.delete(contextId);
    }
  }

  return {
    enqueue(turn) {
      const state = running.get(turn.contextId);
      if (state) state.isAgain = true;
      else {
        // Known before it begins, which it does at once.
        const begun = { isAgain: false, done: Promise.resolve() };
        running.set(turn.contextId, begun);
        begun.done = work(turn);
      }
    },
    async settled() {
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
