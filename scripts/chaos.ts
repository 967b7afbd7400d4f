import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import type { Control } from '../src/practice/control.ts';
import { type BotProcess, keepBotProcess } from './rehearsal/bot-process.ts';
import { judge } from './rehearsal/judge.ts';
import { openChannel, openPractice } from './rehearsal/open-house.ts';
import { playWorkshop } from './rehearsal/play-workshop.ts';
import { readScript } from './rehearsal/script-format.ts';
import { seededRandom } from './rehearsal/seeded-random.ts';
import type { Stage } from './rehearsal/stage.ts';

/**
 * npm run chaos -- [--minutes N] [--seed N] [--webs N] [--workers N] [--calm faults,kills,database] [--log FILE]
 * Workshops one after the other, by several processes on PostgreSQL, while processes are killed (kill -9), the database is restarted
 * and Slack fails in every way that the practice workspace knows. Each workshop must end with ten complete steps, every message
 * stored once and nothing posted twice. Loopback only. Exit 1 otherwise. `--log`: where all that the processes log goes.
 */

const usage = 'npm run chaos -- [--minutes N] [--seed N] [--webs N] [--workers N] [--calm faults,kills,database] [--log FILE]';
const port = 55_434;
const root = fileURLToPath(new URL('../', import.meta.url));
const startPostgres = join(root, 'scripts/start-postgres.sh');
const patienceMs = 120_000;
const killEveryMs = 4_000;
const faultEveryMs = 700;
const restartEveryMs = 60_000;
const settleMs = 60_000;

interface World {
  control: Control;
  processes: BotProcess[];
  random: () => number;
  stopping: AbortSignal;
  counts: { kills: number; faults: number; restarts: number; falls: number };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      webs: { type: 'string', default: '2' },
      workers: { type: 'string', default: '2' },
      calm: { type: 'string', default: '' },
      log: { type: 'string' },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 120)) throw new Error(`--minutes is from 0 to 120\n${usage}`);
  const calm = new Set(values.calm.split(','));
  const server = postgres('--durable');
  const url = await createDatabase(server);
  const { practice, slack } = await openPractice('socket');
  const roles = [...Array<string>(Number(values.webs)).fill('web'), ...Array<string>(Number(values.workers)).fill('worker')];
  const stopping = new AbortController();
  const log = values.log ? createWriteStream(values.log) : undefined;
  const world: World = {
    control: practice.control,
    processes: roles.map((role) => keepBotProcess(slack, { DATABASE_URL: url, ROLE: role, LOG_LEVEL: 'info' }, log)),
    random: seededRandom(Number(values.seed)),
    stopping: stopping.signal,
    counts: { kills: 0, faults: 0, restarts: 0, falls: 0 },
  };
  const errors: string[] = [];
  const totals = { workshops: 0, messages: 0, posts: 0, doubled: 0 };
  try {
    await Promise.all(world.processes.map((one) => one.start()));
    const chaos = [
      ...(calm.has('faults') ? [] : [breakSlack(world)]),
      ...(calm.has('kills') ? [] : [killProcesses(world)]),
      ...(calm.has('database') ? [] : [restartDatabase(world)]),
      reviveFallen(world),
    ];
    const stages: Stage[] = [];
    const untilMs = Date.now() + minutes * 60_000;
    for (let n = 1; Date.now() < untilMs; n++) stages.push(await playOne(world, practice, n));
    stopping.abort();
    await Promise.all(chaos);
    practice.control.clearFaults();
    await untilQuiet(practice.control);
    const orgId = practice.control.snapshot(practice.control.person('maya').id).team.id;
    for (const [index, stage] of stages.entries()) {
      const verdict = await judge(url, orgId, stage, { mustComplete: true, markedCaptures: true, redelivered: true });
      totals.workshops += 1;
      totals.messages += verdict.messagesStored;
      totals.posts += verdict.posts;
      totals.doubled += verdict.duplicatePosts;
      errors.push(...verdict.errors.map((error) => `workshop ${index + 1}: ${error}`));
    }
    if (practice.control.lostEvents() > 0) errors.push(`${practice.control.lostEvents()} events were given up by Slack`);
  } finally {
    stopping.abort();
    await Promise.all(world.processes.map((one) => one.stop()));
    await practice.close();
    postgres('--stop');
  }
  const { kills, faults, restarts, falls } = world.counts;
  process.stdout.write(
    `seed ${values.seed}: ${totals.workshops} workshops in ${minutes} min; ${kills} kills, ${restarts} restarts of the database, ${faults} faults of Slack, ${falls} processes that fell by themselves; messages ${totals.messages}, posts ${totals.posts}, doubled ${totals.doubled}, ${errors.length} errors\n`,
  );
  for (const error of errors) process.stdout.write(`✗ ${error}\n`);
  return errors.length > 0 ? 1 : 0;
}

function postgres(...args: string[]): string {
  const { stdout, status } = spawnSync(startPostgres, [...args, '--port', String(port)], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error('PostgreSQL could not be started or stopped');
  return stdout.trim();
}

async function createDatabase(server: string): Promise<string> {
  const name = `workshop_pilot_chaos_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function playOne({ stopping }: World, practice: Parameters<typeof openChannel>[0], n: number): Promise<Stage> {
  const script = readScript(new URL('./rehearsal/clinic.yaml', import.meta.url).pathname);
  const present = ['maya', 'tomas', 'aiko', 'sam'].filter((name) => !script.late.includes(name));
  const stage = await openChannel(practice, script.host, present, { patienceMs, note: () => undefined }, `chaos-${n}`);
  const beganMs = Date.now();
  await playWorkshop(stage, script).catch((error: unknown) => stage.errors.push((error as Error).message));
  if (!stopping.aborted) process.stdout.write(`workshop ${n} took ${Math.round((Date.now() - beganMs) / 1_000)} s\n`);
  return stage;
}

/** Until `stopping`, again and again after a pause of half to one and a half times `everyMs`. */
async function repeatedly({ random, stopping }: World, everyMs: number, work: () => Promise<void>): Promise<void> {
  while (!stopping.aborted) {
    await wait(everyMs * (0.5 + random()), undefined, { signal: stopping }).catch(() => undefined);
    if (!stopping.aborted) await work();
  }
}

function killProcesses(world: World): Promise<void> {
  return repeatedly(world, killEveryMs, async () => {
    const victim = world.processes[Math.floor(world.random() * world.processes.length)];
    if (!victim || victim.hasFallen) return;
    await victim.kill();
    world.counts.kills += 1;
    await startAgain(victim, world);
  });
}

/** One that ended by itself, such as at a start while the database was away, is started again, as an operator's platform would. */
function reviveFallen(world: World): Promise<void> {
  return repeatedly(world, 1_000, async () => {
    for (const one of world.processes)
      if (one.hasFallen) {
        world.counts.falls += 1;
        await startAgain(one, world);
      }
  });
}

async function startAgain(one: BotProcess, { stopping, counts }: World): Promise<void> {
  for (;;) {
    try {
      return await one.start();
    } catch {
      if (stopping.aborted) return;
      counts.falls += 1;
      await wait(1_000);
    }
  }
}

/** At once, without a goodbye to whoever is connected; what was committed must be there afterwards. */
function restartDatabase(world: World): Promise<void> {
  return repeatedly(world, restartEveryMs, async () => {
    const restarting = spawn(startPostgres, ['--restart', '--port', String(port)], { cwd: root, stdio: 'ignore' });
    await new Promise<void>((resolve) => restarting.once('exit', () => resolve()));
    world.counts.restarts += 1;
  });
}

const methods = [
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'reactions.add',
  'conversations.replies',
  'users.info',
  'views.open',
  '*',
];

function breakSlack(world: World): Promise<void> {
  const { control, random } = world;
  const among = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const faults: (() => void)[] = [
    () => control.failNext(among(methods), { retryAfterSeconds: 1 + Math.floor(random() * 2) }),
    () => control.failNext(among(methods), { status: 500 }),
    () => control.failNext(among(methods), { status: 500, effect: 'after' }),
    () => control.failNext(among(methods), { drop: true }),
    () => control.failNext(among(methods), { drop: true, effect: 'after' }),
    () => control.failNext(among(methods), { effect: 'none', delayMs: 500 + random() * 2_000 }),
    () => control.duplicateDelivery(11, { newEventIds: random() < 0.5 }),
    () => control.disconnect(random() < 0.5 ? 'refresh' : 'cut'),
  ];
  return repeatedly(world, faultEveryMs, async () => {
    // One at a time: those that wait for a method which is seldom called would make an outage of it.
    control.clearFaults();
    among(faults)();
    world.counts.faults += 1;
  });
}

/** The bot calls nothing for some seconds, and every event was acknowledged. */
async function untilQuiet(control: Control): Promise<void> {
  await control.whenDelivered({ timeoutMs: settleMs });
  const untilMs = Date.now() + settleMs;
  for (let before = -1; before !== control.calls().length && Date.now() < untilMs; ) {
    before = control.calls().length;
    await wait(4_000);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
