import type { Prisma } from '../generated/prisma/client.ts';
import type { SqlRunner } from '../ports/queue.ts';
import { callAfterCommit } from './tx-scope.ts';

/** Lets the queue write in a transaction of Prisma's. */
export function sqlRunner(db: Prisma.TransactionClient): SqlRunner {
  return {
    executeSql: async (text, values = []) => ({ rows: await db.$queryRawUnsafe<unknown[]>(text, ...values) }),
    afterCommit: (call) => callAfterCommit(db, call),
  };
}
