import type { ContextTx } from '../ports/context-store.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { TxScope } from './tx-scope.ts';

export function forkWrites({ db, workshop }: TxScope): Pick<ContextTx, 'forkContext'> {
  return {
    async forkContext(contextId, from) {
      const own = await db.context.findFirst({
        where: { id: contextId, deletedAt: null, workshopStep: { workshopId: workshop.id } },
        select: { latestVersion: true },
      });
      if (!own) throw new NotFound('Context', contextId);
      const parent = await db.context.findFirst({
        where: { id: from.contextId, latestVersion: { gte: from.version }, workshopStep: { workshop: { orgId: workshop.orgId } } },
        select: { id: true },
      });
      if (!parent || from.version < 0) throw new NotFound('Context', from.contextId);
      const { version } = from;
      const { count } = await db.context.updateMany({
        where: { id: contextId, latestVersion: 0, parentId: null },
        data: {
          parentId: parent.id,
          forkVersion: version,
          latestVersion: version,
          handledVersion: version,
          recallVersion: version,
          consideredVersion: version,
        },
      });
      if (count === 0) throw new Conflict('Context', 0, own.latestVersion);
    },
  };
}
