import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Erasable, ErasureStore, ErasureTx } from '../ports/erasure-store.ts';
import { Conflict } from '../workshop/errors.ts';
import { erasePerson } from './erase-person.ts';
import { newId } from './ids.ts';
import { sqlRunner } from './sql-runner.ts';
import { inTransaction, leave, type TxScope } from './tx-scope.ts';

/** So long the posts of an erased workshop have to say so; afterwards nobody can reach them. */
const keepMarkMs = 24 * 3_600_000;
const lookAgainMs = 30_000;
/** The bot's own posts that are edited. */
const maxPosts = 500;
const maxFamily = 50;
/** Of an erased workshop nothing but this is left. */
const erasedOwner = '';

export function erasureWrites(scope: TxScope): ErasureTx {
  const { db, workshop } = scope;
  return {
    async countErasable() {
      const [row] = await db.$queryRaw<Erasable[]>`
        WITH said AS (
          SELECT m.slack_user_id FROM messages m JOIN contexts c ON c.id = m.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id
          WHERE s.workshop_id = ${workshop.id} AND m.role = 'user'
        ), known AS (
          SELECT f.scope FROM conversation_contexts f JOIN messages m ON m.id = f.source_message_id JOIN contexts c ON c.id = m.context_id
          JOIN workshop_steps s ON s.id = c.workshop_step_id
          WHERE s.workshop_id = ${workshop.id} AND f.superseded_at IS NULL AND f.forgotten_by IS NULL
        )
        SELECT (SELECT count(*) FROM said)::int AS messages, (SELECT count(DISTINCT slack_user_id) FROM said)::int AS people,
               (SELECT count(*) FROM step_artifacts a JOIN workshop_steps s ON s.id = a.workshop_step_id WHERE s.workshop_id = ${workshop.id})::int AS results,
               (SELECT count(*) FROM known WHERE scope <> 'team')::int AS facts, (SELECT count(*) FROM known WHERE scope = 'team')::int AS carried,
               (SELECT count(*) FROM workshops w WHERE w.parent_workshop_id = ${workshop.id})::int AS forks`;
      if (!row) throw new Error('counting gave nothing');
      return row;
    },

    countWordsOf: (userId) => db.message.count({ where: { slackUserId: userId, context: { workshopStep: { workshopId: workshop.id } } } }),

    eraseWorkshop: (by, at) => eraseWorkshop(scope, by, at),
    erasePerson: (userId, at) => erasePerson(scope, userId, at),
  };
}

/** The row goes, and everything goes with it; one of the same id comes in its place, without content, for the posts that are to be edited. */
async function eraseWorkshop(scope: TxScope, by: string | null, at: Date): Promise<void> {
  const { db, settings, workshop } = scope;
  const { id, orgId, channelId, template } = workshop;
  const forks = await db.workshop.count({ where: { parentWorkshopId: id } });
  if (forks > 0) throw new Conflict('Forks of the workshop', 0, forks);
  const cards = await db.card.findMany({
    where: { workshopId: id, slackTs: { not: null } },
    select: { kind: true, stepId: true, subjectId: true, slackTs: true },
    orderBy: { createdAt: 'asc' },
    take: maxPosts,
  });
  const said = await db.$queryRaw<{ id: string; slackTs: string }[]>`
    SELECT id, slack_ts AS "slackTs" FROM outbox
    WHERE workshop_id = ${id} AND slack_ts IS NOT NULL AND content->>'kind' IN ('say', 'reply') AND done_at IS NOT NULL
    ORDER BY position DESC LIMIT ${maxPosts}`;
  const canvases = await db.buildPack.findMany({
    where: { workshopId: id, canvasId: { not: null } },
    select: { canvasId: true },
    distinct: ['canvasId'],
    take: maxFamily,
  });
  await db.workshop.delete({ where: { id } });
  await db.workshop.create({
    data: {
      id,
      orgId,
      channelId,
      ownerUserId: erasedOwner,
      title: '',
      originalIdea: '',
      status: 'completed',
      templateId: template.id,
      templateVersion: template.version,
      createdAt: at,
      updatedAt: at,
      deletedAt: at,
    },
  });
  const posts = [...cards, ...said.map((row) => ({ kind: 'action', stepId: null, subjectId: row.id, slackTs: row.slackTs }))];
  await db.card.createMany({
    data: posts.map((post) => ({
      ...post,
      id: newId('card'),
      workshopId: id,
      orgId,
      channelId,
      wantedRevision: 2,
      shownRevision: 1,
      createdAt: at,
      updatedAt: at,
    })),
  });
  await db.outboxRow.createMany({
    data: canvases.map(({ canvasId }) => ({
      id: newId('outbox'),
      workshopId: id,
      orgId,
      channelId,
      content: { kind: 'blank-canvas', canvasId },
      dueAt: at,
      createdAt: at,
    })),
  });
  await db.auditEntry.create({ data: { id: newId('audit'), orgId, workshopId: null, action: 'forget', slackUserId: by, createdAt: at } });
  await settings.queue.enqueueWakeUp(sqlRunner(db), { orgId, workshopId: id }, new Date(at.getTime() + lookAgainMs));
  leave(scope, 'posts');
}

export function erasureReads(prisma: PrismaClient, queue: TxScope['settings']['queue']): ErasureStore {
  const erased = (id: string) => ({ id, ownerUserId: erasedOwner, deletedAt: { not: null } });
  return {
    isErased: async (workshopId) => (await prisma.workshop.count({ where: erased(workshopId) })) > 0,

    async purgeErased(workshopId, now) {
      const mark = await prisma.workshop.findFirst({ where: erased(workshopId), select: { deletedAt: true, orgId: true } });
      if (!mark?.deletedAt) return true;
      const [waiting] = await prisma.$queryRaw<{ count: number }[]>`
        SELECT ((SELECT count(*) FROM cards WHERE workshop_id = ${workshopId} AND wanted_revision > shown_revision)
              + (SELECT count(*) FROM outbox WHERE workshop_id = ${workshopId} AND done_at IS NULL AND failed_at IS NULL))::int AS count`;
      if ((waiting?.count ?? 0) > 0 && now.getTime() - mark.deletedAt.getTime() < keepMarkMs) {
        const at = new Date(now.getTime() + lookAgainMs);
        await inTransaction(prisma, (db) => queue.enqueueWakeUp(sqlRunner(db), { orgId: mark.orgId, workshopId }, at));
        return false;
      }
      await prisma.workshop.deleteMany({ where: erased(workshopId) });
      return true;
    },

    async familyOf(workshopId) {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        WITH RECURSIVE up AS (
          SELECT id, parent_workshop_id, 0 AS depth FROM workshops WHERE id = ${workshopId}
          UNION ALL
          SELECT w.id, w.parent_workshop_id, up.depth + 1 FROM up JOIN workshops w ON w.id = up.parent_workshop_id WHERE up.depth < 16
        ), family AS (
          (SELECT id, 0 AS depth FROM up ORDER BY depth DESC LIMIT 1)
          UNION ALL
          SELECT w.id, f.depth + 1 FROM family f JOIN workshops w ON w.parent_workshop_id = f.id WHERE f.depth < 16
        )
        SELECT id FROM family ORDER BY id <> ${workshopId}, depth, id LIMIT ${maxFamily}`;
      return rows.map((row) => row.id);
    },
  };
}
