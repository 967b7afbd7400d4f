import type { PrismaClient } from '../generated/prisma/client.ts';
import type { OutboxStore } from '../ports/outbox.ts';

/** How fast all processes together may go in Slack. */
export function paces(prisma: PrismaClient): Pick<OutboxStore, 'takePlace' | 'holdPlace'> {
  return {
    async takePlace({ orgId, name, everyMs, burst, now }) {
      // Whoever rested has places left behind them.
      const earliest = new Date(now.getTime() - (burst - 1) * everyMs);
      const [place] = await prisma.$queryRaw<{ at: Date }[]>`
        INSERT INTO paces (org_id, name, next_at) VALUES (${orgId}, ${name}, ${new Date(earliest.getTime() + everyMs)})
        ON CONFLICT (org_id, name) DO UPDATE SET next_at = greatest(paces.next_at, ${earliest}::timestamptz) + ${everyMs}::float8 * interval '1 millisecond'
        RETURNING next_at - ${everyMs}::float8 * interval '1 millisecond' AS at`;
      return place?.at ?? now;
    },

    async holdPlace({ orgId, name, until }) {
      await prisma.$executeRaw`
        INSERT INTO paces (org_id, name, next_at) VALUES (${orgId}, ${name}, ${until})
        ON CONFLICT (org_id, name) DO UPDATE SET next_at = greatest(paces.next_at, excluded.next_at)`;
    },
  };
}
