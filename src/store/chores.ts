import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ChoreStore } from '../ports/chores.ts';

const dayMs = 24 * 3_600_000;
/** Slack repeats an event for hours, not for weeks. */
const keepReceiptsMs = 30 * dayMs;
const keepPacesMs = dayMs;

export function chores(prisma: PrismaClient): ChoreStore {
  return {
    async takeChore(name, { now, until }) {
      const count = await prisma.$executeRaw`
        INSERT INTO chores (name, next_at) VALUES (${name}, ${until})
        ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at WHERE chores.next_at <= ${now}`;
      return count > 0;
    },

    async endChore(name, nextAt) {
      await prisma.chore.updateMany({ where: { name }, data: { nextAt } });
    },

    async tidyUp(now) {
      await prisma.eventReceipt.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - keepReceiptsMs) } } });
      await prisma.pace.deleteMany({ where: { nextAt: { lt: new Date(now.getTime() - keepPacesMs) } } });
    },
  };
}
