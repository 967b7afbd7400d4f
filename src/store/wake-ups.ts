import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Store, WorkshopTx } from '../ports/store.ts';
import { sqlRunner } from './sql-runner.ts';
import { inTransaction, type StoreSettings, type TxScope } from './tx-scope.ts';

/** How many lost wake-ups are looked for at once. */
const maxOverdue = 100;

export function wakeUpWrites({ db, settings, workshop }: TxScope): Pick<WorkshopTx, 'wakeAt' | 'clearWakeUp'> {
  return {
    async wakeAt(at) {
      const moved = await db.$executeRaw`
        UPDATE workshops SET wake_at = ${at} WHERE id = ${workshop.id} AND (wake_at IS NULL OR wake_at > ${at})`;
      if (moved > 0) await settings.queue.enqueueWakeUp(sqlRunner(db), { orgId: workshop.orgId, workshopId: workshop.id }, at);
    },
    async clearWakeUp() {
      await db.workshop.updateMany({ where: { id: workshop.id }, data: { wakeAt: null } });
    },
  };
}

export function wakeUpReads(prisma: PrismaClient, settings: StoreSettings): Pick<Store, 'overdueWakeUps' | 'rescheduleWakeUp'> {
  return {
    async overdueWakeUps(before) {
      const rows = await prisma.workshop.findMany({
        where: { wakeAt: { lt: before }, deletedAt: null },
        orderBy: { wakeAt: 'asc' },
        select: { id: true },
        take: maxOverdue,
      });
      return rows.map((row) => row.id);
    },

    async rescheduleWakeUp(workshopId, at) {
      await inTransaction(prisma, async (db) => {
        const [moved] = await db.workshop.updateManyAndReturn({
          where: { id: workshopId, deletedAt: null },
          data: { wakeAt: at },
          select: { orgId: true },
        });
        if (moved) await settings.queue.enqueueWakeUp(sqlRunner(db), { ...moved, workshopId }, at);
      });
    },
  };
}
