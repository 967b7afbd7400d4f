import { missingMigrations } from '../store/migrate-database.ts';
import { AdminError, type Verb } from './context.ts';
import { rowsOfWorkshop } from './rows-of.ts';

/** Verbs that change nothing. */
export const lookingVerbs: readonly Verb[] = [
  {
    name: 'teams',
    usage: '',
    does: 'the workspaces that have workshops, with how many',
    words: { min: 0, max: 0 },
    async run({ database }) {
      const { rows } = await database.pool.query<{ team: string; workshops: number; active: number; lastUsed: Date }>(
        `SELECT org_id AS team, count(*)::int AS workshops, count(*) FILTER (WHERE status = 'active')::int AS active, max(updated_at) AS "lastUsed"
         FROM workshops WHERE deleted_at IS NULL GROUP BY org_id ORDER BY org_id`,
      );
      return {
        json: { teams: rows },
        lines: rows.map((row) => `${row.team}  ${row.workshops} workshops, ${row.active} active, used last ${row.lastUsed.toISOString()}`),
      };
    },
  },
  {
    name: 'list',
    usage: 'TEAM',
    does: 'the workshops of a workspace, newest first',
    words: { min: 1, max: 1 },
    async run({ database }, [team], { limit }) {
      const { rows } = await database.pool.query<{
        id: string;
        channel: string;
        status: string;
        title: string;
        createdAt: Date;
        messages: number;
      }>(
        `SELECT w.id, w.channel_id AS channel, w.status, w.title, w.created_at AS "createdAt",
                (SELECT count(*)::int FROM messages m JOIN contexts c ON c.id = m.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id
                 WHERE s.workshop_id = w.id AND m.role = 'user') AS messages
         FROM workshops w WHERE w.org_id = $1 AND w.deleted_at IS NULL ORDER BY w.created_at DESC LIMIT $2`,
        [team, limit],
      );
      if (rows.length === 0) throw new AdminError(`There is no workshop of ${team}: “teams” names the workspaces that have some.`);
      return {
        json: { workshops: rows },
        lines: rows.map(
          (row) => `${row.id}  ${row.channel}  ${row.status}  ${row.createdAt.toISOString()}  ${row.messages} messages  ${row.title}`,
        ),
      };
    },
  },
  {
    name: 'export',
    usage: 'WORKSHOP [--out FILE]',
    does: 'everything that is stored of a workshop, as json',
    words: { min: 1, max: 1 },
    async run(context, [id = ''], { out }) {
      const tables = await rowsOfWorkshop(context.database.pool, id);
      if (!tables.workshops?.length) throw new AdminError(`There is no workshop ${id}: “list TEAM” names those of a workspace.`);
      const json = { exportedAt: context.clock.now().toISOString(), workshop: id, tables };
      const text = JSON.stringify(json, null, 2);
      if (out) await context.writeFile(out, `${text}\n`);
      const rows = Object.values(tables).reduce((sum, all) => sum + all.length, 0);
      return out
        ? { json: { workshop: id, file: out, rows }, lines: [`${rows} rows of ${id} are in ${out}.`] }
        : { json, lines: text.split('\n') };
    },
  },
  {
    name: 'audit',
    usage: 'TEAM',
    does: 'who did what in a workspace, newest first',
    words: { min: 1, max: 1 },
    async run({ database }, [team], { limit }) {
      const { rows } = await database.pool.query<{ at: Date; action: string; by: string | null; workshop: string | null; details: object }>(
        `SELECT created_at AS at, action, slack_user_id AS by, workshop_id AS workshop, details FROM audit_log
         WHERE org_id = $1 ORDER BY created_at DESC, id LIMIT $2`,
        [team, limit],
      );
      return {
        json: { audit: rows },
        lines: rows.map(
          ({ at, action, by, workshop, details }) =>
            `${at.toISOString()}  ${action}  ${by ?? '-'}  ${workshop ?? '-'}  ${JSON.stringify(details)}`,
        ),
      };
    },
  },
  {
    name: 'health',
    usage: '',
    does: 'the schema, what waits and what failed; exit code 1 when something is wrong',
    words: { min: 0, max: 0 },
    anySchema: true,
    async run({ database, clock, queue, store }) {
      const { applied, missing } = await missingMigrations(database.pool).catch(() => ({ applied: 0, missing: ['all of them'] }));
      if (missing.length > 0) {
        const says = `The schema lacks ${missing.join(', ')}: run “migrate”.`;
        return { json: { migrations: { applied, missing } }, lines: [says], isWell: false };
      }
      const now = clock.now();
      const [outbox, jobs] = await Promise.all([store().then((one) => one.backlog(now)), queue().then((one) => one.depth())]);
      const lateMs = outbox.oldestDueAt ? now.getTime() - outbox.oldestDueAt.getTime() : 0;
      const isWell = outbox.failed === 0 && lateMs < lateAfterMs && jobs.every((job) => job.dead === 0);
      return {
        json: { migrations: { applied, missing }, outbox, jobs, isWell },
        lines: [
          `${applied} migrations, none missing.`,
          `Deliveries: ${outbox.waiting} waiting, the oldest due for ${Math.round(lateMs / 1_000)} s; ${outbox.failed} failed; ${outbox.cardsBehind} cards behind.`,
          ...jobs.map(
            (job) => `${job.kind === 'turn' ? 'Turns' : 'Wake-ups'}: ${job.waiting} waiting, ${job.active} running, ${job.dead} dead.`,
          ),
        ],
        isWell,
      };
    },
  },
];

const lateAfterMs = 120_000;
