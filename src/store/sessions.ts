import type { PrismaClient } from '../generated/prisma/client.ts';
import type { TimeStore, TimeTx } from '../ports/time-store.ts';
import { sessionIdleMs, sessionNotedEveryMs } from '../workshop/pace.ts';
import { newId } from './ids.ts';
import type { TxScope } from './tx-scope.ts';
import { wakeUpWrites } from './wake-ups.ts';

type SessionWrites = Pick<TimeTx, 'noteActivity' | 'closeIdleSession'>;

export function sessionWrites(scope: TxScope): SessionWrites {
  const { db } = scope;
  const workshopId = scope.workshop.id;
  const findOpen = async () => {
    const row = await db.session.findFirst({
      where: { workshopId, endedAt: null },
      select: { id: true, startedAt: true, lastActivityAt: true },
    });
    return row && { id: row.id, lastAt: row.lastActivityAt ?? row.startedAt };
  };
  const close = async (id: string, at: Date) => void (await db.session.updateMany({ where: { id, workshopId }, data: { endedAt: at } }));
  const idleMs = () => sessionIdleMs[scope.workshop.settings.pace];

  return {
    async noteActivity(at) {
      if (scope.workshop.status === 'completed') return;
      const open = await findOpen();
      const quietMs = open ? at.getTime() - open.lastAt.getTime() : 0;
      if (open && quietMs < idleMs()) {
        if (quietMs >= sessionNotedEveryMs) await db.session.updateMany({ where: { id: open.id }, data: { lastActivityAt: at } });
        return;
      }
      if (open) await close(open.id, open.lastAt);
      await db.session.create({ data: { id: newId('session'), workshopId, startedAt: at, lastActivityAt: at } });
      await wakeUpWrites(scope).wakeAt(new Date(at.getTime() + idleMs()));
    },

    async closeIdleSession(now) {
      const open = await findOpen();
      if (!open) return undefined;
      const endsAt = new Date(open.lastAt.getTime() + idleMs());
      if (scope.workshop.status !== 'completed' && endsAt > now) return endsAt;
      await close(open.id, open.lastAt);
      return undefined;
    },
  };
}

/** Whatever is open ends with the workshop. */
export async function endSession({ db, workshop }: TxScope, at: Date): Promise<void> {
  await db.session.updateMany({ where: { workshopId: workshop.id, endedAt: null }, data: { endedAt: at, lastActivityAt: at } });
}

export function sessionReads(prisma: PrismaClient): Pick<TimeStore, 'workedOn'> {
  return {
    async workedOn(workshopId) {
      const [row] = await prisma.$queryRaw<{ sessions: number; ms: number }[]>`
        SELECT count(*)::int AS sessions,
               coalesce(sum(extract(epoch FROM coalesce(ended_at, last_activity_at, started_at) - started_at) * 1000), 0)::float8 AS ms
        FROM sessions WHERE workshop_id = ${workshopId}`;
      return row ?? { sessions: 0, ms: 0 };
    },
  };
}
