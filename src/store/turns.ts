import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Store, TurnWork, WorkshopTx } from '../ports/store.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import { readArtifacts, readSummaries } from './artifacts.ts';
import { findMessages, toReaction } from './messages.ts';
import { selectStepsWithDraft, selectWorkshops, where } from './selects.ts';
import { sqlRunner } from './sql-runner.ts';
import { inTransaction, type StoreSettings, type TxScope } from './tx-scope.ts';
import { readMembers } from './workshop-reads.ts';

/** What one turn gets to see at most. */
const maxTurnMessages = 200;
/** How many lost turns are looked for at once. */
const maxOverdue = 100;
const pin = 'pushpin';

/** A turn that is waiting for a later moment is moved forward; one that waits for an earlier one, or runs, stays. */
async function scheduleTurn(scope: TxScope, contextId: string, dueAt: Date): Promise<void> {
  const { count } = await scope.db.context.updateMany({
    where: {
      id: contextId,
      deletedAt: null,
      workshopStep: { workshopId: scope.workshop.id },
      OR: [{ turnDueAt: null }, { turnDueAt: { gt: dueAt } }],
    },
    data: { turnDueAt: dueAt },
  });
  if (count > 0) await scope.settings.queue.enqueueTurn(sqlRunner(scope.db), { orgId: scope.workshop.orgId, contextId }, dueAt);
}

export function turnWrites(scope: TxScope): Pick<WorkshopTx, 'scheduleTurn' | 'finishTurn'> {
  const { db, settings } = scope;
  return {
    scheduleTurn: (contextId, dueAt) => scheduleTurn(scope, contextId, dueAt),

    async finishTurn(contextId, { expectedHandledVersion, handledVersion, flagged, asOfSeq }) {
      const ofWorkshop = { id: contextId, deletedAt: null, workshopStep: { workshopId: scope.workshop.id } };
      const { count } = await db.context.updateMany({
        where: { ...ofWorkshop, handledVersion: expectedHandledVersion },
        data: { handledVersion, turnDueAt: null },
      });
      if (count === 0) {
        const current = await db.context.findFirst({ where: ofWorkshop, select: { handledVersion: true } });
        if (!current) throw new NotFound('Context', contextId);
        throw new Conflict('Turn', expectedHandledVersion, current.handledVersion);
      }
      await db.message.updateMany({
        where: {
          contextId,
          // A flag that was set while the turn was thinking is news to it, and stays.
          flaggedForTurn: { lte: asOfSeq },
          OR: [{ id: { in: flagged } }, { version: { gt: expectedHandledVersion, lte: handledVersion } }],
        },
        data: { flaggedForTurn: null },
      });
      const unhandled = await db.message.findFirst({ where: { contextId, OR: unhandledAfter(handledVersion) }, select: { id: true } });
      if (unhandled) await scheduleTurn(scope, contextId, settings.clock.now());
    },
  };
}

/** New messages of people, and those that were flagged. */
function unhandledAfter(handledVersion: number): Prisma.MessageWhereInput[] {
  return [{ role: 'user', version: { gt: handledVersion }, deletedAt: null }, { flaggedForTurn: { not: null } }];
}

type TurnReads = Pick<Store, 'loadTurn' | 'loadStep' | 'overdueTurns' | 'rescheduleTurn'>;

export function turnReads(prisma: PrismaClient, settings: StoreSettings): TurnReads {
  const { templates } = settings;
  return {
    async loadTurn(contextId) {
      const context = await prisma.context.findFirst({
        where: { id: contextId, deletedAt: null, workshopStep: { workshop: { deletedAt: null } } },
        select: { handledVersion: true, consideredVersion: true, workshopStep: { select: { workshopId: true } } },
      });
      if (!context) return undefined;
      const { workshopId } = context.workshopStep;
      // The workshop's seq before the messages: what is flagged in between is newer than it, and looked at once more.
      const [workshop] = await selectWorkshops(prisma, templates, where`w.id = ${workshopId}`);
      const [step] = await selectStepsWithDraft(prisma, templates, where`c.id = ${contextId}`);
      if (!workshop || !step) return undefined;
      const { handledVersion } = context;
      const [messages, unconsidered, members, artifacts, summaries] = await Promise.all([
        readTurnMessages(prisma, contextId, handledVersion),
        countUnconsidered(prisma, contextId, context.consideredVersion),
        readMembers(prisma, workshopId),
        readArtifacts(prisma, workshop),
        readSummaries(prisma, workshop),
      ]);
      return { workshop, step, handledVersion, ...messages, unconsidered, members, artifacts, summaries };
    },

    async loadStep(contextId) {
      const ofContext = where`(SELECT s.workshop_id FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id WHERE c.id = ${contextId} AND c.deleted_at IS NULL)`;
      const [[workshop], [step]] = await Promise.all([
        selectWorkshops(prisma, templates, where`w.id = ${ofContext} AND w.deleted_at IS NULL`),
        selectStepsWithDraft(prisma, templates, where`c.id = ${contextId}`),
      ]);
      if (!workshop || !step) return undefined;
      const [members, artifacts] = await Promise.all([readMembers(prisma, workshop.id), readArtifacts(prisma, workshop)]);
      return { workshop, step, members, artifacts };
    },

    async overdueTurns(before) {
      const rows = await prisma.context.findMany({
        where: { turnDueAt: { lt: before }, deletedAt: null, workshopStep: { workshop: { deletedAt: null } } },
        orderBy: { turnDueAt: 'asc' },
        select: { id: true },
        take: maxOverdue,
      });
      return rows.map((row) => row.id);
    },

    async rescheduleTurn(contextId, dueAt) {
      await inTransaction(prisma, async (db) => {
        const [moved] = await db.$queryRaw<{ orgId: string }[]>`
          UPDATE contexts c SET turn_due_at = ${dueAt} FROM workshop_steps s
          WHERE c.id = ${contextId} AND c.deleted_at IS NULL AND s.id = c.workshop_step_id RETURNING s.org_id AS "orgId"`;
        if (moved) await settings.queue.enqueueTurn(sqlRunner(db), { ...moved, contextId }, dueAt);
      });
    },
  };
}

async function countUnconsidered(prisma: PrismaClient, contextId: string, consideredVersion: number): Promise<number> {
  const rows = await prisma.message.findMany({
    where: { contextId, role: 'user', version: { gt: consideredVersion }, deletedAt: null },
    select: { version: true },
    take: maxTurnMessages,
  });
  return rows.length;
}

async function readTurnMessages(
  prisma: PrismaClient,
  contextId: string,
  handledVersion: number,
): Promise<Pick<TurnWork, 'messages' | 'hasMore' | 'lastHumanMessageAt'>> {
  const found = await findMessages(prisma, {
    where: { contextId, OR: unhandledAfter(handledVersion) },
    orderBy: { version: 'asc' },
    take: maxTurnMessages + 1,
  });
  const messages = found.slice(0, maxTurnMessages);
  const pins = await prisma.messageReaction.findMany({
    where: { messageId: { in: messages.map((message) => message.id) }, name: pin, removedAt: null },
    orderBy: { seq: 'asc' },
  });
  const last = await prisma.message.findFirst({
    where: { contextId, role: 'user', deletedAt: null },
    orderBy: { version: 'desc' },
    select: { createdAt: true },
  });
  return {
    messages: messages.map(({ isFlagged, ...message }) => ({
      ...message,
      // One that is new anyway needs no flag; a deleted one is only here because of it.
      flagged: isFlagged && (message.version <= handledVersion || message.deletedAt !== null),
      pins: pins.filter((reaction) => reaction.messageId === message.id).map(toReaction),
    })),
    hasMore: found.length > maxTurnMessages,
    lastHumanMessageAt: last?.createdAt ?? null,
  };
}
