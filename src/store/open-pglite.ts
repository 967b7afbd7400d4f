import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { vector } from '@electric-sql/pglite-pgvector';
import pg from 'pg';

/**
 * PostgreSQL inside this process, behind the same pool as a server. It has one session, so the pool has one connection:
 * a query beside an open transaction waits for its end, and a query that the transaction waits for never comes.
 */
export async function openPglite(dataDir: string, loadFrom: Blob | undefined): Promise<{ pglite: PGlite; pool: pg.Pool }> {
  const pglite = await PGlite.create({ dataDir, extensions: { vector }, ...(loadFrom ? { loadDataDir: loadFrom } : {}) });
  let clients = 0;
  class EmbeddedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      const bridge = createPgConfig(pglite);
      const parse = bridge.connection.parse.bind(bridge.connection);
      // pg hands on its table of type parsers where the bridge expects a list of type numbers.
      bridge.connection.parse = (query: object) => parse({ ...query, types: undefined });
      super({ ...config, ...bridge } as unknown as pg.ClientConfig);
      clients += 1;
      const ownName = `#${clients}`;
      const send = this.query.bind(this) as (...all: unknown[]) => unknown;
      // After an error the pool takes a new client, which does not know that the one session has the statements of the last one.
      const sendNamed = (query: unknown, ...rest: unknown[]) =>
        send(hasName(query) ? { ...query, name: query.name + ownName } : query, ...rest);
      this.query = sendNamed as typeof this.query;
    }
  }
  const pool = new pg.Pool({ max: 1, idleTimeoutMillis: 0, Client: EmbeddedClient } as pg.PoolConfig);
  // A discarded client must not leave its transaction open in the one session.
  pool.on('remove', () => void pglite.exec('ROLLBACK').catch(() => undefined));
  return { pglite, pool };
}

function hasName(query: unknown): query is { name: string } {
  return typeof query === 'object' && query !== null && 'name' in query && typeof query.name === 'string';
}
