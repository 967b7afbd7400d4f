import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Compaction, type ContextStore, type CoveredMessage, keepVerbatim, windowMessages } from '../ports/context-store.ts';
import type { Templates } from '../ports/templates.ts';
import { NotFound } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import type { StepDefinition } from '../workshop/step-definition.ts';
import { compactionSql, goneSql, lineageSql } from './lineage.ts';
import { appendMessage } from './messages.ts';
import { storableJson } from './storable.ts';
import type { TxScope } from './tx-scope.ts';
import { wholeTextSql } from './whole-text-sql.ts';

/** Covered in one transaction. A longer backlog is covered by several, one after the other. */
const maxCovered = 500;
/** Of one message: its details and its best lines are looked for in here. */
const maxChars = 2_000;

const beforeSql = `WITH RECURSIVE ${lineageSql}, ${compactionSql} SELECT metadata FROM compaction`;

/** As many as a window holds, and one more: beyond that there is enough to do in any case. */
const newestSql = `
  WITH RECURSIVE ${lineageSql}
  SELECT m.version, m.tokens FROM lineage l CROSS JOIN LATERAL (
    SELECT m.version, m.token_count AS tokens FROM messages m
    WHERE m.context_id = l.id AND m.version > greatest(l.lower, $2::int) AND m.version <= l.upper
      AND m.deleted_at IS NULL AND m.role IN ('user', 'assistant')
    ORDER BY m.version DESC LIMIT ${windowMessages + 1}
  ) m ORDER BY m.version DESC LIMIT ${windowMessages + 1}`;

const coveredSql = `
  WITH RECURSIVE ${lineageSql}
  SELECT m.version, m.role, m.slack_user_id AS "userId", left(${wholeTextSql('m')}, ${maxChars}) AS text, m.metadata
  FROM lineage l JOIN messages m ON m.context_id = l.id AND m.version > greatest(l.lower, $2::int) AND m.version <= least(l.upper, $3::int)
  WHERE m.deleted_at IS NULL AND m.role IN ('user', 'assistant')
  ORDER BY m.version LIMIT ${maxCovered}`;

const changedSql = `
  WITH RECURSIVE ${lineageSql}, ${compactionSql}
  SELECT m.version, m.role, m.slack_user_id AS "userId", left(${wholeTextSql('m')}, ${maxChars}) AS text, m.metadata, m.deleted_at IS NOT NULL AS "isDeleted"
  ${goneSql}`;

type InScope = <T>(workshopId: WorkshopId, work: (scope: TxScope) => Promise<T>) => Promise<T>;
type Reader = Pick<PrismaClient, '$queryRawUnsafe'>;
type Plan = Parameters<ContextStore['compact']>[1];

/**
 * A compaction is one more message of the log, of role `system`. It is written under the workshop's lock, so that two at once make one
 * and nothing arrives in between; a message that comes later has a higher number than what is covered.
 */
export function compactions(prisma: PrismaClient, templates: Templates, inScope: InScope): Pick<ContextStore, 'compact'> {
  return {
    async compact(contextId, plan) {
      const context = await prisma.context.findFirst({
        where: { id: contextId, deletedAt: null, workshopStep: { workshop: { deletedAt: null } } },
        select: {
          workshopStep: {
            select: { workshopId: true, stepId: true, workshop: { select: { templateId: true, templateVersion: true } } },
          },
        },
      });
      if (!context) throw new NotFound('Context', contextId);
      const { workshopId, stepId, workshop } = context.workshopStep;
      await templates.meet([workshop]);
      const definition = templates.get(workshop.templateId, workshop.templateVersion).step(stepId);
      // Hardly ever is there something to do, and then nobody should have to wait for the lock.
      if (!(await isDue(prisma, contextId, definition, plan))) return false;
      return inScope(workshopId, (scope) => compactOnce(scope, contextId, definition, plan));
    },
  };
}

/** Up to which version is to be covered now; undefined when nothing is. */
async function findDue(db: Reader, contextId: string, definition: StepDefinition, from: number, plan: Plan): Promise<number | undefined> {
  const newest = await db.$queryRawUnsafe<{ version: number; tokens: number }[]>(newestSql, contextId, from);
  const size = { definition, messages: newest.length, tokens: newest.reduce((sum, one) => sum + one.tokens, 0) };
  return plan.isNeeded(size) ? newest[keepVerbatim]?.version : undefined;
}

async function isDue(db: Reader, contextId: string, definition: StepDefinition, plan: Plan): Promise<boolean> {
  const before = await readBefore(db, contextId);
  return (await findDue(db, contextId, definition, before?.coversTo ?? 0, plan)) !== undefined;
}

async function compactOnce(scope: TxScope, contextId: string, definition: StepDefinition, plan: Plan): Promise<boolean> {
  const before = await readBefore(scope.db, contextId);
  const from = before?.coversTo ?? 0;
  const upTo = await findDue(scope.db, contextId, definition, from, plan);
  if (upTo === undefined) return false;
  const messages = await scope.db.$queryRawUnsafe<CoveredMessage[]>(coveredSql, contextId, from, upTo);
  const changes = await scope.db.$queryRawUnsafe<(CoveredMessage & { isDeleted: boolean })[]>(changedSql, contextId);
  const { compaction, text } = plan.write({
    before,
    gone: changes.map((one) => one.version),
    changed: changes.filter((one) => !one.isDeleted).map(({ isDeleted: _, ...message }) => message),
    messages,
    coversTo: messages.length === maxCovered ? (messages.at(-1)?.version ?? upTo) : upTo,
  });
  await keep(scope, contextId, from, compaction, text);
  return true;
}

async function readBefore(db: Reader, contextId: string): Promise<Compaction | null> {
  const [row] = await db.$queryRawUnsafe<{ metadata: Compaction }[]>(beforeSql, contextId);
  return row?.metadata ?? null;
}

async function keep(scope: TxScope, contextId: string, from: number, compaction: Compaction, text: string): Promise<void> {
  const now = scope.settings.clock.now();
  const stored = await appendMessage(scope, {
    contextId,
    role: 'system',
    content: text,
    userId: null,
    slackTs: null,
    createdAt: now,
    metadata: { kind: 'compaction', ...storableJson(compaction), quotes: quotedVersions(compaction) } as JsonObject,
  });
  if (!stored) throw new NotFound('Context', contextId);
  const { coversTo } = compaction;
  await scope.db.message.updateMany({
    where: { contextId, version: { gt: from, lte: coversTo }, role: { not: 'system' }, compactedAt: null },
    data: { compactedAt: now, compactedIntoVersion: stored.version },
  });
  await scope.db.context.update({ where: { id: contextId }, data: { compactedVersion: coversTo } });
}

/** Every message that a compaction repeats words of. */
function quotedVersions({ lines, details }: Compaction): number[] {
  return [...new Set([...lines.map((line) => line.version), ...details.flatMap((detail) => detail.versions)])].sort((a, b) => a - b);
}
