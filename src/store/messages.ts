import { Prisma } from '../generated/prisma/client.ts';
import type { NewMessage, StoredMessage, StoredReaction, WorkshopTx } from '../ports/store.ts';
import { NotFound } from '../workshop/errors.ts';
import type { JsonObject } from '../workshop/json.ts';
import { fileTexts, wholeText } from '../workshop/whole-text.ts';
import { newId } from './ids.ts';
import { listPlaces } from './message-places.ts';
import { countWords, uncountWords } from './people.ts';
import { reindexMessage } from './recall-index.ts';
import { storableJson, storableText } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

const messageSelect = {
  id: true,
  contextId: true,
  version: true,
  seq: true,
  role: true,
  content: true,
  slackUserId: true,
  slackTs: true,
  createdAt: true,
  editedAt: true,
  deletedAt: true,
  metadata: true,
  flaggedForTurn: true,
} as const satisfies Prisma.MessageSelect;

/** Of a message `m`, named as the domain names them. */
export const messageColumns = Prisma.sql`
  m.id, m.context_id AS "contextId", m.version, m.seq, m.role, m.content, m.slack_user_id AS "userId", m.slack_ts AS "slackTs",
  m.created_at AS "createdAt", m.edited_at AS "editedAt", m.deleted_at AS "deletedAt", m.metadata`;

type MessageRow = Prisma.MessageGetPayload<{ select: typeof messageSelect }>;

/** The messages that match, in the order asked for; `isFlagged` tells whether the next turn was asked to look again. */
export async function findMessages(
  db: Pick<Prisma.TransactionClient, 'message'>,
  query: Pick<Prisma.MessageFindManyArgs, 'where' | 'orderBy' | 'take'>,
): Promise<(StoredMessage & { isFlagged: boolean })[]> {
  const rows = await db.message.findMany({ ...query, select: messageSelect });
  return rows.map((row) => ({ ...toMessage(row), isFlagged: row.flaggedForTurn !== null }));
}

function toMessage({ slackUserId, flaggedForTurn: _, ...row }: MessageRow): StoredMessage {
  return { ...row, role: row.role as StoredMessage['role'], userId: slackUserId, metadata: row.metadata as JsonObject };
}

function toReaction(row: Omit<StoredReaction, 'userId'> & { slackUserId: string }): StoredReaction {
  const { id, messageId, slackUserId, name, seq, createdAt, removedAt } = row;
  return { id, messageId, userId: slackUserId, name, seq, createdAt, removedAt };
}

/**
 * Stores the message and gives it the next version of its context and the next seq of the workshop, in one statement.
 * A repetition is told from (team, channel, slackTs) and changes nothing: the workshop's lock makes that look certain.
 */
export async function appendMessage(scope: TxScope, message: NewMessage): Promise<StoredMessage | undefined> {
  const { db, settings, workshop } = scope;
  const id = newId('message');
  const content = storableText(message.content);
  const metadata = storableJson(message.metadata ?? {}) as JsonObject;
  const tokens = settings.countTokens(content);
  const { contextId, role, userId, slackTs, createdAt } = message;
  const [stored] = await db.$queryRaw<{ version: number; seq: number }[]>`
    WITH context AS (
      UPDATE contexts SET latest_version = latest_version + 1, message_count = message_count + 1, total_tokens = total_tokens + ${tokens}::int,
                          updated_at = ${settings.clock.now()}
      WHERE id = ${contextId} AND deleted_at IS NULL
        AND workshop_step_id IN (SELECT id FROM workshop_steps WHERE workshop_id = ${workshop.id})
        AND NOT EXISTS (SELECT FROM messages WHERE org_id = ${workshop.orgId} AND channel_id = ${workshop.channelId} AND slack_ts = ${slackTs}::text)
      RETURNING latest_version AS version
    ), clock AS (
      UPDATE workshops SET latest_seq = latest_seq + 1 WHERE id = ${workshop.id} AND EXISTS (SELECT FROM context) RETURNING latest_seq AS seq
    )
    INSERT INTO messages (id, context_id, version, seq, role, content, token_count, tokenizer, metadata, org_id, channel_id, slack_ts, slack_user_id, created_at, model, message_type)
    SELECT ${id}, ${contextId}, context.version, clock.seq, ${role}, ${content}, ${tokens}::int, ${settings.tokenizer}, ${JSON.stringify(metadata)}::jsonb,
           ${workshop.orgId}, ${workshop.channelId}, ${slackTs}::text, ${userId}::text, ${createdAt},
           ${message.model ?? null}::text, ${message.type ?? 'text'}
    FROM context, clock
    RETURNING version, seq`;
  if (!stored) {
    await requireContext(scope, contextId);
    return undefined;
  }
  scope.workshop = { ...workshop, latestSeq: stored.seq };
  if (role === 'user' && userId) await countWords(scope, { contextId, userId, seq: stored.seq, at: createdAt });
  return { id, contextId, ...stored, role, content, userId, slackTs, createdAt, editedAt: null, deletedAt: null, metadata };
}

async function requireContext({ db, workshop }: TxScope, id: string): Promise<void> {
  const found = await db.context.findFirst({
    where: { id, deletedAt: null, workshopStep: { workshopId: workshop.id } },
    select: { id: true },
  });
  if (!found) throw new NotFound('Context', id);
}

type MessageWrites = Pick<
  WorkshopTx,
  | 'appendMessage'
  | 'messageByTs'
  | 'messagePlaces'
  | 'reviseMessage'
  | 'markMessageDeleted'
  | 'setMessageMetadata'
  | 'addReaction'
  | 'removeReaction'
  | 'flagForTurn'
>;

type HeldMessage = Pick<Prisma.MessageGetPayload<object>, 'id' | 'contextId' | 'content' | 'tokenCount' | 'metadata'>;

/** Keeps the words before as a revision. False when nothing changed. */
async function reviseMessage(scope: TxScope, before: HeldMessage, text: string, at: Date): Promise<boolean> {
  const { db, settings } = scope;
  const { id } = before;
  const content = storableText(text);
  if (content === before.content) return false;
  const tokenCount = settings.countTokens(wholeText(content, before.metadata as JsonObject));
  const seq = await takeSeq(scope);
  const revision = 1 + (await db.messageRevision.count({ where: { messageId: id } }));
  await db.messageRevision.create({
    data: {
      id: newId('revision'),
      messageId: id,
      revision,
      seq,
      content: before.content,
      tokenCount: before.tokenCount,
      replacedAt: at,
    },
  });
  // Its vector is of the old words.
  await db.message.update({
    where: { id },
    data: { content, tokenCount, tokenizer: settings.tokenizer, editedAt: at, embedModel: null },
  });
  await db.context.update({
    where: { id: before.contextId },
    data: { totalTokens: { increment: tokenCount - before.tokenCount }, revisedSeq: seq },
  });
  await reindexMessage(db, settings, id);
  return true;
}

async function setMessageMetadata({ db, settings }: TxScope, before: HeldMessage, metadata: JsonObject): Promise<void> {
  const { id } = before;
  await db.message.update({ where: { id }, data: { metadata: storableJson(metadata) } });
  // A file that came with it says more than it did before.
  if (fileTexts(metadata).join() === fileTexts(before.metadata as JsonObject).join()) return;
  const tokenCount = settings.countTokens(wholeText(before.content, metadata));
  await db.message.update({ where: { id }, data: { tokenCount, tokenizer: settings.tokenizer, embedModel: null } });
  await db.context.update({
    where: { id: before.contextId },
    data: { totalTokens: { increment: tokenCount - before.tokenCount } },
  });
  await reindexMessage(db, settings, id);
}

export function messageWrites(scope: TxScope): MessageWrites {
  const { db, settings } = scope;
  const ofWorkshop = { context: { workshopStep: { workshopId: scope.workshop.id } } };

  const requireMessage = async (id: string) => {
    const row = await db.message.findFirst({
      where: { id, ...ofWorkshop },
      select: { id: true, contextId: true, content: true, tokenCount: true, metadata: true, role: true, slackUserId: true },
    });
    if (!row) throw new NotFound('Message', id);
    return row;
  };

  return {
    appendMessage: (message) => appendMessage(scope, message),

    messagePlaces: (ids) => listPlaces(db, scope.workshop.id, ids),

    async messageByTs(slackTs) {
      const { orgId, channelId } = scope.workshop;
      const row = await db.message.findFirst({ where: { orgId, channelId, slackTs, ...ofWorkshop }, select: messageSelect });
      return row ? toMessage(row) : undefined;
    },

    reviseMessage: async (id, text, at) => reviseMessage(scope, await requireMessage(id), text, at),
    setMessageMetadata: async (id, metadata) => setMessageMetadata(scope, await requireMessage(id), metadata),

    async markMessageDeleted(id, at) {
      const { contextId, role, slackUserId: userId } = await requireMessage(id);
      const { count } = await db.message.updateMany({ where: { id, deletedAt: null }, data: { deletedAt: at } });
      if (count === 0) return;
      if (role === 'user' && userId) await uncountWords(scope, { contextId, userId });
      const seq = await takeSeq(scope);
      await db.message.update({ where: { id }, data: { deletedSeq: seq } });
      await db.context.update({ where: { id: contextId }, data: { revisedSeq: seq } });
      await reindexMessage(db, settings, id);
    },

    async addReaction(messageId, userId, name, at) {
      await requireMessage(messageId);
      const isThere = await db.messageReaction.findFirst({
        where: { messageId, slackUserId: userId, name, removedAt: null },
        select: { id: true },
      });
      if (isThere) return undefined;
      const seq = await takeSeq(scope);
      return toReaction(
        await db.messageReaction.create({ data: { id: newId('reaction'), messageId, slackUserId: userId, name, seq, createdAt: at } }),
      );
    },

    async removeReaction(messageId, userId, name, at) {
      await requireMessage(messageId);
      const active = await db.messageReaction.findFirst({
        where: { messageId, slackUserId: userId, name, removedAt: null },
        select: { id: true },
      });
      if (!active) return undefined;
      const removedSeq = await takeSeq(scope);
      return toReaction(await db.messageReaction.update({ where: { id: active.id }, data: { removedAt: at, removedSeq } }));
    },

    async flagForTurn(messageId) {
      await requireMessage(messageId);
      await db.message.update({ where: { id: messageId }, data: { flaggedForTurn: await takeSeq(scope) } });
    },
  };
}
