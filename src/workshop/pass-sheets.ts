import type { UserId } from './ids.ts';
import { shuffle } from './voting.ts';

/** What one person wrote in a round. */
export interface WrittenSheet {
  userId: UserId;
  lines: string[];
}

/**
 * Whose sheet of the round before lies in front of somebody in round `round`, as sheets go around a table: nobody's own while there is
 * another, another neighbour's each round, and everybody's is read by somebody. Who comes late gets one too; who left is still read.
 * Undefined when nobody wrote anything. Deterministic for a seed.
 */
export function passSheet(seed: string, round: number, before: readonly WrittenSheet[], reader: UserId): WrittenSheet | undefined {
  const written = before.filter((sheet) => sheet.lines.length > 0);
  const table = shuffle(
    seed,
    written.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
    (sheet) => sheet.userId,
  );
  const seat = table.findIndex((sheet) => sheet.userId === reader);
  if (table.length < 2) return table[0];
  // 1, 2, … n-1, and over again: never a whole round, which would be one's own.
  const shift = ((Math.max(round, 2) - 2) % (table.length - 1)) + 1;
  if (seat >= 0) return table[(seat + shift) % table.length];
  const [guest] = shuffle(`${seed}/${reader}`, table, (sheet) => sheet.userId);
  return guest;
}
