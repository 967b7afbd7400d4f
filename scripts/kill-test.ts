import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BotProcess, keepBotProcess } from './rehearsal/bot-process.ts';
import { judge } from './rehearsal/judge.ts';
import { openChannel, openPractice } from './rehearsal/open-house.ts';
import { playWorkshop } from './rehearsal/play-workshop.ts';
import { readScript } from './rehearsal/script-format.ts';
import { seededRandom } from './rehearsal/seeded-random.ts';

const patienceMs = 90_000;

/**
 * Plays the written workshop while the bot's process is killed (`kill -9`) at random moments and started again.
 * It must still end with ten complete steps, every message stored once and nothing posted twice. Exit 1 otherwise.
 * `--webs 2 --workers 2 --database postgresql://…`: so many processes of each kind, one of which is killed each time; every third time
 * it is told to end (SIGTERM) instead, as in a rolling upgrade.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
      transport: { type: 'string', default: 'socket' },
      database: { type: 'string' },
      webs: { type: 'string', default: '0' },
      workers: { type: 'string', default: '0' },
    },
  });
  const kills = Number(values.kills);
  const random = seededRandom(Number(values.seed));
  const dataDir = mkdtempSync(join(tmpdir(), 'workshop-pilot-kill-'));
  const databaseUrl = values.database ?? `pglite:${join(dataDir, 'pg')}`;
  const { practice, slack } = await openPractice(values.transport === 'http' ? 'http' : 'socket');
  const script = readScript(new URL('./rehearsal/clinic.yaml', import.meta.url).pathname);
  const stage = await openChannel(
    practice,
    script.host,
    ['maya', 'tomas', 'aiko', 'sam'].filter((name) => !script.late.includes(name)),
    { patienceMs, note: () => undefined },
  );
  const roles = [...Array<string>(Number(values.webs)).fill('web'), ...Array<string>(Number(values.workers)).fill('worker')];
  refuseUnplayable(roles, databaseUrl, values.transport);
  const bots = (roles.length > 0 ? roles : (['all'] as const)).map((role) =>
    keepBotProcess(slack, { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ROLE: role }),
  );
  for (const bot of bots) await bot.start();

  let killed = 0;
  let playing = true;
  /** Several may be on their way back at once; none is ended before it is there. */
  const starting = new Map<BotProcess, Promise<void>>();
  const killer = (async () => {
    while (playing && killed < kills) {
      const calls = practice.control.calls().length;
      const moreCalls = Math.floor(random() * 14);
      const waitMs = random() * 60;
      await practice.control
        .waitFor(() => !playing || practice.control.calls().length >= calls + moreCalls, { timeoutMs: 4_000, why: 'the bot to be busy' })
        .catch(() => undefined);
      await delay(waitMs);
      if (!playing) break;
      const bot = bots[Math.floor(random() * bots.length)];
      if (!bot) break;
      await starting.get(bot);
      if (!playing) break;
      const isGentle = bots.length > 1 && killed % 3 === 2;
      await (isGentle ? bot.stop() : bot.kill());
      killed++;
      process.stdout.write(`${isGentle ? 'end' : 'kill'} ${killed} of ${kills}\n`);
      starting.set(bot, bot.start());
    }
    await Promise.all(starting.values());
  })();
  try {
    await playWorkshop(stage, script);
    playing = false;
    await killer;
    await practice.control.whenDelivered({ timeoutMs: patienceMs });
    await quiet(() => practice.control.calls().length);
  } catch (error) {
    stage.errors.push((error as Error).message);
    playing = false;
    await killer;
  }
  await Promise.all(bots.map((bot) => bot.stop()));
  const orgId = practice.control.snapshot(practice.control.person('maya').id).team.id;
  const verdict = await judge(databaseUrl, orgId, stage, { mustComplete: true, markedCaptures: true, redelivered: true });
  await practice.close();
  rmSync(dataDir, { recursive: true, force: true });
  if (killed < kills) verdict.errors.push(`the rehearsal ended after ${killed} of ${kills} kills`);
  const complete = verdict.steps.filter((step) => step.status === 'complete').length;
  process.stdout.write(
    `seed ${values.seed}: ${killed} kills, ${complete} of ${verdict.steps.length} steps, messages ${verdict.messagesStored} of ${verdict.messagesExpected}, posts ${verdict.posts}, doubled ${verdict.duplicatePosts}\n`,
  );
  for (const error of verdict.errors) process.stdout.write(`✗ ${error}\n`);
  return verdict.errors.length > 0 ? 1 : 0;
}

function refuseUnplayable(roles: readonly string[], databaseUrl: string, transport: string): void {
  if (roles.length > 0 && (!roles.includes('web') || !roles.includes('worker') || databaseUrl.startsWith('pglite:')))
    throw new Error('Several processes need at least one web, one worker and --database postgresql://…');
  if (roles.filter((role) => role === 'web').length > 1 && transport === 'http')
    throw new Error('Several webs need a load balancer over HTTP; they share sockets without one');
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves when a number has stood still for two seconds. */
async function quiet(read: () => number): Promise<void> {
  for (let before = -1; before !== read(); ) {
    before = read();
    await delay(2_000);
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
