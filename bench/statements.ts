import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openChannel, openPractice, rehearsalEnvironment } from '../scripts/rehearsal/open-house.ts';
import { toConfig } from '../src/config.ts';
import { countTokens, tokenizerName } from '../src/context/count-tokens.ts';
import { projectArtifact } from '../src/context/project-artifact.ts';
import { termsOf } from '../src/context/recall/terms-of.ts';
import { createMakeDeps } from '../src/make-deps.ts';
import { noMeters } from '../src/ports/meters.ts';
import type { Store } from '../src/ports/store.ts';
import { createLogger } from '../src/process.ts';
import { createTurnQueue } from '../src/queue/create-turn-queue.ts';
import { changeDelivery } from '../src/slack/delivery-settings.ts';
import { sendRow } from '../src/slack/send-row.ts';
import { showCard } from '../src/slack/show-card.ts';
import type { SlackContext } from '../src/slack/slack-context.ts';
import { createOneTeam } from '../src/slack/teams.ts';
import { createStore } from '../src/store/create-store.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { loadTemplates } from '../src/templates/load-templates.ts';
import { receiveMessage } from '../src/turns/receive-message.ts';
import { runTurn } from '../src/turns/run-turn.ts';
import { runVerb } from '../src/turns/run-verb.ts';
import type { Deps } from '../src/turns/use-case.ts';

/**
 * npm run bench:statements -- [--rounds N] [--database URL] [--list] [--json]
 * How many statements each kind of work sends to the database, BEGIN and COMMIT among them, and how long it takes, one after the other.
 * The loops that look for work (the queue's, the delivery's) do not run: each piece is done once, as they would do it.
 * `--list` shows the statements of the first one of each kind. On a server a database is made for it, and dropped.
 */

const usage = 'npm run bench:statements -- [--rounds N] [--database URL] [--list] [--json]';
const debounceMs = 1_200;
const warmUps = 3;
const leaseMs = 60_000;
const owner = 'bench';

interface Piece {
  kind: string;
  statements: string[];
  ms: number;
}

/** Everything that a connection is given to run, whoever gives it. */
function watchStatements(pool: pg.Pool): { take(): string[] } {
  let seen: string[] = [];
  const watched = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const { query } = client;
    const watch = (...args: unknown[]): unknown => {
      const [first] = args;
      seen.push(typeof first === 'string' ? first : ((first as { text?: string }).text ?? ''));
      return Reflect.apply(query, client, args);
    };
    Object.assign(client, { query: watch });
  });
  return {
    take() {
      const taken = seen;
      seen = [];
      return taken;
    },
  };
}

function createMeter(pool: pg.Pool) {
  const watch = watchStatements(pool);
  const pieces: Piece[] = [];
  return {
    pieces,
    async measure<T>(kind: string, work: () => Promise<T>): Promise<T> {
      watch.take();
      const startMs = performance.now();
      const result = await work();
      pieces.push({ kind, ms: performance.now() - startMs, statements: watch.take() });
      return result;
    },
  };
}

type Meter = ReturnType<typeof createMeter>;

/** A workshop in the practice workspace whose bot does only what it is told. */
interface Bench {
  meter: Meter;
  slack: SlackContext;
  deps: Deps;
  store: Store;
  channelId: string;
  people: string[];
  pass(ms: number): void;
}

const hold = async () => undefined;

/** What the delivery would do with everything that is due now. */
async function deliver({ meter, slack, store, deps }: Bench): Promise<void> {
  const settings = changeDelivery({ postIntervalMs: 0, editIntervalMs: 0 });
  for (;;) {
    const now = deps.clock.now();
    const [row] = await store.claimOutbox({ owner, now, leaseMs, limit: 1, lanes: 'posts' });
    if (row) {
      const card = row.content.kind === 'card' ? await store.card(row.content.cardId) : undefined;
      await meter.measure(`post ${card ? `${card.kind} card` : row.content.kind}`, async () => {
        const sent = await sendRow(slack, { ...row, hold });
        await store.finishOutbox(row, { ...sent, at: deps.clock.now() });
      });
      continue;
    }
    const [card] = await store.claimCards({ owner, now, leaseMs, limit: 1 });
    if (!card) return;
    await meter.measure(`edit ${card.kind} card`, () => showCard(slack, settings, card, { hold }));
  }
}

async function play(bench: Bench, rounds: number): Promise<void> {
  const { meter, slack, deps, store, channelId, people, pass } = bench;
  const orgId = slack.identity.teamId;
  const [host = '', ...others] = people;
  let count = 0;
  const ask = (userId: string, kind: string, typed: Parameters<typeof runVerb>[2]) =>
    meter.measure(kind, () => runVerb(deps, { orgId, channelId, userId, isOutsider: false, key: `bench:${++count}` }, typed));
  await ask(host, 'start (before the ack)', { verb: 'start', rest: 'A better check-in for small clinics' });
  await deliver(bench);
  const [workshop] = await store.listWorkshops({ orgId, channelId }, ['active']);
  if (!workshop) throw new Error('No workshop was started');

  const place = async () => {
    const step = (await store.loadWorkshop(workshop.id)).steps.find((one) => one.status === 'in_progress');
    if (!step?.threadTs) throw new Error('No step is open');
    return { contextId: step.contextId, threadTs: step.threadTs };
  };
  const say = (kind: string, threadTs: string, text: string) => {
    count += 1;
    pass(1_000);
    const sentAt = deps.clock.now();
    const slackTs = `${Math.floor(sentAt.getTime() / 1_000)}.${String(count).padStart(6, '0')}`;
    const userId = others[count % others.length] ?? host;
    const message = { orgId, channelId, threadTs, slackTs, userId, text, isOutsider: false, addressed: false, sentAt, isReplyToBot: true };
    return meter.measure(kind, () => receiveMessage(deps, message));
  };

  // The second step takes lines of a list, so that there is always something to capture.
  await ask(host, 'warming up', { verb: 'skip', rest: 'we know this already' });
  await deliver(bench);
  const { contextId, threadTs } = await place();
  for (let round = 0; round < warmUps + rounds; round++) {
    const isWarm = round >= warmUps;
    const named = (kind: string) => (isWarm ? kind : 'warming up');
    await say(named('message, no turn waits'), threadTs, `Most people wait about ${round} minutes at the desk.`);
    await say(named('message, a turn waits'), threadTs, 'And nobody knows why.');
    pass(debounceMs);
    await meter.measure(named('turn that changes nothing'), () => runTurn(deps, contextId));
    await say('warming up', threadTs, `- Nurse ${round} (core, high power, high interest)`);
    pass(debounceMs);
    await meter.measure(named('turn with a capture'), () => runTurn(deps, contextId));
    await deliver(bench);
    pass(20_000);
    await meter.measure(named('turn at the lull'), () => runTurn(deps, contextId));
    await deliver(bench);
  }
  while ((await store.loadWorkshop(workshop.id)).workshop.status === 'active') {
    await ask(host, 'skip (before the ack)', { verb: 'skip', rest: 'we know this already' });
    await deliver(bench);
    pass(10_000);
  }
}

function report(pieces: readonly Piece[], { list, json }: { list: boolean; json: boolean }, where: string): void {
  const kinds = [...new Set(pieces.map((piece) => piece.kind))].filter((kind) => kind !== 'warming up');
  const round = (value: number) => Number(value.toFixed(1));
  const rows = kinds.map((kind) => {
    const of = pieces.filter((piece) => piece.kind === kind);
    const median = (values: number[]) => round(values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN);
    return {
      kind,
      times: of.length,
      statements: median(of.map((piece) => piece.statements.length)),
      atMost: Math.max(...of.map((piece) => piece.statements.length)),
      ms: median(of.map((piece) => piece.ms)),
    };
  });
  if (json) return void process.stdout.write(`${JSON.stringify({ where, rows })}\n`);
  process.stdout.write(`Statements and milliseconds for one of each, ${where}: the median, and the most statements\n`);
  for (const { kind, times, statements, atMost, ms } of rows)
    process.stdout.write(
      `${kind.padEnd(28)} ${String(times).padStart(4)} × ${String(statements).padStart(5)} statements (≤${atMost}) ${ms} ms\n`,
    );
  if (!list) return;
  for (const kind of kinds) {
    process.stdout.write(`\n${kind}\n`);
    for (const text of pieces.findLast((piece) => piece.kind === kind)?.statements ?? [])
      process.stdout.write(`  ${text.replace(/\s+/g, ' ').trim().slice(0, 160)}\n`);
  }
}

/** A database of its own on that server. */
async function makeDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  if (server.startsWith('pglite:')) return { url: server, drop: async () => undefined };
  const name = `workshop_pilot_bench_${randomUUID().replaceAll('-', '')}`;
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      database: { type: 'string', default: process.env.TEST_DATABASE_URL ?? 'pglite:memory' },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000) throw new Error(`--rounds is a number from 1 to 1000\n${usage}`);
  const { url, drop } = await makeDatabase(values.database);
  const { practice, slack: given } = await openPractice('socket');
  const log = createLogger('error', 2);
  const database = await openDatabase(url);
  try {
    const config = toConfig(rehearsalEnvironment({ FACILITATOR: 'guided', TURN_DEBOUNCE_MS: String(debounceMs) }, url));
    let aheadMs = 0;
    const clock = { now: () => new Date(Date.now() + aheadMs) };
    const queue = await createTurnQueue({ database, clock, log });
    const templates = await loadTemplates({ executeSql: (text, args) => database.pool.query(text, args) }, undefined);
    const store = await createStore({
      database,
      queue,
      clock,
      log,
      templates,
      countTokens,
      tokenizer: tokenizerName,
      projectArtifact,
      termsOf,
    });
    const makeDeps = createMakeDeps({
      config,
      store,
      templates,
      clock,
      log,
      model: undefined,
      embedder: undefined,
      isModelGiven: false,
      markerSecret: 'bench',
      meters: noMeters,
    });
    const teams = createOneTeam({
      ...given,
      botToken: given.botToken ?? '',
      makeDeps,
      log,
      meters: noMeters,
      now: () => clock.now().getTime(),
    });
    await teams.start();
    const stage = await openChannel(practice, 'maya', ['maya', 'tomas', 'aiko', 'sam'], { patienceMs: 10_000, note: () => undefined });
    const slack = teams.only;
    if (!slack) throw new Error('The practice workspace did not answer');
    const meter = createMeter(database.pool);
    const people = ['maya', 'tomas', 'aiko', 'sam'].map((name) => practice.control.person(name).id);
    const pass = (ms: number) => {
      aheadMs += ms;
    };
    await play({ meter, slack, deps: slack.deps, store, channelId: stage.channel, people, pass }, rounds);
    report(meter.pieces, values, database.kind === 'pglite' ? 'PGlite' : 'PostgreSQL');
    await queue.stop(0);
  } finally {
    await database.close();
    await practice.close();
    await drop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
