import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { StoredTimer, TimeStore, TimeTx } from '../ports/time-store.ts';
import { newId } from './ids.ts';
import { type Reader, where } from './selects.ts';
import { storableText } from './storable.ts';
import { requireStep, type TxScope, takeSeq } from './tx-scope.ts';

function selectTimers(db: Reader, condition: Prisma.Sql): Promise<StoredTimer[]> {
  return db.$queryRaw<StoredTimer[]>`
    SELECT t.id, t.workshop_step_id AS "workshopStepId", s.step_id AS "stepId", t.activity_id AS "activityId", t.label, t.status,
           t.started_by AS "startedBy", t.seq, t.started_at AS "startedAt", t.ends_at AS "endsAt", t.length_ms AS "lengthMs",
           t.remaining_ms AS "remainingMs", t.held_by AS "heldBy", t.shown, t.ended_at AS "endedAt"
    FROM timers t JOIN workshop_steps s ON s.id = t.workshop_step_id WHERE ${condition}`;
}

type TimerWrites = Pick<TimeTx, 'addTimer' | 'timer' | 'openTimers' | 'changeTimer' | 'setDeadline'>;

export function timerWrites(scope: TxScope): TimerWrites {
  const { db } = scope;
  const workshopId = scope.workshop.id;
  const find = async (id: string) => (await selectTimers(db, where`t.id = ${id} AND t.workshop_id = ${workshopId}`))[0];
  return {
    async addTimer({ lengthMs, startedAt, label, ...timer }) {
      await requireStep(scope, timer.workshopStepId);
      const id = newId('timer');
      await db.timer.create({
        data: {
          ...timer,
          id,
          workshopId,
          label: storableText(label),
          seq: await takeSeq(scope),
          startedAt,
          endsAt: new Date(startedAt.getTime() + lengthMs),
          lengthMs,
        },
      });
      const added = await find(id);
      if (!added) throw new Error('A timer was added and not found');
      return added;
    },

    timer: find,

    openTimers: () =>
      selectTimers(db, where`t.workshop_id = ${workshopId} AND t.status IN ('running', 'paused') ORDER BY t.started_at, t.id`),

    async changeTimer(id, change) {
      await db.timer.updateMany({ where: { id, workshopId }, data: change });
    },

    async setDeadline(id, deadline) {
      await db.workshopStep.updateMany({ where: { id, workshopId }, data: deadline });
    },
  };
}

export function timerReads(prisma: PrismaClient): Pick<TimeStore, 'findTimer' | 'openTimerOf'> {
  return {
    async findTimer({ workshopId, timerId }) {
      const [timer] = await selectTimers(prisma, where`t.id = ${timerId} AND t.workshop_id = ${workshopId}`);
      return timer;
    },

    async openTimerOf(stepId) {
      const [timer] = await selectTimers(prisma, where`t.workshop_step_id = ${stepId} AND t.status IN ('running', 'paused')`);
      return timer;
    },
  };
}
