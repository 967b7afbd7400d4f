import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ContextStore, ContextTx, FactPlace, FactType, NewFact, StoredFact } from '../ports/context-store.ts';
import type { Json } from '../workshop/json.ts';
import { newId } from './ids.ts';
import { storableJson, storableText } from './storable.ts';
import { inTransaction, type TxScope, takeSeq } from './tx-scope.ts';

/** A fact must be surer than this. */
const leastConfidence = 0.7;
/** Of one scope; the oldest current ones make room, superseded like any changed fact. */
const maxFacts = 100;
const maxKeyChars = 120;
const maxValueChars = 2_000;

export function factWrites(scope: TxScope): Pick<ContextTx, 'storeContext'> {
  return { storeContext: (fact) => storeFact(scope.db, fact, () => takeSeq(scope), scope.workshop.orgId) };
}

type Facts = Pick<ContextStore, 'storeContext' | 'retrieveContext' | 'retrieveContextByType'>;

export function facts(prisma: PrismaClient): Facts {
  return {
    storeContext: (fact) => inTransaction(prisma, (db) => storeFact(db, fact, (workshopId) => seqOf(db, workshopId))),

    async retrieveContext(place, key) {
      const [fact] = await readFacts(prisma, place, { contextKey: cleanKey(key) });
      return fact;
    },

    retrieveContextByType: (place, type) => readFacts(prisma, place, type ? { contextType: type } : {}),
  };
}

async function seqOf(db: Prisma.TransactionClient, workshopId: string): Promise<number> {
  const { latestSeq } = await db.workshop.update({
    where: { id: workshopId },
    data: { latestSeq: { increment: 1 } },
    select: { latestSeq: true },
  });
  return latestSeq;
}

/** `nextSeq`: of the workshop that it was said in, which is the locked one where one is. `orgId`: of no other team, where there is one. */
async function storeFact(
  db: Prisma.TransactionClient,
  fact: NewFact,
  nextSeq: (workshopId: string) => Promise<number>,
  orgId?: string,
): Promise<string | undefined> {
  const { scope, scopeId, type, value, confidence, sourceMessageId, at } = fact;
  const key = cleanKey(fact.key);
  const stored = storableJson({ value }).value as Prisma.InputJsonValue;
  if (!(confidence > leastConfidence && confidence <= 1) || key === '' || JSON.stringify(stored).length > maxValueChars) return undefined;
  const source = await saidThere(db, sourceMessageId, fact, orgId);
  if (!source || (scope === 'team' && !fact.consentedBy)) return undefined;
  // Of a team's facts another workshop may be writing one.
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`fact/${scope}/${scopeId}`}, 0))`;
  if (await isOutdated(db, fact, key, source)) return undefined;
  const seq = await nextSeq(source.workshopId);
  await makeRoom(db, fact, key, at, scope === 'team' ? null : seq);
  const id = newId('fact');
  const said = { contextType: type, contextKey: key, contextValue: stored, confidence, sourceMessageId, seq };
  const consent = { consentedBy: fact.consentedBy ?? null, carriedFromId: fact.carriedFromId ?? null };
  await db.fact.create({ data: { id, scope, scopeId, ...said, ...consent, createdAt: at, updatedAt: at } });
  return id;
}

/** A scope is always asked for by kind and id together: facts of one thread, workshop or team are never seen from another (F-32, F-41). */
async function readFacts(prisma: PrismaClient, { scope, scopeId }: FactPlace, more: Prisma.FactWhereInput): Promise<StoredFact[]> {
  const rows = await prisma.fact.findMany({
    where: { scope, scopeId, supersededAt: null, forgottenBy: null, sourceMessage: { deletedAt: null }, ...more },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: maxFacts,
  });
  return rows.reverse().map((row) => ({
    id: row.id,
    scope: row.scope as FactPlace['scope'],
    type: row.contextType as FactType,
    key: row.contextKey,
    value: row.contextValue as Json,
    confidence: row.confidence,
    sourceMessageId: row.sourceMessageId,
    updatedAt: row.updatedAt,
  }));
}

/**
 * Only people's words are facts: a model's own would come back as if somebody had said them (F-42). And only of the place where they
 * were said: nothing is remembered for another thread, workshop or team.
 */
async function saidThere(
  db: Prisma.TransactionClient,
  messageId: string,
  { scope, scopeId }: FactPlace,
  orgId: string | undefined,
): Promise<{ workshopId: string; seq: number } | undefined> {
  const message = await db.message.findFirst({
    where: { id: messageId, role: 'user', slackUserId: { not: null }, deletedAt: null, ...(orgId === undefined ? {} : { orgId }) },
    select: {
      seq: true,
      contextId: true,
      context: { select: { workshopStep: { select: { workshopId: true, workshop: { select: { orgId: true } } } } } },
    },
  });
  if (!message) return undefined;
  const { workshopId, workshop } = message.context.workshopStep;
  const ids: Record<FactPlace['scope'], string> = { thread: message.contextId, workshop: workshopId, team: workshop.orgId };
  return ids[scope] === scopeId ? { workshopId, seq: message.seq } : undefined;
}

/** Somebody forgot what this message said, or something newer is known: a model that looks at old words again brings neither back. */
async function isOutdated(
  db: Prisma.TransactionClient,
  { scope, scopeId, sourceMessageId }: NewFact,
  key: string,
  source: { workshopId: string; seq: number },
): Promise<boolean> {
  const forgotten = await db.fact.findFirst({ where: { sourceMessageId, forgottenBy: { not: null } }, select: { id: true } });
  if (forgotten) return true;
  const current = await db.fact.findFirst({
    where: { scope, scopeId, contextKey: key, supersededAt: null },
    select: { sourceMessage: { select: { seq: true, context: { select: { workshopStep: { select: { workshopId: true } } } } } } },
  });
  const said = current?.sourceMessage;
  return said?.context.workshopStep.workshopId === source.workshopId && said.seq > source.seq;
}

/** Supersedes what is known under this key, and the oldest facts where there are too many. */
async function makeRoom(
  db: Prisma.TransactionClient,
  { scope, scopeId }: FactPlace,
  key: string,
  at: Date,
  supersededSeq: number | null,
): Promise<void> {
  const current = { scope, scopeId, supersededAt: null };
  await db.fact.updateMany({ where: { ...current, contextKey: key }, data: { supersededAt: at, supersededSeq } });
  const tooMany = await db.fact.findMany({
    where: current,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    skip: maxFacts - 1,
    select: { id: true },
    take: maxFacts,
  });
  if (tooMany.length > 0)
    await db.fact.updateMany({ where: { id: { in: tooMany.map((one) => one.id) } }, data: { supersededAt: at, supersededSeq } });
}

function cleanKey(key: string): string {
  return storableText(key).replace(/\s+/g, ' ').trim().slice(0, maxKeyChars);
}
