import { Prisma } from '../generated/prisma/client.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import type { Reader } from './selects.ts';

/** Deeper than any fork is. */
const maxGenerations = 8;

/** A workshop, and up to which seq of its clock what was written there belongs to the one that was asked for. */
export interface Generation {
  id: WorkshopId;
  upto: number;
}

/** The workshop itself, then what it was forked from up to the fork, and so on: never anything that was written there later (F-41). */
export function selectFamily(db: Reader, workshopId: WorkshopId): Promise<Generation[]> {
  return db.$queryRaw<Generation[]>`WITH RECURSIVE ${familyOf(workshopId)} SELECT id, upto FROM family ORDER BY generation`;
}

/** A common table expression `family`: the same for a statement that goes on from there. */
export function familyOf(workshopId: WorkshopId): Prisma.Sql {
  return Prisma.sql`
    family AS (
      SELECT w.id, w.parent_workshop_id, w.fork_seq, 2147483647 AS upto, 1 AS generation FROM workshops w WHERE w.id = ${workshopId}
      UNION ALL
      SELECT p.id, p.parent_workshop_id, p.fork_seq, least(f.upto, f.fork_seq), f.generation + 1
      FROM family f JOIN workshops p ON p.id = f.parent_workshop_id WHERE f.generation < ${maxGenerations}
    )`;
}

/** Messages that belong to a workshop: its own, and what was said before it parted from its ancestors. */
export function messagesOf(family: readonly Generation[]): Prisma.MessageWhereInput {
  return { OR: family.map(({ id, upto }) => ({ seq: { lte: upto }, context: { workshopStep: { workshopId: id } } })) };
}
