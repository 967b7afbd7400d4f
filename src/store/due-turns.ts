/** Logs whose turn this process remembers; more than are talked in at once. */
const maxRemembered = 5_000;

/** Which logs have a turn waiting, as far as this process knows. Only a guess: other processes take turns too. */
export interface DueTurns {
  isLaterThan(key: string, at: Date): boolean;
  set(key: string, dueAt: Date | null): void;
}

export function createDueTurns(): DueTurns {
  const due = new Map<string, number>();
  return {
    isLaterThan: (key, at) => (due.get(key) ?? 0) > at.getTime(),
    set(key, dueAt) {
      // The ones that were looked at longest ago go first.
      due.delete(key);
      if (!dueAt) return;
      due.set(key, dueAt.getTime());
      const [oldest] = due.keys();
      if (due.size > maxRemembered && oldest !== undefined) due.delete(oldest);
    },
  };
}
