import type pg from 'pg';
import {
  type Compaction,
  type ContextSources,
  type ContextStore,
  type ContextWindow,
  keepVerbatim,
  maxMessageChars,
  type StoredCompaction,
  type WindowMessage,
  windowMessages,
} from '../ports/context-store.ts';
import type { Templates } from '../ports/templates.ts';
import { NotFound } from '../workshop/errors.ts';
import type { Gap } from '../workshop/gate.ts';
import type { StepId } from '../workshop/ids.ts';
import type { Json } from '../workshop/json.ts';
import type { Template } from '../workshop/template.ts';
import { compactionSql, goneSql, lineageSql } from './lineage.ts';
import { projectOldArtifact } from './projections.ts';
import type { StoreSettings } from './tx-scope.ts';
import { usesTeamSql, visibleFactsSql } from './visible-facts.ts';
import { wholeTextSql } from './whole-text-sql.ts';

/**
 * What every prompt is rebuilt from: two statements, prepared once per connection, straight through the pool because they are on the way
 * of every reply. Each looks only at rows that its bounds allow, so they cost the same for a long history as for a short one.
 */

/** Long words of a host. */
const maxReasonChars = 500;
/** Attempts at a summary that are counted. */
const maxFailed = 5;
/** More was never stored as a projection, a compaction or a summary. */
const maxSourceChars = 12_000;
/** A count by another tokenizer may be this much too low (F-39). */
const foreignMargin = 1.15;

/** What each step of each template reads, as the statement looks it up: json by template and version, then by step. */
function listReads(templates: readonly Template[]): string {
  return JSON.stringify(
    Object.fromEntries(
      templates.map(({ id, version, steps }) => [`${id} ${version}`, Object.fromEntries(steps.map((step) => [step.id, step.reads]))]),
    ),
  );
}

/** A fork's step has what it had where it parted, until it has something of its own. */
function nothingOwn(table: 'step_artifacts' | 'step_summaries'): string {
  return `NOT EXISTS (SELECT FROM ${table} own WHERE own.workshop_step_id = step.id AND own.is_current)`;
}

/** Rows of one shape, told apart by `kind`: the step itself, the steps that it reads, what each of these gave, facts. */
const sourcesSql = `
  WITH RECURSIVE ${lineageSql}, this AS MATERIALIZED (
    SELECT c.id, s.step_id, s.workshop_id, w.org_id, ${usesTeamSql} AS uses_team, w.template_id, w.template_version,
           $2::jsonb -> (w.template_id || ' ' || w.template_version) -> s.step_id AS reads
    FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id
    WHERE c.id = $1 AND c.deleted_at IS NULL AND w.deleted_at IS NULL
  ), step AS MATERIALIZED (
    SELECT s.id, s.step_id, s.epoch, s.inherited_artifact_id, s.inherited_summary_id, s.gaps, left(s.skip_reason, ${maxReasonChars}) AS skip_reason, this.reads ? s.step_id AS is_read,
           s.status = 'needs_regeneration' OR s.stale_since IS NOT NULL AS is_stale
    FROM this JOIN workshop_steps s ON s.workshop_id = this.workshop_id
  ), ${visibleFactsSql}
  SELECT 'this' AS kind, workshop_id AS id, step_id AS "stepId", 0 AS version, org_id AS text, NULL::int AS tokens, false AS "isStale",
         jsonb_build_object('id', template_id, 'version', template_version) AS about
  FROM this
  UNION ALL
  SELECT 'step', id, step_id, 0, skip_reason, 0, is_stale, gaps FROM step WHERE is_read
  UNION ALL
  SELECT CASE WHEN step.is_read THEN 'artifact' ELSE 'unread' END, a.id, step.step_id, a.version,
         CASE WHEN step.is_read THEN left(a.projection, ${maxSourceChars}) END, a.projection_tokens, false, NULL
  FROM step CROSS JOIN LATERAL (
    SELECT a.id, a.version, a.projection, a.projection_tokens FROM step_artifacts a
    WHERE a.workshop_step_id = step.id AND a.is_current AND a.deleted_at IS NULL
    UNION ALL
    SELECT a.id, a.version, a.projection, a.projection_tokens FROM step_artifacts a
    WHERE a.id = step.inherited_artifact_id AND a.epoch = step.epoch AND a.deleted_at IS NULL AND ${nothingOwn('step_artifacts')}
    LIMIT 1
  ) a
  UNION ALL
  SELECT CASE WHEN u.kind = 'failed' THEN u.kind ELSE 'summary' END, u.id, step.step_id, u.version,
         CASE WHEN u.kind <> 'failed' THEN left(u.summary, ${maxSourceChars}) END, u.token_count, false, NULL
  FROM step CROSS JOIN LATERAL (
    SELECT u.kind, u.id, u.version, u.is_current, u.summary, u.token_count FROM step_summaries u
    WHERE u.workshop_step_id = step.id AND (u.is_current OR u.kind = 'failed')
       OR u.id = step.inherited_summary_id AND ${nothingOwn('step_summaries')}
          AND EXISTS (SELECT FROM step_artifacts a WHERE a.id = step.inherited_artifact_id AND a.epoch = step.epoch)
    ORDER BY u.kind = 'failed' LIMIT ${1 + maxFailed}
  ) u
  WHERE step.is_read
  UNION ALL
  SELECT 'fact', f.id, NULL, (row_number() OVER (ORDER BY f.created_at, f.id))::int, f.context_key, 0, false, f.context_value
  FROM visible_fact f`;

/**
 * The newest compaction of the lineage says from where on messages are read one by one. The running sum ends the reading where the
 * budget does; the row of the compaction, the counts of what was not read and the messages come as rows of one shape.
 */
const windowSql = `
  WITH RECURSIVE ${lineageSql}, ${compactionSql}, newest AS MATERIALIZED (
    SELECT m.*, s.step_id, s.workshop_id FROM lineage l JOIN workshop_steps s ON s.id = l.workshop_step_id CROSS JOIN LATERAL (
      SELECT m.id, m.context_id, m.version, m.seq, m.role, m.slack_user_id, ${wholeTextSql('m')} AS content, m.deleted_at,
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
  SELECT m.id, m.context_id AS "contextId", m.version, m.seq, m.role, m.slack_user_id AS "userId", m.step_id AS "stepId", m.workshop_id AS "workshopId",
         left(m.content, ${maxMessageChars}) AS text, m.tokens, length(m.content) <= ${maxMessageChars} AS "isWhole", NULL::jsonb AS about
  FROM live m
  WHERE m.place <= ${keepVerbatim} OR m.before < $2::bigint
  UNION ALL
  SELECT c.id, c.context_id, 0, 0, 'system', NULL, NULL, NULL, left(c.content, ${maxSourceChars}), c.token_count, true,
         c.head || jsonb_build_object('gone', ARRAY(SELECT m.version ${goneSql}))
  FROM compaction c
  UNION ALL
  SELECT NULL, NULL, 0, 0, 'count', NULL, NULL, NULL, NULL, 0, true, jsonb_build_object(
    'live', (SELECT count(*) FROM live), 'deleted', (SELECT count(*) FROM newest WHERE deleted_at IS NOT NULL),
    'beyond', (SELECT greatest(0, min(n.version) - 1 - coalesce((SELECT covers_to FROM compaction), 0)) FROM newest n))`;

interface SourceRow {
  kind: 'this' | 'step' | 'artifact' | 'unread' | 'summary' | 'failed' | 'fact';
  id: string;
  stepId: StepId;
  version: number;
  /** Null where nothing is kept, as in rows from before projections were. */
  text: string | null;
  tokens: number | null;
  isStale: boolean;
  about: unknown;
}

type WindowRow = Omit<WindowMessage, 'role'> & ({ role: 'user' | 'assistant' } | AboutRow);
type AboutRow =
  | { role: 'system'; about: Omit<StoredCompaction, 'id' | 'text' | 'tokens'> }
  | { role: 'count'; about: { live: number; deleted: number; beyond: number | null } };

export function contextReads(
  pool: pg.Pool,
  settings: StoreSettings,
): Pick<ContextStore, 'contextSources' | 'contextWindow' | 'compaction'> {
  let known = 0;
  let reads = '';
  /** Templates may be met later. */
  const readsNow = () => {
    const all = settings.templates.all();
    if (all.length !== known) reads = listReads(all);
    known = all.length;
    return reads;
  };
  return {
    async contextSources(contextId) {
      const { rows } = await pool.query<SourceRow>({ name: 'context-sources', text: sourcesSql, values: [contextId, readsNow()] });
      const sources = toSources(rows, settings.templates);
      if (!sources) throw new NotFound('Context', contextId);
      for (const { stepId, artifact } of sources.reads) {
        const isOld = artifact && rows.some((row) => row.id === artifact.id && row.text === null);
        if (isOld) Object.assign(artifact, await projectOldArtifact(pool, settings, sources.template.step(stepId), artifact.id));
      }
      return sources;
    },

    async contextWindow(contextId, budgetTokens) {
      const { rows } = await pool.query<WindowRow>({
        name: 'context-window',
        text: windowSql,
        values: [contextId, budgetTokens, settings.tokenizer],
      });
      return toWindow(rows);
    },

    async compaction(id) {
      const { rows } = await pool.query<{ metadata: Compaction }>(
        `SELECT metadata FROM messages WHERE id = $1 AND role = 'system' AND metadata->>'kind' = 'compaction'`,
        [id],
      );
      return rows[0]?.metadata;
    },
  };
}

function toSources(rows: readonly SourceRow[], templates: Templates): ContextSources | undefined {
  const [self] = rows.filter((row) => row.kind === 'this');
  if (!self) return undefined;
  const { id, version } = self.about as Pick<Template, 'id' | 'version'>;
  const template = templates.get(id, version);
  const of = (kind: SourceRow['kind'], stepId?: StepId) => rows.filter((row) => row.kind === kind && (!stepId || row.stepId === stepId));
  const given = (row: SourceRow | undefined) => row && { id: row.id, version: row.version, text: row.text ?? '', tokens: row.tokens ?? 0 };
  return {
    workshopId: self.id,
    orgId: self.text ?? '',
    template,
    stepId: self.stepId,
    reads: of('step')
      .sort((one, other) => template.positionOf(one.stepId) - template.positionOf(other.stepId))
      .map(({ stepId, isStale, text, about }) => ({
        stepId,
        isStale,
        gaps: about as Gap[],
        skipReason: text,
        artifact: given(of('artifact', stepId)[0]) ?? null,
        summary: given(of('summary', stepId)[0]) ?? null,
        failedSummaries: of('failed', stepId).length,
      })),
    unreadArtifacts: of('unread').length,
    facts: of('fact')
      .sort((one, other) => one.version - other.version)
      .map((row) => ({ id: row.id, key: row.text ?? '', value: row.about as Json })),
  };
}

function toWindow(rows: readonly WindowRow[]): ContextWindow {
  const window: ContextWindow = { messages: [], beyond: 0, deleted: 0, compaction: null };
  let live = 0;
  for (const row of rows) {
    if (row.role === 'system') {
      const { coversFrom, coversTo, messages, gone } = row.about;
      window.compaction = { id: row.id, text: row.text, tokens: row.tokens, coversFrom, coversTo, messages, gone };
    } else if (row.role === 'count') {
      live = row.about.live;
      window.deleted = row.about.deleted;
      window.beyond = row.about.beyond ?? 0;
    } else {
      const { id, contextId, workshopId, stepId, version, seq, role, userId, text, tokens, isWhole } = row;
      window.messages.push({ id, contextId, workshopId, stepId, version, seq, role, userId, text, tokens, isWhole });
    }
  }
  window.messages.sort((one, other) => other.version - one.version);
  window.beyond += live - window.messages.length;
  return window;
}
