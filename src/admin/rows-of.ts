import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Rows of one table, as json has them. */
export type TableRows = Record<string, Record<string, unknown>[]>;

interface Reference {
  child: string;
  column: string;
  parent: string;
  parentColumn: string;
}

const maxRows = 200_000;
/** They are numbers that follow from the words beside them. */
const left = new Set(['embedding']);

/**
 * Everything that belongs to a workshop: its own row, and whatever refers to a row that belongs to it, over any number of steps. Found
 * in the database's own references, so that a table that is added later is never forgotten. What-ifs of it are workshops of their own.
 */
export async function rowsOfWorkshop(pool: pg.Pool, workshopId: string): Promise<TableRows> {
  const references = (await readReferences(pool)).filter(({ child }) => child !== 'workshops');
  const found = new Map<string, Map<string, Record<string, unknown>>>();
  const queue: string[] = [];
  const add = (table: string, rows: readonly Record<string, unknown>[]) => {
    const known = found.get(table) ?? new Map();
    const before = known.size;
    for (const row of rows) known.set(createHash('sha256').update(JSON.stringify(row)).digest('hex'), row);
    found.set(table, known);
    if (known.size > before && !queue.includes(table)) queue.push(table);
  };
  add('workshops', await select(pool, 'workshops', 'id', [workshopId]));
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    const rows = [...(found.get(parent)?.values() ?? [])];
    for (const reference of references.filter((one) => one.parent === parent)) {
      const keys = rows.map((row) => row[reference.parentColumn]).filter((key) => key !== null && key !== undefined);
      if (keys.length > 0) add(reference.child, await select(pool, reference.child, reference.column, keys));
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([table, rows]) => [table, [...rows.values()]]));
}

/** For a proof: how many there are, and a digest by which nobody can read them. */
export function proofOf(rows: TableRows): Record<string, { rows: number; sha256: string }> {
  return Object.fromEntries(
    Object.entries(rows).map(([table, all]) => {
      const texts = all.map((row) => JSON.stringify(row)).sort();
      return [table, { rows: all.length, sha256: createHash('sha256').update(texts.join('\n')).digest('hex') }];
    }),
  );
}

async function select(pool: pg.Pool, table: string, column: string, keys: readonly unknown[]): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query<{ row: Record<string, unknown> }>(
    `SELECT to_jsonb(t) AS row FROM ${quote(table)} t WHERE ${quote(column)}::text = ANY ($1::text[]) LIMIT ${maxRows}`,
    [keys.map(String)],
  );
  return rows.map(({ row }) => Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name))));
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function readReferences(pool: pg.Pool): Promise<Reference[]> {
  const { rows } = await pool.query<Reference>(`
    SELECT child.relname AS child, of_child.attname AS column, parent.relname AS parent, of_parent.attname AS "parentColumn"
    FROM pg_constraint k
    JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = child.relnamespace AND n.nspname = current_schema()
    JOIN pg_attribute of_child ON of_child.attrelid = k.conrelid AND of_child.attnum = k.conkey[1]
    JOIN pg_attribute of_parent ON of_parent.attrelid = k.confrelid AND of_parent.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 1`);
  return rows;
}
