/** Deeper forks of forks than this lose their oldest ancestors. */
const maxGenerations = 16;

/**
 * A common table expression `lineage`: the log `$1`, then the one it was forked from, and so on. Of each, `lower` < version <= `upper`
 * is in the lineage; the numbers go on, so that a version is in one log only. A log that is its own ancestor ends the walk.
 * A parent that is deleted is read all the same (F-40).
 */
export const lineageSql = `
  lineage AS (
    SELECT c.id, c.workshop_step_id, c.parent_id, coalesce(c.fork_version, 0) AS lower, c.latest_version AS upper, ARRAY[c.id] AS path
    FROM contexts c WHERE c.id = $1
    UNION ALL
    SELECT p.id, p.workshop_step_id, p.parent_id, coalesce(p.fork_version, 0), least(l.lower, l.upper, p.latest_version), l.path || p.id
    FROM lineage l JOIN contexts p ON p.id = l.parent_id
    WHERE cardinality(l.path) < ${maxGenerations} AND p.id <> ALL (l.path)
  )`;
