import type { Prisma } from '../generated/prisma/client.ts';
import type { Provenance } from '../workshop/artifact.ts';
import type { Draft } from '../workshop/draft.ts';
import { draftWithout, jsonWithout, linesWithout, nobody, provenanceWithout } from '../workshop/forget-person.ts';
import type { Json } from '../workshop/json.ts';
import type { ProposalLine } from '../workshop/proposal.ts';
import { storableJson } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

/** Rows of one kind that are looked at; a workshop has fewer. */
const maxRows = 2_000;
const maxMessages = 50_000;

/** Everything that one person said or gave in a locked workshop, and where their name stands. Idempotent. */
export async function erasePerson(scope: TxScope, userId: string, at: Date): Promise<{ hadPack: boolean; canvasId: string | null }> {
  const messageIds = await messagesOf(scope, userId);
  await eraseMessages(scope, userId, messageIds, at);
  await cleanDrafts(scope, userId);
  await cleanArtifacts(scope, userId, messageIds);
  await cleanProposals(scope, userId);
  await eraseGiven(scope, userId);
  await cleanNames(scope, userId);
  return erasePacks(scope);
}

async function messagesOf({ db, workshop }: TxScope, userId: string): Promise<Set<string>> {
  const rows = await db.message.findMany({
    where: { slackUserId: userId, context: { workshopStep: { workshopId: workshop.id } } },
    select: { id: true },
    take: maxMessages,
  });
  return new Set(rows.map((row) => row.id));
}

/** A message leaves its number in the log and its address in Slack, so that it is not taken in again. */
async function eraseMessages(scope: TxScope, userId: string, messageIds: ReadonlySet<string>, at: Date): Promise<void> {
  const { db, workshop } = scope;
  const ofWorkshop = { context: { workshopStep: { workshopId: workshop.id } } };
  await db.messageReaction.deleteMany({ where: { slackUserId: userId, message: ofWorkshop } });
  // Compactions repeat what was said, and the bot's own words call people by name.
  await db.$executeRaw`
    UPDATE messages m SET content = replace(m.content, ${`<@${userId}>`}, ${nobody}) FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id
    WHERE c.id = m.context_id AND s.workshop_id = ${workshop.id} AND m.role <> 'system' AND position(${`<@${userId}>`} in m.content) > 0`;
  await dropCompactions(scope, userId);
  if (messageIds.size === 0) return;
  const ids = [...messageIds];
  const seq = await takeSeq(scope);
  await db.fact.deleteMany({ where: { sourceMessageId: { in: ids } } });
  await db.messageRevision.deleteMany({ where: { messageId: { in: ids } } });
  await db.messageReaction.deleteMany({ where: { messageId: { in: ids } } });
  await db.$executeRaw`
    WITH gone AS (
      DELETE FROM recall_terms t USING messages m WHERE m.id = ANY(${ids}) AND t.context_id = m.context_id AND t.version = m.version
      RETURNING t.context_id, t.version, t.length
    ), each AS (SELECT context_id, version, max(length) AS length FROM gone GROUP BY context_id, version),
    sums AS (SELECT context_id, count(*)::int AS messages, sum(length)::int AS length FROM each GROUP BY context_id)
    UPDATE contexts c SET recall_messages = greatest(0, c.recall_messages - sums.messages), recall_length = greatest(0, c.recall_length - sums.length)
    FROM sums WHERE c.id = sums.context_id`;
  await db.$executeRaw`
    UPDATE contexts c SET total_tokens = greatest(0, c.total_tokens - sums.tokens), revised_seq = ${seq}::int, updated_at = ${at}
    FROM (SELECT context_id, sum(token_count)::int AS tokens FROM messages WHERE id = ANY(${ids}) GROUP BY context_id) sums WHERE c.id = sums.context_id`;
  await db.$executeRaw`
    UPDATE messages SET content = '', metadata = '{"erased": true}', token_count = 0, embedding = NULL, embed_model = NULL, slack_user_id = NULL,
                        edited_at = NULL, flagged_for_turn = NULL, deleted_at = coalesce(deleted_at, ${at}), deleted_seq = coalesce(deleted_seq, ${seq}::int)
    WHERE id = ANY(${ids})`;
}

/** They are made anew from what is left, as soon as a prompt needs one. */
async function dropCompactions({ db, workshop }: TxScope, userId: string): Promise<void> {
  const rows = await db.$queryRaw<{ contextId: string }[]>`
    SELECT DISTINCT m.context_id AS "contextId" FROM messages m JOIN contexts c ON c.id = m.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id
    WHERE s.workshop_id = ${workshop.id} AND m.role = 'system' AND m.metadata->>'kind' = 'compaction'
      AND (position(${userId} in m.metadata::text) > 0 OR position(${userId} in m.content) > 0
           OR EXISTS (SELECT FROM messages own WHERE own.context_id = m.context_id AND own.slack_user_id = ${userId}))`;
  const ids = rows.map((row) => row.contextId);
  if (ids.length === 0) return;
  await db.$executeRaw`DELETE FROM messages WHERE context_id = ANY(${ids}) AND role = 'system' AND metadata->>'kind' = 'compaction'`;
  await db.message.updateMany({ where: { contextId: { in: ids } }, data: { compactedAt: null, compactedIntoVersion: null } });
  await db.context.updateMany({ where: { id: { in: ids } }, data: { compactedVersion: 0 } });
}

async function cleanDrafts({ db, workshop }: TxScope, userId: string): Promise<void> {
  const rows = await db.workshopStep.findMany({ where: { workshopId: workshop.id }, select: { id: true, status: true, draft: true } });
  for (const { id, status, draft } of rows) {
    if (!JSON.stringify(draft).includes(userId)) continue;
    const cleaned = draftWithout(draft as unknown as Draft, userId, { keepLines: status !== 'in_progress' });
    await db.workshopStep.update({ where: { id }, data: { draft: jsonOf(cleaned, userId), draftRevision: { increment: 1 } } });
  }
}

/** A finished result is the team's: it stays, with nobody's name on what this person said. */
async function cleanArtifacts({ db, workshop }: TxScope, userId: string, messageIds: ReadonlySet<string>): Promise<void> {
  const rows = await db.$queryRaw<{ id: string; provenance: Provenance; draft: Draft | null; author: string | null }[]>`
    SELECT a.id, a.provenance, a.draft, a.author FROM step_artifacts a JOIN workshop_steps s ON s.id = a.workshop_step_id
    WHERE s.workshop_id = ${workshop.id}
      AND (a.author = ${userId} OR position(${userId} in a.provenance::text) > 0 OR position(${userId} in a.draft::text) > 0)
    LIMIT ${maxRows}`;
  for (const { id, provenance, draft, author } of rows) {
    await db.stepArtifact.update({
      where: { id },
      data: {
        provenance: storableJson(provenanceWithout(provenance, userId, messageIds)),
        ...(draft ? { draft: jsonOf(draftWithout(draft, userId, { keepLines: true }), userId) } : {}),
        author: author === userId ? null : author,
      },
    });
  }
}

async function cleanProposals({ db, workshop }: TxScope, userId: string): Promise<void> {
  const rows = await db.$queryRaw<{ id: string; status: string; lines: ProposalLine[] }[]>`
    SELECT id, status, lines FROM proposals WHERE workshop_id = ${workshop.id} AND position(${userId} in lines::text) > 0 LIMIT ${maxRows}`;
  for (const { id, status, lines } of rows) {
    const left = linesWithout(lines, userId);
    const isOver = status === 'open' && left.length === 0;
    await db.proposal.update({
      where: { id },
      data: { lines: storableJson({ left }).left as Prisma.InputJsonValue, ...(isOver ? { status: 'superseded' } : {}) },
    });
  }
  await db.proposal.updateMany({ where: { workshopId: workshop.id, decidedBy: userId }, data: { decidedBy: null } });
}

/** Votes, sheets, approvals: given by this person alone. */
async function eraseGiven({ db, workshop }: TxScope, userId: string): Promise<void> {
  const workshopId = workshop.id;
  await db.ballot.deleteMany({ where: { slackUserId: userId, activity: { workshopId } } });
  await db.sheet.deleteMany({ where: { slackUserId: userId, activity: { workshopId } } });
  await db.approval.deleteMany({ where: { slackUserId: userId, workshopId } });
  await db.nudge.deleteMany({ where: { slackUserId: userId, workshopId } });
  await db.stepParticipant.deleteMany({ where: { slackUserId: userId, workshopStep: { workshopId } } });
  await db.workshopMember.deleteMany({ where: { slackUserId: userId, workshopId, role: { not: 'owner' } } });
}

/** Wherever else the name stands. What was counted stays counted. */
async function cleanNames({ db, workshop }: TxScope, userId: string): Promise<void> {
  const workshopId = workshop.id;
  const rounds = await db.activity.findMany({
    where: { workshopId },
    select: { id: true, options: true, result: true, decision: true, openedBy: true, closedBy: true, decidedBy: true },
    take: maxRows,
  });
  for (const { id, ...round } of rounds) {
    if (!JSON.stringify(round).includes(userId)) continue;
    const cleaned = jsonWithout(round as unknown as Json, userId) as Record<string, Json>;
    const { options, result, decision, openedBy, closedBy, decidedBy } = cleaned;
    await db.activity.update({
      where: { id },
      data: {
        options: options as Prisma.InputJsonValue,
        ...(result ? { result: result as Prisma.InputJsonValue } : {}),
        ...(decision ? { decision: decision as Prisma.InputJsonValue } : {}),
        openedBy: String(openedBy),
        closedBy: closedBy ? String(closedBy) : null,
        decidedBy: decidedBy ? String(decidedBy) : null,
      },
    });
  }
  await db.timer.updateMany({ where: { workshopId, startedBy: userId }, data: { startedBy: nobody } });
  const requests = await db.actionRequest.findMany({
    where: { workshopId },
    select: { id: true, status: true, params: true, says: true, result: true, requestedBy: true, decidedBy: true },
    orderBy: { createdAt: 'desc' },
    take: maxRows,
  });
  for (const { id, status, requestedBy, decidedBy, ...words } of requests) {
    // What is being carried out just now is this erasure, or will be over in a moment.
    if (status === 'running' || !JSON.stringify({ requestedBy, decidedBy, words }).includes(userId)) continue;
    const { params, says, result } = jsonWithout(words as unknown as Json, userId) as Record<string, Json>;
    await db.actionRequest.update({
      where: { id },
      data: {
        params: params as Prisma.InputJsonValue,
        says: says as Prisma.InputJsonValue,
        ...(result ? { result: result as Prisma.InputJsonValue } : {}),
        requestedBy: requestedBy === userId ? null : requestedBy,
        decidedBy: decidedBy === userId ? null : decidedBy,
      },
    });
  }
  await db.auditEntry.updateMany({ where: { workshopId, slackUserId: userId }, data: { slackUserId: null } });
  // What was delivered is needed for nothing but its address; what this person alone was to be told is told to nobody.
  await db.$executeRaw`
    UPDATE outbox SET content = jsonb_build_object('kind', content->>'kind', 'stepId', content->>'stepId', 'text', '[]'::jsonb)
    WHERE workshop_id = ${workshopId} AND done_at IS NOT NULL AND content->>'kind' IN ('say', 'reply', 'whisper', 'direct') AND position(${userId} in content::text) > 0`;
  await db.$executeRaw`
    DELETE FROM outbox WHERE workshop_id = ${workshopId} AND done_at IS NULL AND content->>'userId' = ${userId} AND content->>'kind' IN ('whisper', 'direct')`;
}

async function erasePacks({ db, workshop }: TxScope): Promise<{ hadPack: boolean; canvasId: string | null }> {
  const packs = await db.buildPack.findMany({
    where: { workshopId: workshop.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { canvasId: true },
    take: maxRows,
  });
  // Links to them go with them.
  await db.buildPack.deleteMany({ where: { workshopId: workshop.id } });
  await db.workshop.update({ where: { id: workshop.id }, data: { visibility: 'private' } });
  return { hadPack: packs.length > 0, canvasId: packs.find((pack) => pack.canvasId)?.canvasId ?? null };
}

function jsonOf(draft: Draft, userId: string): Prisma.InputJsonObject {
  return storableJson(jsonWithout(draft as unknown as Json, userId) as object);
}
