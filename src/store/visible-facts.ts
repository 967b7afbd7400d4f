import { factsPerScope } from '../ports/context-store.ts';

/** Of one place; a scope holds no more current ones. */
const perPlace = 200;
/** As deep as forks go, and some more. */
const maxGenerations = 16;

/**
 * Common table expressions after `lineage` and `this(id, workshop_id, org_id, uses_team)`, whose id is the log `$1`: `visible_fact` holds
 * what may be known in that thread, and nothing else (F-32, F-41). That is what was said in this thread and in this workshop; in a fork also what
 * its ancestors knew at the moment when it parted from them; and of this team what a host let be carried on. What is nearer stands in
 * front of what is known under the same key farther away, also when it was forgotten here.
 */
export const visibleFactsSql = `
  family AS (
    SELECT this.workshop_id, NULL::int AS upto, 0 AS depth FROM this
    UNION ALL
    SELECT w.parent_workshop_id, w.fork_seq, f.depth + 1 FROM family f JOIN workshops w ON w.id = f.workshop_id
    WHERE w.parent_workshop_id IS NOT NULL AND f.depth < ${maxGenerations}
  ), place AS (
    SELECT 'thread' AS scope, l.id, cardinality(l.path) - 1 AS depth, l.upper, (SELECT f.upto FROM family f WHERE f.workshop_id = s.workshop_id) AS upto
    FROM lineage l JOIN workshop_steps s ON s.id = l.workshop_step_id
    UNION ALL
    SELECT 'workshop', f.workshop_id, f.depth, NULL, f.upto FROM family f
    UNION ALL
    SELECT 'team', this.org_id, 0, NULL, NULL FROM this WHERE this.uses_team
  ), known AS (
    SELECT f.*, row_number() OVER (PARTITION BY f.scope, f.context_key ORDER BY f.depth, f.created_at DESC, f.id DESC) AS nearness
    FROM place p CROSS JOIN LATERAL (
      SELECT f.id, f.scope, f.scope_id, f.context_type, f.context_key, f.context_value, f.created_at, f.forgotten_by, f.consented_by, f.carried_from_id,
             p.depth, m.slack_user_id, m.context_id, m.id AS message_id
      FROM conversation_contexts f JOIN messages m ON m.id = f.source_message_id AND m.deleted_at IS NULL
      WHERE f.scope = p.scope AND f.scope_id = p.id AND (p.scope <> 'team' OR f.consented_by IS NOT NULL)
        AND CASE WHEN p.depth = 0 THEN f.superseded_at IS NULL
            ELSE (p.upper IS NULL OR m.version <= p.upper) AND (p.upto IS NULL OR coalesce(f.seq, m.seq) <= p.upto)
                 AND (f.superseded_at IS NULL OR f.superseded_seq > p.upto) END
      ORDER BY f.created_at DESC, f.id DESC LIMIT ${perPlace}
    ) f
  ), visible_fact AS (
    SELECT * FROM (
      SELECT k.*, row_number() OVER (PARTITION BY k.scope ORDER BY k.created_at DESC, k.id DESC) AS newness
      FROM known k WHERE k.nearness = 1 AND k.forgotten_by IS NULL
    ) k WHERE k.newness <= ${factsPerScope}
  )`;

/** Whether a workshop, `w`, lets what the team remembers in. */
export const usesTeamSql = `(w.settings->>'useTeamMemory' IS DISTINCT FROM 'false')`;
