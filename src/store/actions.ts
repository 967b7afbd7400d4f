import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ActionStatus, ActionStore, ActionTx, StoredAction } from '../ports/action-store.ts';
import type { StepId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import type { Phrase } from '../workshop/phrase.ts';
import { newId } from './ids.ts';
import { storableJson, storableText } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

const maxFound = 20;

type Row = Prisma.ActionRequestGetPayload<object>;

function toAction({ says, result, ...row }: Row): StoredAction {
  const { progress: _, ...rest } = row;
  return {
    ...rest,
    stepId: row.stepId as StepId | null,
    status: row.status as ActionStatus,
    params: row.params as JsonObject,
    // Both are written below and nowhere else.
    says: says as unknown as Phrase,
    result: result === null ? null : (result as unknown as Phrase),
  };
}

/** A phrase as jsonb: an array, which `storableJson` does not take at the top. */
function storablePhrase(says: Phrase): Prisma.InputJsonValue {
  return storableJson({ says }).says as Prisma.InputJsonValue;
}

export function actionWrites(scope: TxScope): ActionTx {
  const { db, workshop } = scope;
  const workshopId = workshop.id;
  return {
    async addAction({ params, says, basis, ...action }) {
      const row = await db.actionRequest.create({
        data: {
          ...action,
          id: newId('action'),
          workshopId,
          params: storableJson(params),
          says: storablePhrase(says),
          basis: storableText(basis),
          offeredSeq: await takeSeq(scope),
        },
      });
      return toAction(row);
    },

    async action(id) {
      const row = await db.actionRequest.findFirst({ where: { id, workshopId } });
      return row ? toAction(row) : undefined;
    },

    async openActions() {
      const rows = await db.actionRequest.findMany({
        where: { workshopId, status: { in: ['offered', 'running'] } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: maxFound,
      });
      return rows.map(toAction);
    },

    async actionsOf(stepId) {
      const rows = await db.actionRequest.findMany({
        where: { workshopId, stepId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: maxFound,
      });
      return rows.map(toAction);
    },

    async moveAction(id, from, { says, result, basis, ...change }) {
      const { count } = await db.actionRequest.updateMany({
        where: { id, workshopId, status: from },
        data: {
          ...change,
          ...(says ? { says: storablePhrase(says), offeredSeq: await takeSeq(scope) } : {}),
          ...(basis === undefined ? {} : { basis: storableText(basis) }),
          ...(result ? { result: storablePhrase(result) } : {}),
        },
      });
      return count > 0;
    },
  };
}

export function actionReads(prisma: PrismaClient): ActionStore {
  return {
    async findAction(workshopId, id) {
      const row = await prisma.actionRequest.findFirst({ where: { id, workshopId } });
      return row ? toAction(row) : undefined;
    },
  };
}
