import type pg from 'pg';
import { type ContextStore, maxMessageChars, type PastContext, windowMessages } from '../ports/context-store.ts';
import type { Templates } from '../ports/templates.ts';
import { NotFound } from '../workshop/errors.ts';
import type { StepId } from '../workshop/ids.ts';
import { lineageSql } from './lineage.ts';

/** As json. A larger one is left out. */
const maxArtifactBytes = 2_000_000;

/**
 * Each log of the lineage as it was at its last message up to the version asked for: `seq` is that message's place on the workshop's
 * clock. A text is the one before the first edit after that; what was deleted later is still there.
 */
const thenSql = `
  WITH RECURSIVE ${lineageSql}, log AS MATERIALIZED (
    SELECT l.id, l.workshop_step_id, l.lower, latest.version, latest.seq
    FROM lineage l CROSS JOIN LATERAL (
      SELECT m.version, m.seq FROM messages m WHERE m.context_id = l.id AND m.version > l.lower AND m.version <= least(l.upper, $2::int)
      ORDER BY m.version DESC LIMIT 1
    ) latest
  )`;

const messagesSql = `
  ${thenSql}
  SELECT m.role, left(m.content, ${maxMessageChars}) AS content
  FROM log CROSS JOIN LATERAL (
    SELECT m.version, m.role, coalesce(before.content, m.content) AS content
    FROM messages m LEFT JOIN LATERAL (
      SELECT r.content FROM message_revisions r WHERE r.message_id = m.id AND r.seq > log.seq ORDER BY r.revision LIMIT 1
    ) before ON true
    WHERE m.context_id = log.id AND m.version > log.lower AND m.version <= log.version AND m.role IN ('user', 'assistant')
      AND (m.deleted_at IS NULL OR m.deleted_seq > log.seq)
    ORDER BY m.version DESC LIMIT ${windowMessages}
  ) m ORDER BY m.version DESC LIMIT ${windowMessages}`;

/** What a fork's step had where it parted counts until the step is started over. */
const isInherited = 'EXISTS (SELECT FROM step_artifacts i WHERE i.id = s.inherited_artifact_id AND i.epoch = s.epoch)';

/** The steps are those of the workshop whose log held the version: a fork that goes further back than its own log reads its parent's. */
const stepsSql = `
  ${thenSql}, workshop AS MATERIALIZED (
    SELECT s.workshop_id, log.seq FROM log JOIN workshop_steps s ON s.id = log.workshop_step_id ORDER BY log.version DESC LIMIT 1
  )
  SELECT s.step_id AS "stepId", a.version, a.artifact, u.summary
  FROM workshop JOIN workshop_steps s ON s.workshop_id = workshop.workshop_id AND s.step_id = ANY ($3)
  LEFT JOIN LATERAL (
    SELECT a.version, CASE WHEN a.workshop_step_id = s.id THEN a.retired_seq END AS retired_seq, CASE WHEN octet_length(a.artifact::text) <= ${maxArtifactBytes} THEN a.artifact END AS artifact FROM step_artifacts a
    WHERE (a.workshop_step_id = s.id AND a.seq <= workshop.seq OR a.id = s.inherited_artifact_id AND a.epoch = s.epoch) AND a.deleted_at IS NULL
    ORDER BY a.version DESC LIMIT 1
  ) a ON a.retired_seq IS NULL OR a.retired_seq > workshop.seq
  LEFT JOIN LATERAL (
    SELECT CASE WHEN u.workshop_step_id = s.id THEN u.retired_seq END AS retired_seq, left(u.summary, ${maxMessageChars}) AS summary FROM step_summaries u
    WHERE u.kind <> 'failed' AND (u.workshop_step_id = s.id AND u.seq <= workshop.seq OR u.id = s.inherited_summary_id AND ${isInherited})
    ORDER BY u.version DESC LIMIT 1
  ) u ON u.retired_seq IS NULL OR u.retired_seq > workshop.seq`;

type StepRow = { stepId: StepId; summary: string | null } & Pick<PastContext['artifacts'][number], 'version'> & {
    artifact: PastContext['artifacts'][number]['artifact'] | null;
  };

export function pastContexts(pool: pg.Pool, templates: Templates): Pick<ContextStore, 'pastContext'> {
  return {
    async pastContext(contextId, version) {
      const { rows: found } = await pool.query<{ stepId: StepId; templateId: string; templateVersion: number }>(
        `SELECT s.step_id AS "stepId", w.template_id AS "templateId", w.template_version AS "templateVersion" 
         FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id
         WHERE c.id = $1 AND c.deleted_at IS NULL AND w.deleted_at IS NULL`,
        [contextId],
      );
      const [row] = found;
      if (!row) throw new NotFound('Context', contextId);
      const { stepId } = row;
      const { reads } = templates.get(row.templateId, row.templateVersion).step(stepId);
      const { rows: messages } = await pool.query<PastContext['messages'][number]>(messagesSql, [contextId, version]);
      const { rows } = await pool.query<StepRow>(stepsSql, [contextId, version, reads]);
      const steps = reads.flatMap((read) => rows.filter((row) => row.stepId === read));
      return {
        stepId,
        artifacts: steps.flatMap((step) =>
          step.artifact ? [{ stepId: step.stepId, version: step.version, artifact: step.artifact }] : [],
        ),
        summaries: steps.flatMap((step) => (step.summary === null ? [] : [{ stepId: step.stepId, summary: step.summary }])),
        messages: messages.reverse(),
      };
    },
  };
}
