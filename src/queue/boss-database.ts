import type pg from 'pg';
import type { ConstructorOptions } from 'pg-boss';

type BossDatabase = NonNullable<ConstructorOptions['db']>;

/** pg-boss over the pool that everything else uses: on PGlite it is the only door to the one session. */
export function bossDatabase(pool: pg.Pool): BossDatabase {
  return {
    async executeSql(text, values) {
      const client = await pool.connect();
      try {
        // Several statements in one text give several results, whatever the types say.
        const result: pg.QueryResult | pg.QueryResult[] = await client.query(text, values?.length ? values : undefined);
        return { rows: Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows };
      } catch (error) {
        // A text that holds BEGIN … COMMIT and failed must not leave its transaction to the next user of the connection.
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
