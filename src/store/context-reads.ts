import type pg from 'pg';
import {
  type Compaction,
  type ContextSources,
  type ContextStore,
  type ContextWindow,
  factsPerScope,
  keepVerbatim,
  maxMessageChars,
  type ReadStep,
  type StoredFact,
  type WindowMessage,
  windowMessages,
} from '../ports/context-store.ts';
import { NotFound } from '../workshop/errors.ts';
import { stepIds } from '../workshop/ids.ts';
import { designThinking } from '../workshop/steps.ts';
import { compactionSql, goneSql, lineageSql } from './lineage.ts';
import { projectOldArtifact } from './projections.ts';
import type { StoreSettings } from './tx-scope.ts';

/**
 * What every prompt is rebuilt from: two statements, prepared once per connection, straight through the pool because they are on the way
 * of every reply. Each looks only at rows that its bounds allow, so they cost the same for a long history as for a short one.
 */

/** Long words of a host. */
const maxReasonChars = 500;
/** Of a value as json. */
const maxFactChars = 4_000;
/** More was never stored as a projection, a compaction or a summary. */
const maxSourceChars = 24_000;
/** A count by another tokenizer may be this much too low (F-39). */
const foreignMargin = 1.15;

const reads = JSON.stringify(Object.fromEntries(designThinking.steps.map((step) => [step.id, step.reads])));

const sourcesSql = `
  WITH this AS MATERIALIZED (
    SELECT c.id, s.step_id, s.workshop_id, w.org_id, $2::jsonb -> s.step_id AS reads
    FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id
    WHERE c.id = $1 AND c.deleted_at IS NULL AND w.deleted_at IS NULL
  ), step AS MATERIALIZED (
    SELECT s.id, s.step_id, s.gaps, left(s.skip_reason, ${maxReasonChars}) AS skip_reason, this.reads ? s.step_id AS is_read,
           s.status = 'needs_regeneration' OR s.stale_since IS NOT NULL AS is_stale
    FROM this JOIN workshop_steps s ON s.workshop_id = this.workshop_id
  )
  SELECT this.workshop_id AS "workshopId", this.org_id AS "orgId", this.step_id AS "stepId",
    (SELECT json_agg(json_build_object(
       'stepId', step.step_id, 'isStale', step.is_stale, 'gaps', step.gaps, 'skipReason', step.skip_reason,
       'artifact', (
         SELECT json_build_object('id', a.id, 'version', a.version, 'text', left(a.projection, ${maxSourceChars}), 'tokens', a.projection_tokens)
         FROM step_artifacts a WHERE a.workshop_step_id = step.id AND a.is_current AND a.deleted_at IS NULL),
       'summary', (
         SELECT json_build_object('id', u.id, 'version', u.version, 'text', left(u.summary, ${maxSourceChars}), 'tokens', u.token_count)
         FROM step_summaries u WHERE u.workshop_step_id = step.id AND u.is_current AND u.kind <> 'failed'),
       'failedSummaries', (
         SELECT count(*) FROM (SELECT u.kind FROM step_summaries u WHERE u.workshop_step_id = step.id ORDER BY u.version DESC LIMIT 5) newest
         WHERE newest.kind = 'failed')
     )) FROM step WHERE step.is_read) AS reads,
    (SELECT count(*)::int FROM step JOIN step_artifacts a ON a.workshop_step_id = step.id AND a.is_current AND a.deleted_at IS NULL
     WHERE NOT step.is_read) AS "unreadArtifacts",
    (SELECT json_agg(json_build_object(
       'id', f.id, 'scope', f.scope, 'type', f.context_type, 'key', f.context_key, 'value', f.context_value, 'confidence', f.confidence,
       'sourceMessageId', f.source_message_id, 'updatedAt', f.updated_at) ORDER BY f.created_at, f.id)
     FROM (VALUES ('thread', this.id), ('workshop', this.workshop_id), ('team', this.org_id)) place(scope, id)
     CROSS JOIN LATERAL (
       SELECT f.* FROM conversation_contexts f JOIN messages m ON m.id = f.source_message_id AND m.deleted_at IS NULL
       WHERE f.scope = place.scope AND f.scope_id = place.id AND f.superseded_at IS NULL
         AND octet_length(f.context_value::text) <= ${maxFactChars}
       ORDER BY f.created_at DESC, f.id DESC LIMIT ${factsPerScope}
     ) f) AS facts
  FROM this`;

/**
 * The newest compaction of the lineage says from where on messages are read one by one. The running sum ends the reading where the
 * budget does; the row of the compaction, the counts of what was not read and the messages come as rows of one shape.
 */
const windowSql = `
  WITH RECURSIVE ${lineageSql}, ${compactionSql}, newest AS MATERIALIZED (
    SELECT m.*, l.workshop_step_id FROM lineage l CROSS JOIN LATERAL (
      SELECT m.id, m.version, m.seq, m.role, m.slack_user_id, m.content, m.deleted_at,
             CASE WHEN m.tokenizer = $3 THEN m.token_count ELSE ceil(m.token_count * ${foreignMargin})::int END AS tokens
      FROM messages m
      WHERE m.context_id = l.id AND m.version > greatest(l.lower, coalesce((SELECT covers_to FROM compaction), 0)) AND m.version <= l.upper
      ORDER BY m.version DESC LIMIT ${windowMessages}
    ) m ORDER BY m.version DESC LIMIT ${windowMessages}
  ), live AS (
    SELECT n.*, row_number() OVER newest_first AS place, sum(n.tokens) OVER newest_first - n.tokens AS before
    FROM newest n WHERE n.deleted_at IS NULL AND n.role IN ('user', 'assistant')
    WINDOW newest_first AS (ORDER BY n.version DESC ROWS UNBOUNDED PRECEDING)
  )
  SELECT m.id, m.version, m.seq, m.role, m.slack_user_id AS "userId", s.step_id AS "stepId", s.workshop_id AS "workshopId",
         left(m.content, ${maxMessageChars}) AS text, m.tokens, length(m.content) <= ${maxMessageChars} AS "isWhole", NULL::jsonb AS about
  FROM live m JOIN workshop_steps s ON s.id = m.workshop_step_id
  WHERE m.place <= ${keepVerbatim} OR m.before < $2
  UNION ALL
  SELECT c.id, 0, 0, 'system', NULL, NULL, NULL, left(c.content, ${maxSourceChars}), c.token_count, true,
         c.metadata || jsonb_build_object('gone', ARRAY(SELECT m.version ${goneSql}))
  FROM compaction c
  UNION ALL
  SELECT NULL, 0, 0, 'count', NULL, NULL, NULL, NULL, 0, true, jsonb_build_object(
    'live', (SELECT count(*) FROM live), 'deleted', (SELECT count(*) FROM newest WHERE deleted_at IS NOT NULL),
    'beyond', (SELECT greatest(0, min(n.version) - 1 - coalesce((SELECT covers_to FROM compaction), 0)) FROM newest n))
  ORDER BY version DESC`;

interface SourcesRow extends Omit<ContextSources, 'reads' | 'facts'> {
  reads: (Omit<ReadStep, 'artifact'> & { artifact: OldOrNewArtifact | null })[] | null;
  facts: (Omit<StoredFact, 'updatedAt'> & { updatedAt: string })[] | null;
}
/** Rows from before projections were kept have none. */
interface OldOrNewArtifact {
  id: string;
  version: number;
  text: string | null;
  tokens: number | null;
}

type WindowRow = Omit<WindowMessage, 'role'> & ({ role: 'user' | 'assistant' } | AboutRow);
type AboutRow =
  | { role: 'system'; about: Compaction & { gone: number[] } }
  | { role: 'count'; about: { live: number; deleted: number; beyond: number | null } };

export function contextReads(pool: pg.Pool, settings: StoreSettings): Pick<ContextStore, 'contextSources' | 'contextWindow'> {
  return {
    async contextSources(contextId) {
      const { rows } = await pool.query<SourcesRow>({ name: 'context-sources', text: sourcesSql, values: [contextId, reads] });
      const [row] = rows;
      if (!row) throw new NotFound('Context', contextId);
      const steps: ReadStep[] = [];
      for (const step of row.reads ?? []) {
        const { artifact } = step;
        if (!artifact) steps.push({ ...step, artifact });
        else if (artifact.text !== null && artifact.tokens !== null)
          steps.push({ ...step, artifact: { ...artifact, text: artifact.text, tokens: artifact.tokens } });
        else
          steps.push({
            ...step,
            artifact: {
              id: artifact.id,
              version: artifact.version,
              ...(await projectOldArtifact(pool, settings, step.stepId, artifact.id)),
            },
          });
      }
      return {
        ...row,
        reads: steps.sort((one, other) => stepIds.indexOf(one.stepId) - stepIds.indexOf(other.stepId)),
        facts: (row.facts ?? []).map((fact) => ({ ...fact, updatedAt: new Date(fact.updatedAt) })),
      };
    },

    async contextWindow(contextId, budgetTokens) {
      const { rows } = await pool.query<WindowRow>({
        name: 'context-window',
        text: windowSql,
        values: [contextId, Math.max(0, Math.floor(budgetTokens)), settings.tokenizer],
      });
      return toWindow(rows);
    },
  };
}

function toWindow(rows: readonly WindowRow[]): ContextWindow {
  const window: ContextWindow = { messages: [], beyond: 0, deleted: 0, compaction: null };
  let live = 0;
  for (const row of rows) {
    if (row.role === 'system') window.compaction = { ...row.about, id: row.id, text: row.text, tokens: row.tokens };
    else if (row.role === 'count') {
      live = row.about.live;
      window.deleted = row.about.deleted;
      window.beyond = row.about.beyond ?? 0;
    } else {
      const { id, workshopId, stepId, version, seq, role, userId, text, tokens, isWhole } = row;
      window.messages.push({ id, workshopId, stepId, version, seq, role, userId, text, tokens, isWhole });
    }
  }
  window.beyond += live - window.messages.length;
  return window;
}
