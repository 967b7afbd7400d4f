import type pg from 'pg';
import type { ContextStore, RecalledText, RecallScope } from '../ports/context-store.ts';
import type { RecallLog, RecallPosting } from '../ports/recall.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { lineageSql } from './lineage.ts';
import { nearestPlaces } from './vectors.ts';
import { wholeTextSql } from './whole-text-sql.ts';

/** Of one message. */
const maxChars = 4_000;
/** Recall asks for no more in all. */
const maxPerRange = 2_000;
/** Earlier workshops of the same channel that are looked through, the newest ones, when that is wanted. */
const maxEarlierWorkshops = 10;

/** What a workshop was forked from in the first place; itself when it is no fork. */
function rootOf(workshop: string): string {
  return `coalesce((SELECT coalesce(parent.parent_workshop_id, parent.id) FROM workshops parent WHERE parent.id = ${workshop}.parent_workshop_id), ${workshop}.id)`;
}

/**
 * The logs that recall may look into, each with the range of versions that belongs to it: this workshop's and those that they were forked
 * from, up to the fork. With `$2` also the logs of earlier workshops in the same channel: whoever is here could read them there. Nothing of another
 * channel or team, ever (F-41), nor what was said in another what-if of the same workshop, or there after the fork.
 */
const logsSql = `
  WITH RECURSIVE this AS MATERIALIZED (
    SELECT s.workshop_id, w.org_id, w.channel_id, w.created_at, ${rootOf('w')} AS root
    FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id JOIN workshops w ON w.id = s.workshop_id
    WHERE c.id = $1 AND c.deleted_at IS NULL AND w.deleted_at IS NULL
  ), workshop AS MATERIALIZED (
    SELECT workshop_id AS id FROM this
    UNION ALL
    (SELECT w.id FROM this JOIN workshops w ON w.org_id = this.org_id AND w.channel_id = this.channel_id AND w.created_at < this.created_at AND w.deleted_at IS NULL
     WHERE $2::boolean AND ${rootOf('w')} <> this.root ORDER BY w.created_at DESC LIMIT ${maxEarlierWorkshops})
  ), ${lineageSql.replace('FROM contexts c WHERE c.id = $1', 'FROM workshop w JOIN workshop_steps s ON s.workshop_id = w.id JOIN contexts c ON c.workshop_step_id = s.id AND c.deleted_at IS NULL')}
  SELECT l.id AS "contextId", min(l.lower)::int AS lower, max(l.upper)::int AS upper, c.recall_messages AS messages, c.recall_length AS length,
         c.latest_version > c.recall_version AS "isBehind", s.step_id AS "stepId", s.workshop_id AS "workshopId"
  FROM lineage l JOIN contexts c ON c.id = l.id JOIN workshop_steps s ON s.id = c.workshop_step_id
  WHERE l.upper > l.lower
  GROUP BY l.id, c.id, s.id`;

/** The ranges of the scope as three parallel arrays: `$1` logs, `$2` lower, `$3` upper. */
const scopeSql = 'unnest($1::text[], $2::int[], $3::int[]) log(id, lower, upper)';

/** Messages of a log that hold a term; `version > 0` is what the index asks for. */
const ofLog = 't.context_id = log.id AND t.term = q.term AND t.version > 0 AND t.version > log.lower AND t.version <= log.upper';

const countSql = `
  SELECT q.term, (
    SELECT count(*)::int FROM (
      SELECT FROM ${scopeSql} JOIN recall_terms t ON ${ofLog}
      LIMIT $5
    ) found
  ) AS count
  FROM unnest($4::text[]) q(term)`;

/** One row for each log and term: thousands of small rows would take longer to read than to find. */
const postingsSql = `
  SELECT log.id AS "contextId", q.term, t.* FROM ${scopeSql} CROSS JOIN unnest($4::text[]) q(term) CROSS JOIN LATERAL (
    SELECT array_to_json(array_agg(one.version)) AS versions, array_to_json(array_agg(one.frequency)) AS frequencies,
           array_to_json(array_agg(one.length)) AS lengths
    FROM (SELECT t.version, t.frequency, t.length FROM recall_terms t WHERE ${ofLog} ORDER BY t.version DESC LIMIT $5) one
  ) t
  WHERE t.versions IS NOT NULL`;

/** `$4`, `$5` and `$6` are the ranges that are wanted. The inner limit keeps the planner to the index, range by range. */
const messagesSql = `
  SELECT m.id, m.context_id AS "contextId", m.version, m.seq, m.role, m.slack_user_id AS "userId",
         left(${wholeTextSql('m')}, ${maxChars}) AS text, length(${wholeTextSql('m')}) <= ${maxChars} AS "isWhole",
         CASE WHEN m.tokenizer = $7 THEN m.token_count END AS tokens, (extract(epoch FROM m.created_at) * 1000)::float8 AS "createdAtMs"
  FROM unnest($4::text[], $5::int[], $6::int[]) range(id, first, last) JOIN ${scopeSql} ON log.id = range.id
  CROSS JOIN LATERAL (
    SELECT * FROM messages m
    WHERE m.context_id = range.id AND m.version >= greatest(range.first, log.lower + 1) AND m.version <= least(range.last, log.upper)
    ORDER BY m.version LIMIT ${maxPerRange}
  ) m
  WHERE m.deleted_at IS NULL AND m.role IN ('user', 'assistant')`;

interface PostingList {
  contextId: string;
  term: string;
  versions: number[];
  frequencies: number[];
  lengths: number[];
}

function toPostings({ contextId, term, versions, frequencies, lengths }: PostingList): RecallPosting[] {
  return versions.map((version, index) => ({ contextId, term, version, frequency: frequencies[index] ?? 0, length: lengths[index] ?? 0 }));
}

type MessageRow = Omit<RecalledText, 'stepId' | 'workshopId'>;
type LogRow = RecallLog & { lower: number; upper: number; isBehind: boolean; stepId: StepId; workshopId: WorkshopId };

export function recallReads(pool: pg.Pool, tokenizer: string): Pick<ContextStore, 'recallScope'> {
  return {
    async recallScope(contextId, { earlierWorkshops }) {
      const { rows: logs } = await pool.query<LogRow>({ name: 'recall-logs', text: logsSql, values: [contextId, earlierWorkshops] });
      const byId = new Map(logs.map((log) => [log.contextId, log]));
      const scope = [logs.map((log) => log.contextId), logs.map((log) => log.lower), logs.map((log) => log.upper)];
      return {
        behind: logs.filter((log) => log.isBehind).map((log) => log.contextId),
        logs: async () => logs.map(({ contextId: id, messages, length }) => ({ contextId: id, messages, length })),

        async countMessages(terms, limit) {
          const { rows } = await pool.query<{ term: string; count: number }>({
            name: 'recall-counts',
            text: countSql,
            values: [...scope, terms, limit],
          });
          return new Map(rows.filter((row) => row.count > 0).map((row) => [row.term, row.count]));
        },

        async postings(terms, limit) {
          const { rows } = await pool.query<PostingList>({ name: 'recall-postings', text: postingsSql, values: [...scope, terms, limit] });
          return rows.flatMap(toPostings);
        },

        async messages(ranges) {
          const wanted = [ranges.map((one) => one.contextId), ranges.map((one) => one.from), ranges.map((one) => one.to)];
          const values = [...scope, ...wanted, tokenizer];
          const { rows } = await pool.query<MessageRow>({ name: 'recall-messages', text: messagesSql, values });
          return rows.flatMap((row) => {
            const log = byId.get(row.contextId);
            return log ? [{ ...row, stepId: log.stepId, workshopId: log.workshopId }] : [];
          });
        },
        nearest: (to) => nearestPlaces(pool, { scope, messages: logs.reduce((sum, log) => sum + log.messages, 0) }, to),
      } satisfies RecallScope;
    },
  };
}
