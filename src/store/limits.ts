import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { Counted, LimitStore, LimitTx } from '../ports/limit-store.ts';
import type { TxScope } from './tx-scope.ts';

type Db = Pick<Prisma.TransactionClient, '$queryRaw'>;

/** One row per subject: a later window begins it anew, so that nothing has to be cleared away. */
async function countTowards(
  db: Db,
  orgId: string,
  { name, subject, startsAt, count, most }: Counted & { most: number },
): Promise<number | undefined> {
  const isSame = Prisma.sql`limit_counters.starts_at >= excluded.starts_at`;
  const [row] = await db.$queryRaw<{ count: number }[]>`
    INSERT INTO limit_counters (org_id, name, subject, starts_at, count)
    SELECT ${orgId}, ${name}, ${subject}, ${startsAt}, ${count}::bigint WHERE ${count}::bigint <= ${most}::bigint
    ON CONFLICT (org_id, name, subject) DO UPDATE SET
      count = CASE WHEN ${isSame} THEN limit_counters.count + excluded.count ELSE excluded.count END,
      starts_at = greatest(limit_counters.starts_at, excluded.starts_at)
    WHERE NOT (${isSame} AND limit_counters.count + excluded.count > ${most}::bigint)
    RETURNING count::float8 AS count`;
  return row?.count;
}

export function limitWrites({ db, workshop }: TxScope): LimitTx {
  return { countTowards: async (counted) => (await countTowards(db, workshop.orgId, counted)) !== undefined };
}

export function limitReads(prisma: PrismaClient): LimitStore {
  return {
    reserve: (orgId, counted) => countTowards(prisma, orgId, counted),
    async takeBack(orgId, { name, subject, startsAt, count }) {
      await prisma.$executeRaw`
        UPDATE limit_counters SET count = greatest(0, count - ${count}::bigint)
        WHERE org_id = ${orgId} AND name = ${name} AND subject = ${subject} AND starts_at = ${startsAt}`;
    },
  };
}
