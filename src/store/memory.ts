import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { KnownFact, MemoryStore, MemoryTx } from '../ports/memory-store.ts';
import { NotFound } from '../workshop/errors.ts';
import { newId } from './ids.ts';
import { lineageSql } from './lineage.ts';
import { storableJson } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';
import { usesTeamSql, visibleFactsSql } from './visible-facts.ts';

/** What was forgotten is told by nothing but the message that it came from. */
const forgottenKey = '(forgotten)';

const knownSql = `
  WITH RECURSIVE ${lineageSql}, this AS MATERIALIZED (
    SELECT c.id, s.workshop_id, w.org_id, ${usesTeamSql} AS uses_team
    FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id
    WHERE c.id = $1 AND s.workshop_id = $2 AND c.deleted_at IS NULL AND w.deleted_at IS NULL
  ), ${visibleFactsSql}
  SELECT f.id, f.scope, f.scope_id AS "scopeId", f.context_type AS type, f.context_key AS key, f.context_value AS value, f.created_at AS "createdAt",
         f.slack_user_id AS "saidBy", f.message_id AS "messageId", s.workshop_id AS "workshopId", s.step_id AS "stepId", f.depth > 0 AS "isInherited",
         f.consented_by AS "consentedBy",
         EXISTS (SELECT FROM conversation_contexts t WHERE t.carried_from_id = f.id AND t.superseded_at IS NULL AND t.forgotten_by IS NULL) AS "isCarried"
  FROM visible_fact f JOIN contexts c ON c.id = f.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id
  ORDER BY f.created_at, f.id`;

export function memoryWrites(scope: TxScope): MemoryTx {
  const { db, workshop } = scope;
  return {
    async knownFacts(contextId) {
      const isHere = await db.context.findFirst({
        where: { id: contextId, deletedAt: null, workshopStep: { workshopId: workshop.id } },
        select: { id: true },
      });
      if (!isHere) throw new NotFound('Context', contextId);
      return db.$queryRawUnsafe<KnownFact[]>(knownSql, contextId, workshop.id);
    },

    async forgetFact(fact, by, at) {
      await requireFact(scope, fact);
      if (fact.isInherited) return hideInherited(scope, fact, by, at);
      const supersededSeq = fact.scope === 'team' ? null : await takeSeq(scope);
      const erased = { contextKey: forgottenKey, contextValue: Prisma.JsonNull, confidence: 0, forgottenBy: by, updatedAt: at };
      const family = await db.fact.findMany({
        where: { scope: fact.scope, scopeId: fact.scopeId, contextKey: fact.key },
        select: { id: true },
      });
      const ids = family.map((one) => one.id);
      const where = { OR: [{ id: { in: ids } }, { carriedFromId: { in: ids } }] };
      await db.fact.updateMany({ where: { ...where, supersededAt: null }, data: { supersededAt: at, supersededSeq } });
      await db.fact.updateMany({ where, data: erased });
      // Otherwise a fork would know again what its parent knew under this name.
      if (fact.scope !== 'team' && workshop.parentId) await hideInherited(scope, fact, by, at);
    },

    async supersedeFact({ id }, at) {
      await requireFact(scope, { id });
      await db.fact.updateMany({ where: { id, supersededAt: null }, data: { supersededAt: at, supersededSeq: await takeSeq(scope) } });
    },

    async carryFact(fact, consentedBy, at) {
      await requireFact(scope, fact);
      const { orgId } = workshop;
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`fact/team/${orgId}`}, 0))`;
      const current = { scope: 'team', scopeId: orgId, contextKey: fact.key, supersededAt: null };
      const before = await db.fact.findFirst({ where: current, select: { id: true, carriedFromId: true } });
      if (before?.carriedFromId === fact.id) return;
      await db.fact.updateMany({ where: current, data: { supersededAt: at } });
      await db.fact.create({
        data: {
          id: newId('fact'),
          scope: 'team',
          scopeId: orgId,
          contextType: fact.type,
          contextKey: fact.key,
          contextValue: storableJson({ value: fact.value }).value as Prisma.InputJsonValue,
          confidence: 1,
          sourceMessageId: fact.messageId,
          seq: await takeSeq(scope),
          consentedBy,
          carriedFromId: fact.id,
          createdAt: at,
          updatedAt: at,
        },
      });
    },
  };
}

/** Throws NotFound for what was said in another team. */
async function requireFact({ db, workshop }: TxScope, { id }: Pick<KnownFact, 'id'>): Promise<void> {
  const found = await db.fact.count({ where: { id, sourceMessage: { orgId: workshop.orgId } } });
  if (found === 0) throw new NotFound('Fact', id);
}

/** The fork does not know it any more; its parent goes on knowing it. */
async function hideInherited(scope: TxScope, fact: KnownFact, by: string, at: Date): Promise<void> {
  const { db, workshop } = scope;
  // A thread's is hidden for the whole fork's thread of that step, which the key alone would not tell: its own log does.
  const scopeId = fact.scope === 'workshop' ? workshop.id : await ownContext(scope, fact);
  await db.fact.create({
    data: {
      id: newId('fact'),
      scope: fact.scope,
      scopeId,
      contextType: fact.type,
      contextKey: fact.key,
      contextValue: Prisma.JsonNull,
      confidence: 0,
      sourceMessageId: fact.messageId,
      seq: await takeSeq(scope),
      forgottenBy: by,
      createdAt: at,
      updatedAt: at,
    },
  });
}

async function ownContext({ db, workshop }: TxScope, fact: KnownFact): Promise<string> {
  const own = await db.context.findFirst({
    where: { deletedAt: null, workshopStep: { workshopId: workshop.id, stepId: fact.stepId } },
    select: { id: true },
  });
  if (!own) throw new NotFound('Context', fact.stepId);
  return own.id;
}

export function memoryReads(prisma: PrismaClient): MemoryStore {
  return {
    async countCarriable(workshopId) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM conversation_contexts f JOIN messages m ON m.id = f.source_message_id AND m.deleted_at IS NULL
        WHERE f.scope = 'workshop' AND f.scope_id = ${workshopId} AND f.superseded_at IS NULL AND f.forgotten_by IS NULL
          AND NOT EXISTS (SELECT FROM conversation_contexts t WHERE t.carried_from_id = f.id AND t.superseded_at IS NULL)`;
      return row?.count ?? 0;
    },
  };
}
