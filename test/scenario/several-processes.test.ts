import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openChannel, openPractice, rehearsalPatience } from '../../scripts/rehearsal/open-house.ts';
import type { Stage } from '../../scripts/rehearsal/stage.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { type Environment, readEnvironment, type SlackConfig, toConfig } from '../../src/config.ts';
import type { Practice } from '../../src/practice/start-practice.ts';
import { createLogger } from '../../src/process.ts';
import { createTestDatabase, databaseKinds } from '../support/open-test-database.ts';

const patienceMs = 30_000;

/** Processes that share nothing but the database; here they are in one, each with a pool, a queue and an owner of its own. */
describe.runIf(databaseKinds.includes('postgres'))('a web, two workers and one PostgreSQL', () => {
  let practice: Practice;
  let slack: SlackConfig;
  let database: { url: string; drop(): Promise<void> };
  const running: RunningApp[] = [];
  const lines: Record<string, unknown>[] = [];
  let web: RunningApp;
  let workers: [RunningApp, RunningApp];
  let stage: Stage;

  async function start(role: Environment['ROLE']): Promise<RunningApp> {
    const env = readEnvironment({
      ...rehearsalPatience,
      LOG_LEVEL: 'debug',
      DATABASE_URL: database.url,
      ROLE: role,
      OPS_PORT: '0',
      DATABASE_POOL: '4',
    });
    const to = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push({ role, ...(JSON.parse(chunk.toString()) as object) });
        done();
      },
    });
    const app = await startApp(toConfig(env), slack, createLogger('debug', to));
    running.push(app);
    return app;
  }
  const stop = async (app: RunningApp) => {
    running.splice(running.indexOf(app), 1);
    await app.stop();
  };
  const ask = async (app: RunningApp, path: string) => {
    const answer = await fetch(`http://127.0.0.1:${app.opsPort}${path}`);
    return { status: answer.status, text: await answer.text() };
  };

  beforeAll(async () => {
    ({ practice, slack } = await openPractice('socket'));
    database = await createTestDatabase('postgres');
    web = await start('web');
    workers = [await start('worker'), await start('worker')];
    stage = await openChannel(practice, 'maya', ['maya', 'tomas', 'aiko'], { patienceMs, note: () => undefined });
  }, 120_000);
  afterAll(async () => {
    await Promise.all(running.map((app) => app.stop()));
    await practice.close();
    await database.drop();
  });

  it('carry a workshop from the command to what is written down, each doing its part', async () => {
    const { control } = practice;
    const id = (name: string) => control.person(name).id;
    await stage.command(id('maya'), 'start A better check-in', () => stage.botPosts().length > 0);
    const card = await stage.waitForStep('challenge');
    await stage.say(id('tomas'), '@pilot Problem: people hear why you came', card.ts);
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●'), {
      why: 'the card to show it',
      timeoutMs: patienceMs,
    });
    const keys = stage.botPosts().map((post) => JSON.stringify(post.metadata));
    expect(new Set(keys).size).toBe(keys.length);
  }, 90_000);

  it('a web neither runs turns nor delivers: without a worker nothing is posted, with one everything is', async () => {
    const { control } = practice;
    for (const worker of workers) await stop(worker);
    const other = await openChannel(practice, 'maya', ['maya'], { patienceMs, note: () => undefined }, 'second');
    await control.runCommand({ as: control.person('maya').id, channel: other.channel, command: '/workshop', text: 'start Something else' });
    await vi.waitFor(async () => expect((await ask(web, '/metrics')).text).toMatch(/workshop_pilot_outbox_rows\{state="waiting"\} [1-9]/), {
      timeout: patienceMs,
    });
    expect(other.botPosts()).toEqual([]);
    workers = [await start('worker'), await start('worker')];
    await other.waitForStep('challenge');
  }, 120_000);

  it('are asked how they do, each on its own port', async () => {
    expect(await ask(web, '/healthz')).toEqual({ status: 200, text: 'ok\n' });
    expect(await ask(web, '/readyz')).toEqual({ status: 200, text: 'ready\n' });
    expect((await ask(workers[0], '/readyz')).status).toBe(200);
    expect((await ask(web, '/elsewhere')).status).toBe(404);
    const { text } = await ask(workers[0], '/metrics');
    expect(text).toContain('workshop_pilot_slack_calls_total{method="chat.postMessage",outcome="ok"}');
    expect(text).toContain('workshop_pilot_stage_seconds_bucket');
    expect(text).toContain('workshop_pilot_queue_jobs{kind="turn",state="waiting"} 0');
    for (const name of ['TPRACTICE1', stage.channel, practice.control.person('maya').id]) expect(text).not.toContain(name);
    const acks = await ask(web, '/metrics');
    expect(acks.text).toMatch(/workshop_pilot_ack_seconds_count [1-9]/);
  }, 60_000);

  it('write one trace from the event to the post', async () => {
    const { rows } = await poolOf(database.url, 'SELECT trace, count(*)::int AS n FROM outbox GROUP BY trace');
    expect(rows.every((row) => row.trace !== null)).toBe(true);
    const traces = new Set(rows.map((row) => row.trace));
    expect(
      lines.filter((line) => line['role'] === 'worker' && line['msg'] === 'delivered').map((line) => traces.has(line['trace'])),
    ).toContain(true);
  });

  it('a worker that is told to end gives way to the other one at once', async () => {
    const { control } = practice;
    const card = stage.stepCard('challenge');
    await stage.say(control.person('aiko').id, '@pilot User: patients', card?.ts ?? '');
    await stop(workers[0]);
    await control.waitFor(() => JSON.stringify(stage.stepCard('challenge')?.blocks).includes('●●'), {
      why: 'the other worker',
      timeoutMs: patienceMs,
    });
    await vi.waitFor(
      async () => {
        const { rows } = await poolOf(database.url, `SELECT count(*)::int AS n FROM outbox WHERE done_at IS NULL`);
        expect(rows).toEqual([{ n: 0 }]);
      },
      { timeout: patienceMs },
    );
  }, 90_000);
});

async function poolOf(url: string, sql: string): Promise<{ rows: Record<string, unknown>[] }> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
