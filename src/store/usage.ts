import type { PrismaClient } from '../generated/prisma/client.ts';
import type { ContextStore, UsageSum } from '../ports/context-store.ts';
import { newId } from './ids.ts';

/** What model calls cost: one row for each attempt, summed when a cap is checked. */
export function usage(prisma: PrismaClient): Pick<ContextStore, 'recordUsage' | 'usageOf'> {
  return {
    async recordUsage({ at, costMicros, ...event }) {
      await prisma.usageEvent.create({
        data: { id: newId('usage'), ...event, costMicros: BigInt(Math.max(0, Math.ceil(costMicros))), createdAt: at },
      });
    },

    async usageOf(scope) {
      const where = 'workshopId' in scope ? { workshopId: scope.workshopId } : { orgId: scope.orgId, createdAt: { gte: scope.since } };
      const { _count, _sum } = await prisma.usageEvent.aggregate({
        where,
        _count: true,
        _sum: { promptTokens: true, cachedTokens: true, completionTokens: true, reasoningTokens: true, costMicros: true },
      });
      const sums: UsageSum = {
        calls: _count,
        promptTokens: _sum.promptTokens ?? 0,
        cachedTokens: _sum.cachedTokens ?? 0,
        completionTokens: _sum.completionTokens ?? 0,
        reasoningTokens: _sum.reasoningTokens ?? 0,
        costMicros: Number(_sum.costMicros ?? 0n),
      };
      return sums;
    },
  };
}
