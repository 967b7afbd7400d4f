import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { freePort, type RunningProcess, readStart, runProcess } from './load/run-process.ts';
import { seedThreads, type Thread } from './load/seed-threads.ts';
import { percentile, type Said, sendSigned } from './load/send-signed.ts';
import { bench, people, type StandInSlack, startStandInSlack } from './load/stand-in-slack.ts';
import { timeStart } from './load/time-start.ts';

/**
 * npm run bench:load -- [--database URL] [--seconds N] [--rate N] [--only ack,throughput,workers,start] [--json]
 * Signed load on the HTTP receiver, next to a bare Bolt app that inserts one row; a whole bot with replies; two workers next to one; how
 * long `npm run dev` takes.
 * Everything on the loopback, on a PostgreSQL that syncs to the disk, in programs of their own. Without --database it starts one.
 */

const usage = 'npm run bench:load -- [--database URL] [--seconds N] [--rate N] [--only ack,throughput,workers,start] [--json]';
const parts = ['ack', 'throughput', 'workers', 'start'] as const;
const threadCount = 200;
const channelCount = 40;
const replyEach = 10;
const firstWordsRate = 40;
const workerReplies = 120;
const workerThinkMs = 500;
const drainLimitMs = 60_000;
const ownPort = 55_433;
const root = fileURLToPath(new URL('../', import.meta.url));
const startPostgres = join(root, 'scripts/start-postgres.sh');

interface Row {
  name: string;
  figure: string;
  aim: string;
  isMet: boolean;
  /** It says whether the bot is right, and not how quick: the exit status is 1 where it is not met. */
  isPromise?: true;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '200' },
      only: { type: 'string', default: parts.join(',') },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = whole(values.seconds, '--seconds', 600);
  const rate = whole(values.rate, '--rate', 2_000);
  const only = values.only.split(',');
  for (const part of only)
    if (!parts.includes(part as (typeof parts)[number])) throw new Error(`--only knows ${parts.join(', ')}\n${usage}`);
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) throw new Error('The build failed.');
  const server = values.database ?? startServer();
  const slack = await startStandInSlack();
  const rows: Row[] = [];
  try {
    if (only.includes('ack')) rows.push(...(await withDatabase(server, (url) => measureAcks(url, slack, rate, Math.min(seconds, 20)))));
    if (only.includes('throughput')) rows.push(...(await withDatabase(server, (url) => measureThroughput(url, slack, rate, seconds))));
    if (only.includes('workers')) rows.push(...(await measureWorkers(server, slack)));
    if (only.includes('start')) rows.push(...(await measureStarts()));
  } finally {
    await slack.close();
    if (!values.database) spawnSync(startPostgres, ['--stop', '--port', String(ownPort)], { cwd: root });
  }
  report(rows, values.json);
  return rows.some((row) => row.isPromise && !row.isMet) ? 1 : 0;
}

function whole(text: string, name: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) throw new Error(`${name} is a number from 1 to ${max}\n${usage}`);
  return value;
}

function startServer(): string {
  const { stdout, status } = spawnSync(startPostgres, ['--durable', '--port', String(ownPort)], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('PostgreSQL could not be started; give one with --database');
  return stdout.trim();
}

async function withDatabase<T>(server: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `workshop_pilot_load_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    try {
      return await work(url.href);
    } finally {
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
  } finally {
    await admin.end();
  }
}

/** Messages that go round the threads; of each thread's, every `addressEach`th speaks to the bot, in another round than its neighbours'. */
function writeMessages(threads: readonly Thread[], count: number, perSecond: number, addressEach: number): Said[] {
  const startMs = Date.now();
  return Array.from({ length: count }, (_, n) => {
    const at = n % threads.length;
    const thread = threads[at] as Thread;
    const round = Math.floor(n / threads.length);
    const micros = startMs * 1_000 + Math.floor((n * 1_000_000) / perSecond);
    return {
      channel: thread.channel,
      threadTs: thread.threadTs,
      ts: `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`,
      userId: people[(n + round) % people.length] ?? '',
      text:
        (round + at) % addressEach === addressEach - 1
          ? `<@${bench.botUserId}> what should we look at next?`
          : `On Mondays the line is long, number ${n}.`,
    };
  });
}

function environment(url: string, slack: StandInSlack, port: number, more: Record<string, string>): Record<string, string> {
  return {
    ...botEnv,
    NODE_ENV: 'production',
    SLACK_BOT_TOKEN: bench.botToken,
    SLACK_SIGNING_SECRET: bench.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    DATABASE_URL: url,
    PORT: String(port),
    POST_INTERVAL_MS: '0',
    LOG_LEVEL: 'info',
    OPENAI_BASE_URL: slack.modelUrl,
    MODEL: 'bench',
    MODEL_PARALLEL: '8',
    LULL_LIVE_SECONDS: '600',
    ...more,
  };
}

/** As `npm start` does. */
const { args: bot, env: botEnv } = readStart();
const isReady = /"msg":"Ready/;

/** Alternately, so that whatever else the machine does falls on both. */
async function measureAcks(url: string, slack: StandInSlack, rate: number, seconds: number): Promise<Row[]> {
  const threads = await seedThreads(url, threadCount, channelCount, 'guided');
  const [barePort, ourPort] = [await freePort(), await freePort()];
  const bare = await runProcess(['--import', 'tsx', 'bench/load/bare-bolt.ts', String(barePort), url, bench.signingSecret], {}, /ready/);
  const ours = await runProcess(bot, environment(url, slack, ourPort, { ROLE: 'web' }), isReady);
  const ack = { bare: [] as number[], ours: [] as number[] };
  const spent = { bare: 0, ours: 0 };
  let refused = 0;
  try {
    const perRound = rate * Math.ceil(seconds / 4);
    for (const round of [-1, 0, 1, 2, 3]) {
      for (const [name, port] of Object.entries({ bare: barePort, ours: ourPort })) {
        const messages = writeMessages(threads, round < 0 ? rate * 2 : perRound, rate, Number.POSITIVE_INFINITY);
        const which = name as keyof typeof ack;
        const before = { bare, ours }[which].cpuSeconds();
        const result = await sendSigned(`http://127.0.0.1:${port}/slack/events`, messages, rate);
        refused += result.refused;
        // The first round only warms both up.
        if (round < 0) continue;
        ack[which].push(...result.ackMs);
        spent[which] += { bare, ours }[which].cpuSeconds() - before;
      }
    }
  } finally {
    await Promise.all([bare.stop(), ours.stop()]);
  }
  const [bareP50, p50, p99] = [percentile(ack.bare, 0.5), percentile(ack.ours, 0.5), percentile(ack.ours, 0.99)];
  return [
    {
      name: `ack p50 at ${rate}/s`,
      figure: `${ms(p50)}, ${ratio(p50 / bareP50)} × bare Bolt (${ms(bareP50)})`,
      aim: '≤10 ms, ≤1.5 ×',
      isMet: p50 <= 10 && p50 <= 1.5 * bareP50,
    },
    { name: `ack p99 at ${rate}/s`, figure: `${ms(p99)} (bare Bolt ${ms(percentile(ack.bare, 0.99))})`, aim: '≤100 ms', isMet: p99 <= 100 },
    {
      name: 'processor an event',
      figure: `${ms((spent.ours * 1_000) / ack.ours.length)} (bare Bolt ${ms((spent.bare * 1_000) / ack.bare.length)})`,
      aim: '–',
      isMet: true,
    },
    { name: 'refused', figure: String(refused), aim: '0', isMet: refused === 0 },
  ];
}

/** One process hears and one works, as in a small installation. */
async function measureThroughput(url: string, slack: StandInSlack, rate: number, seconds: number): Promise<Row[]> {
  const threads = await seedThreads(url, threadCount, channelCount, 'model');
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const port = await freePort();
  const processes = {
    web: await runProcess(bot, environment(url, slack, port, { ROLE: 'web' }), isReady),
    worker: await runProcess(bot, environment(url, slack, port, { ROLE: 'worker' }), isReady),
  };
  slack.posts.length = 0;
  slack.thinkMs = 0;
  try {
    const address = `http://127.0.0.1:${port}/slack/events`;
    // Everybody's first words begin 200 sessions, which costs more than what follows: they do not come in the same second.
    const first = await sendSigned(address, writeMessages(threads, threadCount, firstWordsRate, Number.POSITIVE_INFINITY), firstWordsRate);
    await untilDrained(pool, drainLimitMs);
    slack.posts.length = 0;
    const messages = writeMessages(threads, rate * seconds, rate, replyEach);
    const bytesBefore = await databaseBytes(pool);
    const result = await sendSigned(address, messages, rate);
    const endMs = performance.now();
    await untilDrained(pool, drainLimitMs);
    const drainSeconds = (performance.now() - endMs) / 1_000;
    const { rows: stored } = await pool.query<{ context_id: string; slack_ts: string }>(
      `SELECT context_id, slack_ts FROM messages WHERE role = 'user' ORDER BY context_id, version`,
    );
    const replies = slack.posts.filter((post) => post.threadTs !== '');
    const keys = replies.map((post) => post.key);
    const doubled = keys.length - new Set(keys).size + stored.length - new Set(stored.map((row) => row.slack_ts)).size;
    const disorder = stored.filter(
      (row, n) => n > 0 && stored[n - 1]?.context_id === row.context_id && Number(stored[n - 1]?.slack_ts) > Number(row.slack_ts),
    ).length;
    const { rows: failed } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM outbox WHERE failed_at IS NOT NULL`);
    const lost = messages.length + threads.length - stored.length;
    return [
      {
        name: `stored of ${messages.length} at ${rate}/s`,
        figure: `${stored.length - threads.length}, ${lost} lost`,
        aim: '0 lost',
        isMet: lost === 0,
      },
      {
        name: 'refused',
        figure: String(first.refused + result.refused),
        aim: '0',
        isMet: first.refused + result.refused === 0,
        isPromise: true,
      },
      { name: 'doubled (stored, posted)', figure: String(doubled), aim: '0', isMet: doubled === 0, isPromise: true },
      { name: 'out of order in a thread', figure: String(disorder), aim: '0', isMet: disorder === 0, isPromise: true },
      {
        name: 'replies',
        figure: `${replies.length} to ${messages.length / replyEach} questions, ${failed[0]?.n} failed`,
        aim: '0 failed; two questions in a row have one',
        isMet: failed[0]?.n === 0 && replies.length > 0,
        isPromise: true,
      },
      { name: 'backlog drained after', figure: `${drainSeconds.toFixed(1)} s`, aim: '≤10 s', isMet: drainSeconds <= 10 },
      {
        name: 'ack p50, p99 under it',
        figure: `${ms(percentile(result.ackMs, 0.5))}, ${ms(percentile(result.ackMs, 0.99))}`,
        aim: '–',
        isMet: true,
      },
      {
        name: 'database grew by, a message',
        figure: `${(((await databaseBytes(pool)) - bytesBefore) / messages.length / 1_024).toFixed(1)} KB, with its share of replies`,
        aim: '–',
        isMet: true,
      },
      ...Object.entries(processes).map(([name, one]) => memoryRow(name, one)),
    ];
  } finally {
    await Promise.all(Object.values(processes).map((one) => one.stop()));
    await pool.end();
  }
}

async function databaseBytes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
  return Number(rows[0]?.bytes);
}

function memoryRow(name: string, one: RunningProcess): Row {
  const { nowMb, peakMb } = one.memory();
  return {
    name: `memory of the ${name}`,
    figure: `${nowMb} MB, at most ${peakMb} MB; ${one.cpuSeconds().toFixed(0)} s of processor`,
    aim: '≤250 MB',
    isMet: nowMb <= 250,
  };
}

/** The same replies by one worker and by two, with a model that takes its time: what is waited for is the model. */
async function measureWorkers(server: string, slack: StandInSlack): Promise<Row[]> {
  const seconds: number[] = [];
  for (const count of [1, 2]) seconds.push(await withDatabase(server, (url) => timeReplies(url, slack, count)));
  const [one = Number.NaN, two = Number.NaN] = seconds;
  const gain = one / two;
  return [
    {
      name: `${workerReplies} replies, model ${workerThinkMs} ms`,
      figure: `one worker ${one.toFixed(1)} s, two ${two.toFixed(1)} s: ${ratio(gain)} ×`,
      aim: '≥1.7 ×',
      isMet: gain >= 1.7,
    },
  ];
}

async function timeReplies(url: string, slack: StandInSlack, count: number): Promise<number> {
  const threads = await seedThreads(url, workerReplies, channelCount, 'model');
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const port = await freePort();
  const more = { TURN_DEBOUNCE_MS: '50' };
  const web = await runProcess(bot, environment(url, slack, port, { ...more, ROLE: 'web' }), isReady);
  const workers: RunningProcess[] = [];
  slack.thinkMs = workerThinkMs;
  try {
    // Everything waits before anybody works, so that only the work is timed.
    await sendSigned(`http://127.0.0.1:${port}/slack/events`, writeMessages(threads, workerReplies, 200, 1), 200);
    slack.posts.length = 0;
    const startMs = performance.now();
    workers.push(
      ...(await Promise.all(
        Array.from({ length: count }, () => runProcess(bot, environment(url, slack, port, { ...more, ROLE: 'worker' }), isReady)),
      )),
    );
    while (slack.posts.length === 0 && performance.now() - startMs < drainLimitMs) await wait(5);
    const beganMs = performance.now();
    await untilDrained(pool, drainLimitMs);
    return (performance.now() - beganMs) / 1_000;
  } finally {
    slack.thinkMs = 0;
    await Promise.all([web, ...workers].map((one) => one.stop()));
    await pool.end();
  }
}

/** `npm run dev` by somebody who has just installed it, and again. */
async function measureStarts(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-pilot-start-'));
  const env = { DATA_DIR: join(folder, 'data'), TMPDIR: folder };
  try {
    for (const cached of ['src/practice/page/dist', 'node_modules/.cache/workshop-pilot'])
      await rm(join(root, cached), { recursive: true, force: true });
    const [cold, warm] = [await timeStart(root, await freePort(), env), await timeStart(root, await freePort(), env)];
    const row = (name: string, took: number, mostMs: number): Row => ({
      name: `npm run dev, ${name}, to the first answer`,
      figure: `${(took / 1_000).toFixed(1)} s`,
      aim: `≤${mostMs / 1_000} s`,
      isMet: took <= mostMs,
    });
    return [row('cold', cold, 6_000), row('warm', warm, 2_000)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nothing is due any more: no turn, nothing in the outbox. */
async function untilDrained(pool: pg.Pool, limitMs: number): Promise<void> {
  const untilMs = performance.now() + limitMs;
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      `SELECT (SELECT count(*) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL)::int
            + (SELECT count(*) FROM contexts c WHERE c.turn_due_at < now() + interval '5 seconds')::int AS waiting`,
    );
    if (rows[0]?.waiting === 0 || performance.now() > untilMs) return;
    await wait(100);
  }
}

const ms = (value: number) => `${value.toFixed(1)} ms`;
const ratio = (value: number) => value.toFixed(2);

function report(rows: readonly Row[], isJson: boolean): void {
  if (isJson) {
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    return;
  }
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const row of rows) process.stdout.write(`${row.isMet ? '✓' : '✗'} ${row.name.padEnd(width)}  ${row.figure}   (aim ${row.aim})\n`);
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
