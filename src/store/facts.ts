import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ContextStore, ContextTx, FactPlace, FactType, NewFact, StoredFact } from '../ports/context-store.ts';
import type { Json } from '../workshop/json.ts';
import { newId } from './ids.ts';
import { storableJson, storableText } from './storable.ts';
import { inTransaction, type TxScope } from './tx-scope.ts';

/** A fact must be surer than this. */
const leastConfidence = 0.7;
/** Of one scope; the oldest current ones make room, superseded like any changed fact. */
const maxFacts = 100;
const maxKeyChars = 120;
const maxValueChars = 2_000;

export function factWrites({ db }: TxScope): Pick<ContextTx, 'storeContext'> {
  return { storeContext: (fact) => storeFact(db, fact) };
}

type Facts = Pick<ContextStore, 'storeContext' | 'retrieveContext' | 'retrieveContextByType'>;

export function facts(prisma: PrismaClient): Facts {
  return {
    storeContext: (fact) => inTransaction(prisma, (db) => storeFact(db, fact)),

    async retrieveContext(place, key) {
      const [fact] = await readFacts(prisma, place, { contextKey: cleanKey(key) });
      return fact;
    },

    retrieveContextByType: (place, type) => readFacts(prisma, place, type ? { contextType: type } : {}),
  };
}

async function storeFact(db: Prisma.TransactionClient, fact: NewFact): Promise<string | undefined> {
  const { scope, scopeId, type, value, confidence, sourceMessageId, at } = fact;
  const key = cleanKey(fact.key);
  const stored = storableJson({ value }).value as Prisma.InputJsonValue;
  if (!(confidence > leastConfidence && confidence <= 1) || key === '' || JSON.stringify(stored).length > maxValueChars) return undefined;
  if (!(await isSaidThere(db, sourceMessageId, fact))) return undefined;
  // Of a team's facts another workshop may be writing one.
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`fact/${scope}/${scopeId}`}, 0))`;
  await makeRoom(db, fact, key, at);
  const id = newId('fact');
  const said = { contextType: type, contextKey: key, contextValue: stored, confidence, sourceMessageId };
  await db.fact.create({ data: { id, scope, scopeId, ...said, createdAt: at, updatedAt: at } });
  return id;
}

/** A scope is always asked for by kind and id together: facts of one thread, workshop or team are never seen from another (F-32, F-41). */
async function readFacts(prisma: PrismaClient, { scope, scopeId }: FactPlace, more: Prisma.FactWhereInput): Promise<StoredFact[]> {
  const rows = await prisma.fact.findMany({
    where: { scope, scopeId, supersededAt: null, sourceMessage: { deletedAt: null }, ...more },
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
async function isSaidThere(db: Prisma.TransactionClient, messageId: string, { scope, scopeId }: FactPlace): Promise<boolean> {
  const message = await db.message.findFirst({
    where: { id: messageId, role: 'user', slackUserId: { not: null }, deletedAt: null },
    select: {
      contextId: true,
      context: { select: { workshopStep: { select: { workshopId: true, workshop: { select: { orgId: true } } } } } },
    },
  });
  if (!message) return false;
  const { workshopId, workshop } = message.context.workshopStep;
  const ids: Record<FactPlace['scope'], string> = { thread: message.contextId, workshop: workshopId, team: workshop.orgId };
  return ids[scope] === scopeId;
}

/** Supersedes what is known under this key, and the oldest facts where there are too many. */
async function makeRoom(db: Prisma.TransactionClient, { scope, scopeId }: FactPlace, key: string, at: Date): Promise<void> {
  const current = { scope, scopeId, supersededAt: null };
  await db.fact.updateMany({ where: { ...current, contextKey: key }, data: { supersededAt: at } });
  const tooMany = await db.fact.findMany({
    where: current,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    skip: maxFacts - 1,
    select: { id: true },
    take: maxFacts,
  });
  if (tooMany.length > 0) await db.fact.updateMany({ where: { id: { in: tooMany.map((one) => one.id) } }, data: { supersededAt: at } });
}

function cleanKey(key: string): string {
  return storableText(key).replace(/\s+/g, ' ').trim().slice(0, maxKeyChars);
}
