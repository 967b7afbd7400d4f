/** The least that stores an event before it is acknowledged: Bolt's own receiver and one row. `bare-bolt.ts PORT DATABASE_URL SECRET` */
import { App, HTTPReceiver } from '@slack/bolt';
import pg from 'pg';

const [port = '0', databaseUrl = '', signingSecret = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('CREATE UNLOGGED TABLE IF NOT EXISTS bare_events (id bigserial PRIMARY KEY, body jsonb NOT NULL)');
await pool.query('ALTER TABLE bare_events SET LOGGED');
const receiver = new HTTPReceiver({ signingSecret, processBeforeResponse: true, logger: quiet() });
const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-bench', botId: 'BBOT', botUserId: 'UBOT' }), logger: quiet() });
app.event('message', async ({ body }) => {
  await pool.query('INSERT INTO bare_events (body) VALUES ($1)', [JSON.stringify(body)]);
});
await app.start(Number(port));
process.stdout.write('ready\n');

function quiet() {
  const silent = () => undefined;
  return {
    debug: silent,
    info: silent,
    warn: silent,
    error: (...parts: unknown[]) => void process.stderr.write(`${parts.map(String).join(' ')}\n`),
    setLevel: silent,
    getLevel: () => 'error' as never,
    setName: silent,
  };
}
