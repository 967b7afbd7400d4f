import type { PrismaClient } from '../generated/prisma/client.ts';
import type { OutboxBacklog, OutboxStore } from '../ports/outbox.ts';

/** How much waits to be delivered, over all workspaces. */
export function outboxBacklog(prisma: PrismaClient): Pick<OutboxStore, 'backlog'> {
  return {
    async backlog(now) {
      const [row] = await prisma.$queryRaw<OutboxBacklog[]>`
        SELECT (SELECT count(*)::int FROM outbox WHERE done_at IS NULL AND failed_at IS NULL) AS waiting,
               (SELECT min(due_at) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= ${now}) AS "oldestDueAt",
               (SELECT count(*)::int FROM outbox WHERE failed_at IS NOT NULL) AS failed,
               (SELECT count(*)::int FROM cards WHERE slack_ts IS NOT NULL AND wanted_revision > shown_revision) AS "cardsBehind"`;
      return row ?? { waiting: 0, oldestDueAt: null, failed: 0, cardsBehind: 0 };
    },
  };
}
