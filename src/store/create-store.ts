import type { Prisma } from '../generated/prisma/client.ts';
import type { Left } from '../ports/outbox.ts';
import type { NewWorkshop, Store, WorkshopTx } from '../ports/store.ts';
import { emptyDraft } from '../workshop/draft.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { actionReads, actionWrites } from './actions.ts';
import { activityReads, activityWrites } from './activities.ts';
import { artifactWrites } from './artifacts.ts';
import { outboxBacklog } from './backlog.ts';
import { cardDelivery } from './cards.ts';
import { chores } from './chores.ts';
import { compactions } from './compactions.ts';
import { contextReads } from './context-reads.ts';
import { digestReads, digestWrites } from './digests.ts';
import { createDueTurns, type DueTurns } from './due-turns.ts';
import { erasureReads, erasureWrites } from './erasure.ts';
import { facts, factWrites } from './facts.ts';
import { outboxFinish } from './finish-outbox.ts';
import { forkReads, forkWrites } from './forks.ts';
import { createOwners, guardTeam, type Owners } from './guard-team.ts';
import { healthReads } from './health.ts';
import { homeReads } from './home.ts';
import { newId } from './ids.ts';
import { limitReads, limitWrites } from './limits.ts';
import { manifests } from './manifests.ts';
import { memoryReads, memoryWrites } from './memory.ts';
import { messageWrites } from './messages.ts';
import type { Database } from './open-database.ts';
import { outboxWrites } from './outbox.ts';
import { outboxDelivery } from './outbox-delivery.ts';
import { paces } from './paces.ts';
import { packWrites } from './pack-writes.ts';
import { pastContexts } from './past-context.ts';
import { peopleReads, peopleWrites } from './people.ts';
import { plainMessages } from './plain-message.ts';
import { proposalReads, proposalWrites } from './proposals.ts';
import { recallReads } from './recall.ts';
import { recallIndex } from './recall-index.ts';
import { revisionReads, revisionWrites } from './revisions.ts';
import { sessionReads, sessionWrites } from './sessions.ts';
import { shareReads, shareWrites } from './share-links.ts';
import { storableJson, storableText } from './storable.ts';
import { timerReads, timerWrites } from './timers.ts';
import { turnReads, turnWrites } from './turns.ts';
import { inTransaction, lockWorkshop, type StoreSettings, type TxScope } from './tx-scope.ts';
import { usage } from './usage.ts';
import { vectors } from './vectors.ts';
import { wakeUpReads, wakeUpWrites } from './wake-ups.ts';
import { workshopReads } from './workshop-reads.ts';
import { workshopWrites } from './workshop-writes.ts';
import { writeStepDefinitions } from './write-step-definitions.ts';

const outboxChannel = 'workshop_pilot_outbox';
const stopChannel = 'workshop_pilot_stop';

/** The store on an open, migrated database, which it closes with itself. */
export async function createStore({ database, ...settings }: Omit<StoreSettings, 'orgId'> & { database: Database }): Promise<Store> {
  const { prisma } = database;
  const { log } = settings;
  const listeners: ((left: Left) => void)[] = [];
  const stoppers: ((rowId: string) => void)[] = [];
  await writeStepDefinitions(prisma, settings.templates);
  const guarded = (call: () => void) => {
    try {
      call();
    } catch (error) {
      log.error({ err: error }, 'A listener to the outbox failed');
    }
  };
  const heard = (payload: string) => {
    const left = { posts: payload.includes('posts'), replies: payload.includes('replies') };
    for (const listener of listeners) guarded(() => listener(left));
  };
  const subscribe = once(async () => {
    let isAgain = false;
    const onReady = () => {
      // What was missed meanwhile.
      if (isAgain) heard('posts replies');
      isAgain = true;
    };
    const onStop = (rowId: string) => {
      for (const stop of stoppers) guarded(() => stop(rowId));
    };
    await Promise.all([database.listen(outboxChannel, heard, onReady), database.listen(stopChannel, onStop, () => undefined)]);
  });
  const listenSoon = () =>
    void subscribe().catch((error: unknown) =>
      log.warn({ err: error }, 'No notifications from the database: what others leave is found by looking'),
    );
  return openStore(
    { ...settings, orgId: undefined },
    {
      database,
      owners: createOwners(database.pool),
      dueTurns: createDueTurns(database.pool, settings),
      onOutbox(listener) {
        listeners.push(listener);
        listenSoon();
      },
      onStop(listener) {
        stoppers.push(listener);
        listenSoon();
      },
    },
  );
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

interface Common {
  database: Database;
  owners: Owners;
  dueTurns: DueTurns;
  onOutbox: Store['onOutbox'];
  onStop: Store['onStop'];
}

/** For one workspace, or for all of them. */
function openStore(settings: StoreSettings, common: Common): Store {
  const { database } = common;
  const { prisma } = database;
  const { templates } = settings;
  const inScope = async <T>(
    open: (db: Prisma.TransactionClient) => Promise<Workshop>,
    work: (scope: TxScope) => Promise<T>,
  ): Promise<T> => {
    const left: Left = { posts: false, replies: false };
    const result = await inTransaction(prisma, async (db) => work({ db, settings, workshop: await open(db), left }));
    const told = [...(left.posts ? ['posts'] : []), ...(left.replies ? ['replies'] : [])];
    if (told.length > 0) database.tell(outboxChannel, told.join(' '));
    return result;
  };

  return {
    createWorkshop: (workshop, work) =>
      inScope(
        (db) => insertWorkshop(db, settings, workshop),
        (scope) => work(workshopTx(scope)),
      ),
    inWorkshop: (id, work) =>
      inScope(
        (db) => lockWorkshop(db, settings, id),
        (scope) => work(workshopTx(scope)),
      ),
    ...workshopReads(prisma, settings),
    ...plainMessages(database.pool, settings, common.dueTurns),
    ...turnReads(prisma, settings),
    ...contextReads(database.pool, settings),
    ...pastContexts(database.pool, templates),
    ...recallReads(database.pool, settings.tokenizer),
    ...recallIndex(prisma, settings),
    ...vectors(database.pool, database.kind),
    ...facts(prisma),
    ...manifests(prisma),
    ...usage(prisma),
    ...compactions(prisma, settings, (workshopId, work) => inScope((db) => lockWorkshop(db, settings, workshopId), work)),
    ...proposalReads(prisma),
    ...revisionReads(prisma),
    ...forkReads(prisma, settings),
    ...peopleReads(prisma),
    ...homeReads(prisma, settings),
    ...healthReads(prisma, database, settings),
    ...actionReads(prisma),
    ...memoryReads(prisma),
    ...erasureReads(prisma, settings.queue),
    ...activityReads(prisma),
    ...outboxDelivery(prisma, (rowId) => database.tell(stopChannel, rowId)),
    ...outboxFinish(prisma, (workshopId, work) => inScope((db) => lockWorkshop(db, settings, workshopId), work)),
    ...paces(prisma),
    ...timerReads(prisma),
    ...digestReads(prisma, templates),
    ...sessionReads(prisma),
    ...shareReads(prisma),
    ...wakeUpReads(prisma, settings),
    ...limitReads(prisma),
    ...cardDelivery(prisma),
    ...outboxBacklog(prisma),
    ...chores(prisma),
    onOutbox: common.onOutbox,
    onStop: common.onStop,
    ofTeam: (orgId) => guardTeam(openStore({ ...settings, orgId }, common), orgId, common.owners),
    async close() {
      await common.dueTurns.settled();
      await database.close();
    },
  };
}

function workshopTx(scope: TxScope): WorkshopTx {
  return {
    get workshop() {
      return scope.workshop;
    },
    ...workshopWrites(scope),
    ...packWrites(scope),
    ...messageWrites(scope),
    ...turnWrites(scope),
    ...artifactWrites(scope),
    ...proposalWrites(scope),
    ...peopleWrites(scope),
    ...actionWrites(scope),
    ...memoryWrites(scope),
    ...erasureWrites(scope),
    ...activityWrites(scope),
    ...factWrites(scope),
    ...forkWrites(scope, workshopTx),
    ...revisionWrites(scope),
    ...timerWrites(scope),
    ...digestWrites(scope),
    ...sessionWrites(scope),
    ...shareWrites(scope),
    ...wakeUpWrites(scope),
    ...limitWrites(scope),
    ...outboxWrites(scope),
  };
}

async function insertWorkshop(
  db: Prisma.TransactionClient,
  { templates, orgId: ours }: StoreSettings,
  from: NewWorkshop,
): Promise<Workshop> {
  if (ours !== undefined && ours !== from.orgId) throw new NotFound('Workspace', from.orgId);
  const template = from.template ?? templates.list()[0];
  if (!template) throw new Error('There is no template');
  const { orgId, channelId, ownerUserId, now, pace } = from;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${orgId}/${channelId}`}, 0))`;
  const others = from.alone
    ? await db.workshop.count({ where: { orgId, channelId, status: { in: ['active', 'paused'] }, deletedAt: null } })
    : 0;
  if (others > 0) throw new Conflict('Workshop in the channel', 0, others);
  const workshop: Workshop = {
    id: newId('workshop'),
    orgId,
    channelId,
    ownerUserId,
    title: storableText(from.title),
    originalIdea: storableText(from.originalIdea),
    status: 'draft',
    template,
    facilitatorMode: from.facilitatorMode ?? 'guided',
    settings: { pace },
    latestSeq: 0,
    parentId: null,
    forkSeq: null,
    forkDepth: 0,
    createdAt: now,
  };
  const { template: _, parentId: _none, ...columns } = workshop;
  await db.workshop.create({
    data: {
      ...columns,
      settings: storableJson(workshop.settings),
      templateId: template.id,
      templateVersion: template.version,
      enterpriseId: from.enterpriseId ?? null,
      updatedAt: now,
    },
  });
  const draft = storableJson(emptyDraft());
  const steps = template.steps.map((step) => ({ id: newId('step'), stepId: step.id, name: step.name }));
  await db.workshopStep.createMany({
    data: steps.map(({ id, stepId }) => ({
      id,
      workshopId: workshop.id,
      templateId: template.id,
      stepId,
      draft,
      orgId,
      channelId,
      createdAt: now,
      updatedAt: now,
    })),
  });
  await db.context.createMany({
    data: steps.map(({ id, name }) => ({ id: newId('context'), workshopStepId: id, name, createdAt: now, updatedAt: now })),
  });
  await db.workshopMember.create({
    data: { id: newId('member'), workshopId: workshop.id, slackUserId: ownerUserId, role: 'owner', createdAt: now },
  });
  return workshop;
}
