import { erasePersonFrom, eraseWorkshop } from '../turns/memory/erase-workshop.ts';
import { type AdminContext, AdminError, type AdminResult, noteDeed, type Verb } from './context.ts';
import { proofOf, rowsOfWorkshop, type TableRows } from './rows-of.ts';

/** Verbs that erase for good, each with a proof: what there was and what is left, in numbers and digests, without content. */
export const forgettingVerbs: readonly Verb[] = [
  {
    name: 'forget workshop',
    usage: 'WORKSHOP --yes',
    does: 'erases a workshop; its posts in Slack come to say so',
    words: { min: 1, max: 1 },
    changes: true,
    async run(context, [id = '']) {
      const before = await rowsOfWorkshop(context.database.pool, id);
      const orgId = before.workshops?.[0]?.['org_id'];
      if (typeof orgId !== 'string') throw new AdminError(`There is no workshop ${id}: “list TEAM” names those of a workspace.`);
      const at = context.clock.now();
      await (await context.store()).inWorkshop(id, (tx) => eraseWorkshop(tx, null, at));
      const after = await rowsOfWorkshop(context.database.pool, id);
      await noteDeed(context, { action: 'forget-workshop', orgId, details: { rows: countRows(before) } });
      return prove(context, {
        what: 'workshop',
        id,
        before,
        after,
        kept: 'What is left tells Slack that it was erased, holds no content, and goes within a day.',
      });
    },
  },
  {
    name: 'forget person',
    usage: 'TEAM PERSON --yes',
    does: 'erases what a person said and gave in all workshops of a workspace, and where their name stands',
    words: { min: 2, max: 2 },
    changes: true,
    async run(context, [team = '', person = '']) {
      const { rows } = await context.database.pool.query<{ id: string }>(
        'SELECT id FROM workshops WHERE org_id = $1 AND deleted_at IS NULL ORDER BY id',
        [team],
      );
      if (rows.length === 0) throw new AdminError(`There is no workshop of ${team}: “teams” names the workspaces that have some.`);
      const store = await context.store();
      const at = context.clock.now();
      const before = await countTraces(context, team, person);
      for (const { id } of rows) await store.inWorkshop(id, (tx) => erasePersonFrom(tx, person, at));
      const after = await countTraces(context, team, person);
      await noteDeed(context, { action: 'forget-person', orgId: team, details: { workshops: rows.length, rows: sum(before) } });
      const left = sum(after);
      return {
        json: { proof: { what: 'person', at: at.toISOString(), workshops: rows.length, before, after, left } },
        lines: [
          `In ${rows.length} workshops of ${team}: ${sum(before)} places named this person, ${left} do now.`,
          ...Object.entries(after).map(([table, count]) => `  ${table}: ${count} left`),
        ],
        isWell: left === 0,
      };
    },
  },
  {
    name: 'forget team',
    usage: 'TEAM --yes',
    does: 'erases everything of a workspace, its installation too; nothing is changed in Slack',
    words: { min: 1, max: 1 },
    changes: true,
    async run(context, [team = '']) {
      const before = await countOfTeam(context, team);
      if (sum(before) === 0) throw new AdminError(`Nothing is stored of ${team}: “teams” names the workspaces that have workshops.`);
      await eraseTeam(context, team);
      const after = await countOfTeam(context, team);
      const proof = { what: 'team', id: team, at: context.clock.now().toISOString(), before, after, left: sum(after) };
      return {
        json: { proof },
        lines: [
          `${sum(before)} rows of ${team} were erased; ${sum(after)} are left.`,
          ...Object.entries(before).map(([table, n]) => `  ${table}: ${n}`),
        ],
        isWell: sum(after) === 0,
      };
    },
  },
];

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
const countRows = (rows: TableRows) => Object.values(rows).reduce((all, one) => all + one.length, 0);

function prove(
  { clock }: AdminContext,
  { what, id, before, after, kept }: { what: string; id: string; before: TableRows; after: TableRows; kept: string },
): AdminResult {
  const left = proofOf(after);
  const proof = { what, id, at: clock.now().toISOString(), before: proofOf(before), after: left };
  return {
    json: { proof },
    lines: [
      `${countRows(before)} rows of ${id} were there, ${countRows(after)} are left.`,
      ...Object.entries(left).map(([table, { rows }]) => `  ${table}: ${rows} left`),
      ...(countRows(after) > 0 ? [kept] : []),
    ],
  };
}

async function columnsNamed(context: AdminContext, names: readonly string[]): Promise<{ table: string; column: string }[]> {
  const { rows } = await context.database.pool.query<{ table: string; column: string }>(
    `SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
     WHERE c.table_schema = current_schema() AND c.column_name = ANY ($1) ORDER BY 1, 2`,
    [names],
  );
  return rows;
}

/** Where a person's id stands in any row of the workspace's workshops: whole rows are searched, whatever column or json it is in. */
async function countTraces(context: AdminContext, team: string, person: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const { rows } = await context.database.pool.query<{ id: string }>('SELECT id FROM workshops WHERE org_id = $1 AND deleted_at IS NULL', [
    team,
  ]);
  for (const { id } of rows)
    for (const [table, all] of Object.entries(await rowsOfWorkshop(context.database.pool, id))) {
      const count = all.filter((row) => JSON.stringify(row).includes(person)).length;
      if (count > 0) counts[table] = (counts[table] ?? 0) + count;
    }
  return counts;
}

async function countOfTeam(context: AdminContext, team: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table } of await columnsNamed(context, ['org_id'])) {
    const { rows } = await context.database.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM "${table}" WHERE org_id = $1`,
      [team],
    );
    if ((rows[0]?.count ?? 0) > 0) counts[table] = rows[0]?.count ?? 0;
  }
  return counts;
}

/** What-ifs before what they came from; then whatever else names the workspace, and its jobs. All or nothing. */
async function eraseTeam(context: AdminContext, team: string): Promise<void> {
  const tables = await columnsNamed(context, ['org_id']);
  const client = await context.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT id FROM workshops WHERE org_id = $1 ORDER BY id FOR UPDATE', [team]);
    const { rows } = await client.query<{ depth: number }>(
      'SELECT coalesce(max(fork_depth), 0) AS depth FROM workshops WHERE org_id = $1',
      [team],
    );
    for (let depth = rows[0]?.depth ?? 0; depth >= 0; depth--)
      await client.query('DELETE FROM workshops WHERE org_id = $1 AND fork_depth = $2', [team, depth]);
    for (const { table } of tables) await client.query(`DELETE FROM "${table}" WHERE org_id = $1`, [team]);
    const { rows: jobs } = await client.query<{ isThere: boolean }>(`SELECT to_regclass('jobs.job') IS NOT NULL AS "isThere"`);
    if (jobs[0]?.isThere) await client.query(`DELETE FROM jobs.job WHERE data->>'orgId' = $1`, [team]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
