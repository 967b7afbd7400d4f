/** Deeper forks of forks than this lose their oldest ancestors. */
const maxGenerations = 16;

/**
 * A common table expression `lineage`: the log `$1`, then the one it was forked from, and so on. Of each, `lower` < version <= `upper`
 * is in the lineage; the numbers go on, so that a version is in one log only. A log that is its own ancestor ends the walk.
 * A parent that is deleted is read all the same (F-40).
 */
export const lineageSql = `
  lineage AS (
    SELECT c.id, c.workshop_step_id, c.parent_id, coalesce(c.fork_version, 0) AS lower, c.latest_version AS upper, c.revised_seq, ARRAY[c.id] AS path
    FROM contexts c WHERE c.id = $1
    UNION ALL
    SELECT p.id, p.workshop_step_id, p.parent_id, coalesce(p.fork_version, 0), least(l.lower, l.upper, p.latest_version), p.revised_seq, l.path || p.id
    FROM lineage l JOIN contexts p ON p.id = l.parent_id
    WHERE cardinality(l.path) < ${maxGenerations} AND p.id <> ALL (l.path)
  )`;

/**
 * A common table expression `compaction` after `lineage`: the newest one, which stands in for everything before it. A fork sees its
 * parent's up to the fork only. `head` is its metadata without what is long, so that the long value is read once.
 */
export const compactionSql = `
  compaction AS MATERIALIZED (
    SELECT m.*, (m.head->>'coversTo')::int AS covers_to FROM lineage l CROSS JOIN LATERAL (
      SELECT m.id, m.context_id, m.version, m.seq, m.created_at, m.content, m.token_count, m.metadata,
             m.metadata - '{lines,details,quotes}'::text[] AS head
      FROM messages m
      WHERE m.context_id = l.id AND m.role = 'system' AND m.version > l.lower AND m.version <= l.upper AND m.metadata->>'kind' = 'compaction'
      ORDER BY m.version DESC LIMIT 1
    ) m ORDER BY m.version DESC LIMIT 1
  )`;

/**
 * Messages `m` that the compaction `c` quotes and that were deleted or edited since; looked up only in logs where anything was. Within its
 * own log that is told by the workshop's clock; an ancestor in another workshop has a clock of its own, there the time must do.
 */
export const goneSql = `
  FROM compaction c JOIN lineage l ON l.revised_seq > CASE WHEN l.id = c.context_id THEN c.seq ELSE 0 END
  CROSS JOIN LATERAL jsonb_array_elements(c.metadata->'quotes') quote(version)
  CROSS JOIN LATERAL (
    SELECT m.* FROM messages m
    WHERE m.context_id = l.id AND m.version = quote.version::int AND m.version > l.lower AND m.version <= l.upper LIMIT 1
  ) m
  WHERE m.deleted_at IS NOT NULL OR m.edited_at IS NOT NULL AND CASE WHEN m.context_id = c.context_id
    THEN EXISTS (SELECT FROM message_revisions r WHERE r.message_id = m.id AND r.seq > c.seq) ELSE m.edited_at > c.created_at END`;
