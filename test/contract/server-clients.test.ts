import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNamingClient, NamelessClient } from '../../src/store/server-clients.ts';

const url = process.env.TEST_DATABASE_URL;

describe.skipIf(!url)('statements on a server', () => {
  const schema = `clients_${process.pid}`;
  let pool: pg.Pool;
  beforeAll(async () => {
    pool = new pg.Pool({ ...(url ? { connectionString: url } : {}), max: 1, Client: createNamingClient() });
    await pool.query(`CREATE SCHEMA ${schema}`);
    await pool.query(`CREATE TABLE ${schema}.things (number int)`);
  });
  afterAll(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
    await pool.end();
  });

  const select = `SELECT * FROM ${schema}.things WHERE number = $1`;
  const planned = async (text: string) => {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement = '${text}'`,
    );
    return rows[0]?.count;
  };

  it('are planned once in a session, from the second time on, however they are asked', async () => {
    await pool.query(select, [1]);
    expect(await planned(select)).toBe(0);
    await pool.query({ text: select, values: [2] });
    await pool.query(select, [3]);
    expect(await planned(select)).toBe(1);
    const simple = `SELECT count(*) FROM ${schema}.things`;
    for (let time = 0; time < 3; time++) await pool.query(simple);
    expect(await planned(simple)).toBe(0);
  });

  it('fail once when their table has changed under them, and not again', async () => {
    for (let time = 0; time < 3; time++) await pool.query(select, [1]);
    await pool.query(`ALTER TABLE ${schema}.things ADD COLUMN name text`);
    await expect(pool.query(select, [1])).rejects.toMatchObject({ code: '0A000' });
    for (let time = 0; time < 3; time++) await expect(pool.query(select, [1])).resolves.toMatchObject({ rows: [] });
  });

  it('have no name behind a pooler', async () => {
    const nameless = new pg.Pool({ ...(url ? { connectionString: url } : {}), max: 1, Client: NamelessClient });
    try {
      for (let time = 0; time < 3; time++) await nameless.query({ name: 'named', text: 'SELECT $1::int AS one', values: [1] });
      const { rows } = await nameless.query<{ count: number }>('SELECT count(*)::int AS count FROM pg_prepared_statements');
      expect(rows).toEqual([{ count: 0 }]);
    } finally {
      await nameless.end();
    }
  });
});
