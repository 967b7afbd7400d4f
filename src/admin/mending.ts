import { migrateDatabase, missingMigrations } from '../store/migrate-database.ts';
import { AdminError, noteDeed, type Verb } from './context.ts';

/** Verbs that mend. */
export const mendingVerbs: readonly Verb[] = [
  {
    name: 'migrate',
    usage: '',
    does: 'brings the database to this program’s schema; processes do it themselves when they start',
    words: { min: 0, max: 0 },
    anySchema: true,
    async run({ database, queue }) {
      const before = await missingMigrations(database.pool).catch(() => ({ applied: 0, missing: [] }));
      await migrateDatabase(database.direct);
      await queue();
      const after = await missingMigrations(database.pool);
      const count = after.applied - before.applied;
      return {
        json: { applied: count, missing: after.missing },
        lines: [
          count === 0 ? 'The schema was up to date.' : `${count} migrations were applied: ${before.missing.join(', ') || 'all of them'}.`,
        ],
      };
    },
  },
  {
    name: 'outbox failed',
    usage: '[--limit N]',
    does: 'deliveries that Slack refused for good, newest first',
    words: { min: 0, max: 0 },
    async run({ database }, _words, { limit }) {
      const { rows } = await database.pool.query<{
        id: string;
        team: string;
        channel: string;
        kind: string;
        error: string;
        at: Date;
        trace: string | null;
      }>(
        `SELECT id, org_id AS team, channel_id AS channel, content->>'kind' AS kind, coalesce(last_error, '') AS error, failed_at AS at, trace
         FROM outbox WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id LIMIT $1`,
        [limit],
      );
      return {
        json: { failed: rows },
        lines: rows.map(
          (row) => `${row.id}  ${row.team}  ${row.channel}  ${row.kind}  ${row.error}  ${row.at.toISOString()}  ${row.trace ?? '-'}`,
        ),
      };
    },
  },
  {
    name: 'outbox requeue',
    usage: 'DELIVERY --yes',
    does: 'has a failed delivery sent again, after a look in Slack whether it is there',
    words: { min: 1, max: 1 },
    changes: true,
    async run(context, [id = '']) {
      const { database, clock } = context;
      const { rows } = await database.pool.query<{ orgId: string }>(
        `UPDATE outbox SET failed_at = NULL, last_error = NULL, attempts = 0, doubtful = true, due_at = $2 WHERE id = $1 AND failed_at IS NOT NULL
         RETURNING org_id AS "orgId"`,
        [id, clock.now()],
      );
      const [row] = rows;
      if (!row) throw new AdminError(`There is no failed delivery ${id}: “outbox failed” names them.`);
      await noteDeed(context, { action: 'outbox-requeue', orgId: row.orgId, details: { row: id } });
      return { json: { requeued: id }, lines: [`${id} is sent again within seconds.`] };
    },
  },
  {
    name: 'jobs dead',
    usage: '',
    does: 'turns and wake-ups that failed for good and are not cleared away yet',
    words: { min: 0, max: 0 },
    async run({ queue }) {
      const dead = await (await queue()).dead();
      return {
        json: { dead },
        lines: dead.map((job) => `${job.id}  ${job.kind}  ${job.orgId}  ${job.of}  ${job.error}`),
      };
    },
  },
  {
    name: 'jobs requeue',
    usage: 'JOB --yes',
    does: 'runs a dead turn or wake-up again',
    words: { min: 1, max: 1 },
    changes: true,
    async run(context, [id = '']) {
      const queue = await context.queue();
      const job = (await queue.dead()).find((one) => one.id === id);
      if (!job || !(await queue.requeue(job))) throw new AdminError(`There is no dead job ${id}: “jobs dead” names them.`);
      await noteDeed(context, { action: 'jobs-requeue', orgId: job.orgId, details: { of: job.of } });
      return { json: { requeued: id }, lines: [`${id} runs again within seconds.`] };
    },
  },
  {
    name: 'keys rotate',
    usage: '--yes',
    does: 'encrypts stored tokens with the newest key, so that an older one can be taken away',
    words: { min: 0, max: 0 },
    changes: true,
    async run({ rotateKeys }) {
      if (!rotateKeys) throw new AdminError('This installation stores no tokens: there is nothing to rotate.');
      const { rotated, key } = await rotateKeys();
      return { json: { rotated, key }, lines: [`${rotated} installations are encrypted with the key ${key} now.`] };
    },
  },
];
