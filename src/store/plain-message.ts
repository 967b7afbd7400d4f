import type pg from 'pg';
import type { PlainMessage, PlainOutcome } from '../ports/plain-message.ts';
import type { Store, ThreadPlace } from '../ports/store.ts';
import { sessionIdleMs, sessionNotedEveryMs } from '../workshop/pace.ts';
import type { DueTurns } from './due-turns.ts';
import { newId } from './ids.ts';
import { seenEveryMs } from './people.ts';
import { storableJson, storableText } from './storable.ts';
import type { StoreSettings } from './tx-scope.ts';

/**
 * Most of what happens: a member says something in a step's thread. One statement does everything that follows from it, and commits by
 * itself; a turn that it makes due is put into the queue after that. Straight through the pool, because it stands between Slack and its
 * acknowledgement.
 *
 * What is rare is no part of it: somebody new, the first words of a session. Then nothing is stored, and the long way is taken.
 *
 * The rows are locked in the order in which every writer locks them: the workshop's, then the log's. A locked row is read as its last
 * writer left it; everything else is as it was when the statement began, which matters for nothing but a repetition that is being
 * stored at this very moment: the unique key refuses it.
 */
const plainSql = `
  WITH place AS MATERIALIZED (
    SELECT s.workshop_id, s.id AS step_id, s.step_id AS definition_id, c.id AS context_id
    FROM workshop_steps s
    JOIN contexts c ON c.workshop_step_id = s.id AND c.deleted_at IS NULL
    WHERE s.org_id = $1 AND s.channel_id = $2 AND s.thread_ts = $3
    LIMIT 1
  ), workshop AS MATERIALIZED (
    SELECT w.id, w.status, w.settings, w.parent_workshop_id, w.latest_seq + 1 AS seq
    FROM workshops w JOIN place ON place.workshop_id = w.id
    WHERE w.deleted_at IS NULL FOR NO KEY UPDATE OF w
  ), log AS MATERIALIZED (
    SELECT c.id, c.latest_version + 1 AS version, c.turn_due_at, workshop.id AS workshop_id
    FROM contexts c JOIN place ON place.context_id = c.id JOIN workshop ON workshop.id = place.workshop_id
    WHERE c.deleted_at IS NULL FOR NO KEY UPDATE OF c
  ), wanted AS MATERIALIZED (
    SELECT greatest($10::timestamptz, CASE WHEN parent_workshop_id IS NULL
             THEN $11::timestamptz + interval '1 ms' * ($12::jsonb -> (settings->>'pace') ->> coalesce(settings->>'talk', 'normal'))::float8 END) AS due_at
    FROM workshop
  ), plain AS MATERIALIZED (
    SELECT log.id AS context_id, log.workshop_id, log.version, workshop.seq, wanted.due_at, m.last_seen_at,
           log.turn_due_at IS NULL OR log.turn_due_at > wanted.due_at AS needs_turn,
           o.id AS session_id, coalesce(o.last_activity_at, o.started_at) AS active_at
    FROM log JOIN workshop ON workshop.id = log.workshop_id CROSS JOIN wanted
    JOIN workshop_members m ON m.workshop_id = log.workshop_id AND m.slack_user_id = $5
    LEFT JOIN sessions o ON o.workshop_id = log.workshop_id AND o.ended_at IS NULL AND workshop.status <> 'completed'
    WHERE (workshop.status = 'completed'
           OR $13::timestamptz - coalesce(o.last_activity_at, o.started_at) < interval '1 ms' * ($14::jsonb ->> (workshop.settings->>'pace'))::float8)
      AND NOT EXISTS (SELECT FROM messages WHERE org_id = $1 AND channel_id = $2 AND slack_ts = $4)
  ), clock AS (
    UPDATE workshops w SET latest_seq = plain.seq FROM plain WHERE w.id = plain.workshop_id
  ), counted AS (
    UPDATE contexts c SET latest_version = plain.version, message_count = c.message_count + 1, total_tokens = c.total_tokens + $7::int, updated_at = $13,
                          turn_due_at = CASE WHEN plain.needs_turn THEN plain.due_at ELSE c.turn_due_at END
    FROM plain WHERE c.id = plain.context_id
  ), message AS (
    INSERT INTO messages (id, context_id, version, seq, role, content, token_count, tokenizer, metadata, org_id, channel_id, slack_ts, slack_user_id, created_at)
    SELECT $15, plain.context_id, plain.version, plain.seq, 'user', $6, $7::int, $8, $9::jsonb, $1, $2, $4, $5, $11 FROM plain
  ), taking_part AS (
    INSERT INTO step_participants (workshop_step_id, slack_user_id, messages, first_seq, last_message_at)
    SELECT place.step_id, $5, 1, plain.seq, $11 FROM plain CROSS JOIN place
    ON CONFLICT (workshop_step_id, slack_user_id) DO UPDATE SET
      messages = step_participants.messages + 1,
      first_seq = CASE WHEN step_participants.messages = 0 THEN excluded.first_seq ELSE step_participants.first_seq END,
      last_message_at = greatest(step_participants.last_message_at, excluded.last_message_at)
  ), active AS (
    UPDATE sessions o SET last_activity_at = $13 FROM plain
    WHERE o.id = plain.session_id AND plain.active_at <= $13::timestamptz - interval '1 ms' * ${sessionNotedEveryMs}
  )
  SELECT place.workshop_id AS "workshopId", place.step_id AS "workshopStepId", place.definition_id AS "stepId", place.context_id AS "contextId",
         plain.seq IS NOT NULL AS "isStored",
         plain.seq IS NULL AND EXISTS (SELECT FROM messages WHERE org_id = $1 AND channel_id = $2 AND slack_ts = $4) AS "isRepeated", coalesce(plain.needs_turn, false) AS "needsTurn",
         coalesce(plain.last_seen_at >= $13::timestamptz - interval '1 ms' * ${seenEveryMs}, false) AS "isSeenLately"
  FROM place CROSS JOIN workshop LEFT JOIN log ON true LEFT JOIN plain ON true`;

interface PlainRow extends ThreadPlace {
  isStored: boolean;
  isRepeated: boolean;
  needsTurn: boolean;
  isSeenLately: boolean;
}

export function plainMessages(pool: pg.Pool, settings: StoreSettings, dueTurns: DueTurns): Pick<Store, 'storePlainMessage'> {
  return {
    async storePlainMessage(message) {
      const { orgId } = message;
      if (settings.orgId !== undefined && settings.orgId !== orgId) return { kind: 'elsewhere' };
      try {
        const row = await run(pool, settings, message);
        if (row?.isStored && row.needsTurn) dueTurns.enqueue({ orgId, contextId: row.contextId });
        return toOutcome(row);
      } catch (error) {
        // Being stored at this moment by somebody else: the long way waits for them and finds it.
        if (error instanceof Error && 'code' in error && error.code === uniqueViolation) return { kind: 'unusual' };
        throw error;
      }
    },
  };
}

const uniqueViolation = '23505';

function toOutcome(row: PlainRow | undefined): PlainOutcome {
  if (!row) return { kind: 'elsewhere' };
  if (row.isStored) return { kind: 'stored', isSeenLately: row.isSeenLately };
  if (row.isRepeated) return { kind: 'repeated' };
  const { workshopId, workshopStepId, contextId, stepId } = row;
  return { kind: 'unusual', place: { workshopId, workshopStepId, contextId, stepId } };
}

async function run(pool: pg.Pool, settings: StoreSettings, message: PlainMessage): Promise<PlainRow | undefined> {
  const content = storableText(message.content);
  const { rows } = await pool.query<PlainRow>({
    name: 'plain-message',
    text: plainSql,
    values: [
      message.orgId,
      message.channelId,
      message.threadTs,
      message.slackTs,
      message.userId,
      content,
      settings.countTokens(content),
      settings.tokenizer,
      JSON.stringify(storableJson(message.metadata)),
      message.dueAt,
      message.sentAt,
      message.lullMs ? JSON.stringify(message.lullMs) : null,
      settings.clock.now(),
      JSON.stringify(sessionIdleMs),
      newId('message'),
    ],
  });
  return rows[0];
}
