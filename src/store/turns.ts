import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { OpenLog, Store, StoredMessage, StoredReaction, TurnWork, WorkshopTx } from '../ports/store.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import { readArtifacts, readSummaries } from './artifacts.ts';
import { messageColumns } from './messages.ts';
import { selectScene } from './selects.ts';
import { sqlRunner } from './sql-runner.ts';
import { inTransaction, type StoreSettings, type TxScope } from './tx-scope.ts';

/** What one turn gets to see at most. */
const maxTurnMessages = 200;
/** How many lost turns are looked for at once. */
const maxOverdue = 100;
const pin = 'pushpin';

/** A turn that is waiting for a later moment is moved forward; one that waits for an earlier one, or runs, stays. */
async function scheduleTurn({ db, settings, workshop }: TxScope, contextId: string, dueAt: Date): Promise<void> {
  const moved = await db.$executeRaw`
    UPDATE contexts c SET turn_due_at = ${dueAt} FROM workshop_steps s
    WHERE c.id = ${contextId} AND c.deleted_at IS NULL AND s.id = c.workshop_step_id AND s.workshop_id = ${workshop.id}
      AND (c.turn_due_at IS NULL OR c.turn_due_at > ${dueAt})`;
  if (moved > 0) await settings.queue.enqueueTurn(sqlRunner(db), { orgId: workshop.orgId, contextId }, dueAt);
}

export function turnWrites(scope: TxScope): Pick<WorkshopTx, 'scheduleTurn' | 'finishTurn'> {
  const { db, settings } = scope;
  return {
    scheduleTurn: (contextId, dueAt) => scheduleTurn(scope, contextId, dueAt),

    async finishTurn(contextId, { expectedHandledVersion, handledVersion, flagged, asOfSeq, wishes = [] }) {
      // A flag that was set while the turn was thinking is news to it, and stays.
      const [log] = await db.$queryRaw<{ handledVersion: number; isDone: boolean; isMore: boolean }[]>`
        WITH before AS (
          SELECT c.id, c.handled_version FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id
          WHERE c.id = ${contextId} AND c.deleted_at IS NULL AND s.workshop_id = ${scope.workshop.id}
        ), done AS (
          UPDATE contexts c SET handled_version = ${handledVersion}::int, turn_due_at = NULL, updated_at = ${settings.clock.now()}
          FROM before WHERE c.id = before.id AND before.handled_version = ${expectedHandledVersion}::int RETURNING c.id
        ), looked_at AS (
          UPDATE messages m SET flagged_for_turn = CASE WHEN m.flagged_for_turn > ${asOfSeq}::int THEN m.flagged_for_turn END,
                                open_wish = CASE WHEN m.id = ANY(${wishes}) THEN CASE WHEN m.id = ANY(${flagged}) THEN 'edited' ELSE 'said' END ELSE m.open_wish END
          FROM done
          WHERE m.context_id = done.id AND (m.id = ANY(${wishes}) OR m.flagged_for_turn <= ${asOfSeq}::int
            AND (m.id = ANY(${flagged}) OR m.version > ${expectedHandledVersion}::int AND m.version <= ${handledVersion}::int))
          RETURNING m.id, m.flagged_for_turn
        )
        SELECT before.handled_version AS "handledVersion", EXISTS (SELECT FROM done) AS "isDone", EXISTS (
          SELECT FROM messages m
          WHERE m.context_id = before.id AND (${unhandledAfter(Prisma.sql`${handledVersion}::int`)}) AND m.id NOT IN (SELECT id FROM looked_at WHERE flagged_for_turn IS NULL)
        ) AS "isMore"
        FROM before`;
      if (!log) throw new NotFound('Context', contextId);
      if (!log.isDone) throw new Conflict('Turn', expectedHandledVersion, log.handledVersion);
      if (log.isMore) await scheduleTurn(scope, contextId, settings.clock.now());
    },
  };
}

/** Messages `m` of people that are new, and those that were flagged. */
function unhandledAfter(version: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`m.role = 'user' AND m.version > ${version} AND m.deleted_at IS NULL OR m.flagged_for_turn IS NOT NULL`;
}

/** What a turn has to know of a log besides its messages. */
interface LogState {
  handledVersion: number;
  latestVersion: number;
  lastHumanAt: string | null;
  hasOpenWishes: boolean;
  unconsidered: number;
  /** At most; null for a log that goes on from another one. */
  uncompacted: { messages: number; tokens: number } | null;
}

const logState = Prisma.sql`jsonb_build_object(
  'handledVersion', c.handled_version,
  'latestVersion', c.latest_version,
  'lastHumanAt', (SELECT m.created_at FROM messages m WHERE m.context_id = c.id AND m.role = 'user' AND m.deleted_at IS NULL ORDER BY m.version DESC LIMIT 1),
  'hasOpenWishes', EXISTS (SELECT FROM messages m WHERE m.context_id = c.id AND m.open_wish IS NOT NULL),
  'unconsidered', (SELECT count(*) FROM (SELECT FROM messages m WHERE m.context_id = c.id AND m.role = 'user' AND m.version > c.considered_version
                                           AND m.deleted_at IS NULL LIMIT ${maxTurnMessages}) m),
  'uncompacted', CASE WHEN c.parent_id IS NULL THEN jsonb_build_object('messages', c.latest_version - c.compacted_version, 'tokens', c.total_tokens) END)`;

type TurnReads = Pick<
  Store,
  'loadTurn' | 'loadStep' | 'openWishes' | 'closeWishes' | 'openLogs' | 'isTurnWaiting' | 'countLate' | 'overdueTurns' | 'rescheduleTurn'
>;

export function turnReads(prisma: PrismaClient, settings: StoreSettings): TurnReads {
  return {
    async loadTurn(contextId) {
      // The workshop's seq before the messages: what is flagged in between is newer than it, and looked at once more.
      const scene = await selectScene<LogState>(prisma, settings, contextId, logState);
      if (!scene) return undefined;
      const { workshop, step, members, about } = scene;
      const { handledVersion, uncompacted, hasOpenWishes } = about;
      const [messages, artifacts, summaries] = await Promise.all([
        readTurnMessages(prisma, contextId, handledVersion),
        readArtifacts(prisma, workshop),
        readSummaries(prisma, workshop),
      ]);
      const said = messages.messages.filter((one) => one.role === 'user' && !one.deletedAt);
      // What came in between is among the messages alone.
      const unconsidered = about.unconsidered + said.filter((one) => one.version > about.latestVersion).length;
      const lastHumanMs = Math.max(...said.map((one) => one.createdAt.getTime()), about.lastHumanAt ? Date.parse(about.lastHumanAt) : 0);
      const lastHumanMessageAt = lastHumanMs > 0 ? new Date(lastHumanMs) : null;
      const log = { handledVersion, lastHumanMessageAt, unconsidered, uncompacted, hasOpenWishes };
      return { workshop, step, members, artifacts, summaries, ...messages, ...log };
    },

    async loadStep(contextId) {
      const scene = await selectScene(prisma, settings, contextId);
      if (!scene) return undefined;
      const { workshop, step, members } = scene;
      return { workshop, step, members, artifacts: await readArtifacts(prisma, workshop) };
    },

    async openWishes(contextId) {
      const rows = await prisma.$queryRaw<(StoredMessage & { isEdited: boolean })[]>`
        SELECT ${messageColumns}, m.open_wish = 'edited' AS "isEdited" FROM messages m
        WHERE m.context_id = ${contextId} AND m.open_wish IS NOT NULL ORDER BY m.version LIMIT ${maxTurnMessages}`;
      return rows.map(({ isEdited, ...message }) => ({ ...message, flagged: isEdited, pins: [] }));
    },

    async closeWishes(contextId, ids) {
      await prisma.$executeRaw`UPDATE messages SET open_wish = NULL WHERE context_id = ${contextId} AND id = ANY(${[...ids]})`;
    },

    async openLogs({ orgId, channelId, workshopId }) {
      const rows = await prisma.$queryRaw<(OpenLog & { templateId: string; templateVersion: number })[]>`
        SELECT s.step_id AS "stepId", c.id AS "contextId", w.template_id AS "templateId", w.template_version AS "templateVersion", EXISTS (
                 SELECT FROM messages m WHERE m.context_id = c.id AND (${unhandledAfter(Prisma.sql`c.handled_version`)})) AS "isWaiting"
        FROM workshops w JOIN workshop_steps s ON s.workshop_id = w.id JOIN contexts c ON c.workshop_step_id = s.id AND c.deleted_at IS NULL
        WHERE w.id = ${workshopId} AND w.org_id = ${orgId} AND w.channel_id = ${channelId} AND w.deleted_at IS NULL AND s.status = 'in_progress'`;
      const positionOf = ({ templateId, templateVersion, stepId }: (typeof rows)[number]) =>
        settings.templates.get(templateId, templateVersion).positionOf(stepId);
      return rows
        .toSorted((one, other) => positionOf(one) - positionOf(other))
        .map(({ stepId, contextId, isWaiting }) => ({ stepId, contextId, isWaiting }));
    },

    async isTurnWaiting(contextId) {
      const [row] = await prisma.$queryRaw<{ isWaiting: boolean }[]>`
        SELECT EXISTS (SELECT FROM messages m WHERE m.context_id = c.id AND (${unhandledAfter(Prisma.sql`c.handled_version`)})) AS "isWaiting"
        FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id
        WHERE c.id = ${contextId} AND c.deleted_at IS NULL AND w.deleted_at IS NULL`;
      return row?.isWaiting ?? false;
    },

    async countLate({ turnsBefore, postsBefore }) {
      const [row] = await prisma.$queryRaw<{ turns: number; channels: number }[]>`
        SELECT (SELECT count(*)::int FROM (
                 SELECT FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id AND w.deleted_at IS NULL
                 WHERE c.turn_due_at < ${turnsBefore} AND c.deleted_at IS NULL LIMIT ${maxOverdue}) late) AS turns,
               (SELECT count(*)::int FROM (
                 SELECT FROM outbox o WHERE o.done_at IS NULL AND o.failed_at IS NULL AND o.lane = '' AND o.due_at < ${postsBefore} AND o.attempts = 0
                 GROUP BY o.org_id, o.channel_id LIMIT ${maxOverdue}) late) AS channels`;
      return row ?? { turns: 0, channels: 0 };
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

type TurnMessage = TurnWork['messages'][number];
/** Instants in json are text. */
type PinRow = Omit<StoredReaction, 'createdAt' | 'removedAt'> & { createdAt: string };

async function readTurnMessages(
  prisma: PrismaClient,
  contextId: string,
  handledVersion: number,
): Promise<Pick<TurnWork, 'messages' | 'hasMore'>> {
  const rows = await prisma.$queryRaw<(StoredMessage & { isFlagged: boolean; pins: PinRow[] })[]>`
    SELECT ${messageColumns}, m.flagged_for_turn IS NOT NULL AS "isFlagged", (
             SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'messageId', r.message_id, 'userId', r.slack_user_id, 'name', r.name, 'seq', r.seq,
                                                          'createdAt', r.created_at) ORDER BY r.seq), '[]')
             FROM message_reactions r WHERE r.message_id = m.id AND r.name = ${pin} AND r.removed_at IS NULL) AS pins
    FROM messages m WHERE m.context_id = ${contextId} AND (${unhandledAfter(Prisma.sql`${handledVersion}::int`)})
    ORDER BY m.version LIMIT ${maxTurnMessages + 1}`;
  const messages = rows.slice(0, maxTurnMessages).map(
    ({ isFlagged, pins, ...message }): TurnMessage => ({
      ...message,
      // One that is new anyway needs no flag; a deleted one is only here because of it.
      flagged: isFlagged && (message.version <= handledVersion || message.deletedAt !== null),
      pins: pins.map((one) => ({ ...one, createdAt: new Date(one.createdAt), removedAt: null })),
    }),
  );
  return { messages, hasMore: rows.length > maxTurnMessages };
}
