import type { PrismaClient } from '../generated/prisma/client.ts';
import type { HealthStore, WorkshopHealth } from '../ports/doctor.ts';
import { missingMigrations } from './migrate-database.ts';
import type { Database } from './open-database.ts';
import type { StoreSettings } from './tx-scope.ts';

/** A turn, a wake-up or a delivery that is late by less is on its way. */
const lateMs = 60_000;
const failedLatelyMs = 24 * 3_600_000;

export function healthReads(prisma: PrismaClient, { pool, kind }: Pick<Database, 'pool' | 'kind'>, { orgId }: StoreSettings): HealthStore {
  return {
    async workshopHealth(id, now) {
      const late = new Date(now.getTime() - lateMs);
      const lately = new Date(now.getTime() - failedLatelyMs);
      const [row] = await prisma.$queryRaw<WorkshopHealth[]>`
        SELECT
          (SELECT count(*)::int FROM outbox o WHERE o.workshop_id = w.id AND o.done_at IS NULL AND o.failed_at IS NULL AND o.due_at < ${late}) AS waiting,
          (SELECT min(o.created_at) FROM outbox o WHERE o.workshop_id = w.id AND o.done_at IS NULL AND o.failed_at IS NULL AND o.due_at < ${late}) AS "oldestWaitingAt",
          (SELECT count(*)::int FROM outbox o WHERE o.workshop_id = w.id AND o.failed_at > ${lately}) AS failed,
          (SELECT o.last_error FROM outbox o WHERE o.workshop_id = w.id AND o.failed_at > ${lately}
           ORDER BY (o.last_error IN ('no_thread', 'no_card', 'gone')), o.failed_at DESC LIMIT 1) AS "lastFailure",
          (SELECT count(*)::int FROM cards k WHERE k.workshop_id = w.id AND k.last_error IS NOT NULL AND k.shown_revision < k.wanted_revision) AS "cardsInTrouble",
          (SELECT count(*)::int FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id WHERE s.workshop_id = w.id AND c.turn_due_at < ${late})
            + (CASE WHEN w.wake_at < ${late} THEN 1 ELSE 0 END) AS "overdueTurns",
          least((SELECT min(c.turn_due_at) FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id WHERE s.workshop_id = w.id AND c.turn_due_at < ${late}),
                CASE WHEN w.wake_at < ${late} THEN w.wake_at END) AS "overdueSince",
          (SELECT max(p.last_message_at) FROM step_participants p JOIN workshop_steps s ON s.id = p.workshop_step_id WHERE s.workshop_id = w.id) AS "lastHeardAt"
        FROM workshops w WHERE w.id = ${id}`;
      return (
        row ?? {
          waiting: 0,
          oldestWaitingAt: null,
          failed: 0,
          lastFailure: null,
          cardsInTrouble: 0,
          overdueTurns: 0,
          overdueSince: null,
          lastHeardAt: null,
        }
      );
    },

    async countWaiting() {
      const [row] = await prisma.$queryRaw<{ turns: number; deliveries: number }[]>`
        WITH team AS (SELECT w.id FROM workshops w WHERE w.deleted_at IS NULL AND w.org_id = coalesce(${orgId ?? null}::text, w.org_id))
        SELECT (SELECT count(*)::int FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN team ON team.id = s.workshop_id
                WHERE c.turn_due_at IS NOT NULL AND c.deleted_at IS NULL) AS turns,
               ((SELECT count(*) FROM outbox o JOIN team ON team.id = o.workshop_id WHERE o.done_at IS NULL AND o.failed_at IS NULL)
                + (SELECT count(*) FROM cards k JOIN team ON team.id = k.workshop_id WHERE k.slack_ts IS NOT NULL AND k.wanted_revision > k.shown_revision))::int AS deliveries`;
      return row ?? { turns: 0, deliveries: 0 };
    },

    async databaseHealth() {
      const { rows } = await pool.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
      const { applied, missing } = await missingMigrations(pool);
      const name = kind === 'pglite' ? 'embedded PostgreSQL' : 'PostgreSQL';
      return { server: `${name} ${(rows[0]?.version ?? '').split(' ')[0]}`, migrations: applied, missing };
    },
  };
}
