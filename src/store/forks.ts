import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ContextTx } from '../ports/context-store.ts';
import { type ForkStore, type ForkTx, maxForkDepth, maxForks, type NewFork } from '../ports/fork-store.ts';
import type { WorkshopTx } from '../ports/store.ts';
import { emptyDraft } from '../workshop/draft.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { readArtifacts } from './artifacts.ts';
import { selectFamily } from './family.ts';
import { newId } from './ids.ts';
import { selectWorkshops, where } from './selects.ts';
import { storableJson, storableText } from './storable.ts';
import { lockWorkshop, type StoreSettings, type TxScope } from './tx-scope.ts';

/** `open`: everything that can be done to another workshop in the same transaction. */
export function forkWrites(scope: TxScope, open: (scope: TxScope) => WorkshopTx): Pick<ContextTx, 'forkContext'> & ForkTx {
  return {
    forkContext: (contextId, from) => forkContext(scope, contextId, from),

    countForks: () => scope.db.workshop.count({ where: { parentWorkshopId: scope.workshop.id, deletedAt: null } }),

    async fork(fork) {
      if (scope.workshop.forkDepth >= maxForkDepth) throw new Conflict('Depth of the fork', maxForkDepth, scope.workshop.forkDepth + 1);
      const child: TxScope = { ...scope, workshop: await insertFork(scope, fork) };
      await pointSteps(scope, child, fork);
      return open(child);
    },

    async relative(workshopId) {
      const { db, settings, workshop } = scope;
      const other = await lockWorkshop(db, settings, workshopId);
      if (other.orgId !== workshop.orgId || other.channelId !== workshop.channelId || !(await areRelated(db, workshop, other)))
        throw new NotFound('Workshop', workshopId);
      return open({ ...scope, workshop: other });
    },
  };
}

async function areRelated(db: Prisma.TransactionClient, one: Workshop, other: Workshop): Promise<boolean> {
  const [root, otherRoot] = [(await selectFamily(db, one.id)).at(-1), (await selectFamily(db, other.id)).at(-1)];
  return root !== undefined && root.id === otherRoot?.id;
}

async function insertFork({ db, workshop: parent }: TxScope, fork: NewFork): Promise<Workshop> {
  const { archived: _archived, endedEarly: _ended, cancelled: _cancelled, trouble: _trouble, ...settings } = parent.settings;
  const child: Workshop = {
    ...parent,
    id: newId('workshop'),
    title: storableText(fork.title),
    ownerUserId: fork.ownerUserId,
    status: 'active',
    settings: { ...settings, forkedAt: fork.stepId },
    parentId: parent.id,
    forkSeq: parent.latestSeq,
    forkDepth: parent.forkDepth + 1,
    createdAt: fork.now,
  };
  const { template, parentId, ...columns } = child;
  const { enterpriseId } = await db.workshop.findUniqueOrThrow({ where: { id: parent.id }, select: { enterpriseId: true } });
  await db.workshop.create({
    data: {
      ...columns,
      settings: storableJson(child.settings),
      templateId: template.id,
      templateVersion: template.version,
      parentWorkshopId: parentId,
      enterpriseId,
      updatedAt: fork.now,
    },
  });
  const members = await db.workshopMember.findMany({
    where: { workshopId: parent.id },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { slackUserId: true, role: true },
  });
  await db.workshopMember.createMany({
    data: members.map((member, index) => ({
      id: newId('member'),
      workshopId: child.id,
      ...member,
      // In the order in which they came.
      createdAt: new Date(fork.now.getTime() - members.length + index),
    })),
  });
  await db.workshopMember.updateMany({ where: { workshopId: child.id, slackUserId: fork.ownerUserId }, data: { role: 'owner' } });
  return child;
}

/** The steps of a fork: what came before its own step is pointed to, that step has the draft it is given, later ones are new. */
async function pointSteps(parent: TxScope, child: TxScope, { stepId, draft, now }: NewFork): Promise<void> {
  const { db } = parent;
  const { template, orgId, channelId } = child.workshop;
  const artifacts = await readArtifacts(db, parent.workshop);
  const summaries = await summaryIds(parent);
  const rows = await db.workshopStep.findMany({
    where: { workshopId: parent.workshop.id },
    include: { contexts: { where: { deletedAt: null }, select: { id: true, latestVersion: true }, take: 1 } },
  });
  const forkedAt = template.positionOf(stepId);
  const steps = template.steps.map((definition) => {
    const row = rows.find((one) => one.stepId === definition.id);
    const isBefore = template.positionOf(definition.id) < forkedAt;
    const isShared = row !== undefined && (isBefore || definition.id === stepId);
    const ids = { step: newId('step'), context: newId('context') };
    return { definition, ids, context: isShared ? row.contexts[0] : undefined, data: { ...(isShared ? sharedOf(row, isBefore) : {}) } };

    function sharedOf(from: NonNullable<typeof row>, isPointed: boolean): Partial<Prisma.WorkshopStepCreateManyInput> {
      const pointers = {
        epoch: from.epoch,
        inheritedArtifactId: artifacts.find((one) => one.stepId === from.stepId)?.id ?? null,
        inheritedSummaryId: summaries.get(from.stepId) ?? null,
      };
      if (!isPointed) return { ...pointers, draft: storableJson(draft), draftRevision: 1 };
      return {
        ...pointers,
        status: from.status === 'needs_regeneration' ? from.status : 'complete',
        arcPhase: 'complete',
        gaps: (from.gaps ?? []) as Prisma.InputJsonValue,
        skipReason: from.skipReason,
        staleSince: from.staleSince,
        startedAt: from.startedAt,
        completedAt: from.completedAt,
      };
    }
  });
  const empty = storableJson(emptyDraft());
  await db.workshopStep.createMany({
    data: steps.map(({ definition, ids, data }) => ({
      id: ids.step,
      workshopId: child.workshop.id,
      templateId: template.id,
      stepId: definition.id,
      draft: empty,
      orgId,
      channelId,
      createdAt: now,
      updatedAt: now,
      ...data,
    })),
  });
  await db.context.createMany({
    data: steps.map(({ definition, ids }) => ({
      id: ids.context,
      workshopStepId: ids.step,
      name: definition.name,
      createdAt: now,
      updatedAt: now,
    })),
  });
  for (const { ids, context } of steps)
    if (context) await forkContext(child, ids.context, { contextId: context.id, version: context.latestVersion });
}

/** The summaries that are in force in a workshop, by step. */
async function summaryIds({ db, workshop }: TxScope): Promise<Map<StepId, string>> {
  const steps = await db.workshopStep.findMany({
    where: { workshopId: workshop.id },
    select: {
      stepId: true,
      epoch: true,
      inheritedSummaryId: true,
      inheritedArtifact: { select: { epoch: true } },
      summaries: { where: { isCurrent: true }, select: { id: true }, take: 1 },
    },
  });
  return new Map(
    steps.flatMap((step) => {
      const inherited = step.inheritedArtifact?.epoch === step.epoch ? step.inheritedSummaryId : null;
      const id = step.summaries[0]?.id ?? inherited;
      return id ? [[step.stepId, id]] : [];
    }),
  );
}

async function forkContext({ db, workshop }: TxScope, contextId: string, from: { contextId: string; version: number }): Promise<void> {
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
}

export function forkReads(prisma: PrismaClient, settings: StoreSettings): ForkStore {
  return {
    forksOf: (workshopId) =>
      selectWorkshops(
        prisma,
        settings,
        where`w.parent_workshop_id = ${workshopId} AND w.deleted_at IS NULL AND w.settings->>'cancelled' IS DISTINCT FROM 'true'
              ORDER BY w.created_at DESC, w.id DESC LIMIT ${maxForks}`,
      ),
    async ancestorsOf(workshopId) {
      return (await selectFamily(prisma, workshopId)).slice(1).map((one) => one.id);
    },
    async inheritedThreads(workshopId) {
      const steps = await prisma.workshopStep.findMany({
        where: { workshopId, inheritedArtifactId: { not: null } },
        select: { stepId: true, inheritedArtifact: { select: { workshopStep: { select: { threadTs: true } } } } },
      });
      return new Map(
        steps.flatMap(({ stepId, inheritedArtifact }) => {
          const threadTs = inheritedArtifact?.workshopStep.threadTs;
          return threadTs ? [[stepId, threadTs]] : [];
        }),
      );
    },
    async lastMeant(workshopIds, userId, since) {
      const ids = [...workshopIds];
      const [last] = await prisma.$queryRaw<{ id: WorkshopId }[]>`
        SELECT s.workshop_id AS id, p.last_message_at AS at
        FROM step_participants p JOIN workshop_steps s ON s.id = p.workshop_step_id
        WHERE s.workshop_id = ANY(${ids}) AND p.slack_user_id = ${userId} AND p.last_message_at > ${since}
        UNION ALL
        SELECT a.workshop_id, a.created_at FROM audit_log a
        WHERE a.workshop_id = ANY(${ids}) AND a.slack_user_id = ${userId} AND a.action = 'meant' AND a.created_at > ${since}
        ORDER BY at DESC LIMIT 1`;
      return last?.id;
    },
  };
}
