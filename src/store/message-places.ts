import type { Prisma } from '../generated/prisma/client.ts';
import type { StoredPlace } from '../ports/store.ts';
import type { MessageId, WorkshopId } from '../workshop/ids.ts';
import { messagesOf, selectFamily } from './family.ts';

export async function listPlaces(
  db: Pick<Prisma.TransactionClient, 'message' | '$queryRaw'>,
  workshopId: WorkshopId,
  ids: readonly MessageId[],
): Promise<StoredPlace[]> {
  const rows = await db.message.findMany({
    where: { id: { in: [...ids] }, ...messagesOf(await selectFamily(db, workshopId)) },
    select: { id: true, slackTs: true, deletedAt: true, context: { select: { workshopStep: { select: { threadTs: true } } } } },
  });
  return rows.map(({ id, slackTs, deletedAt, context }) => ({
    id,
    slackTs,
    threadTs: context.workshopStep?.threadTs ?? null,
    isDeleted: deletedAt !== null,
  }));
}
