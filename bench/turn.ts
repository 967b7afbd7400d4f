import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openChannel, openPractice, rehearsalEnvironment, startBot } from '../scripts/rehearsal/open-house.ts';
import { createScriptedModel } from '../scripts/rehearsal/scripted-model.ts';
import type { Stage } from '../scripts/rehearsal/stage.ts';
import type { RunningApp } from '../src/app.ts';
import { createLogger } from '../src/process.ts';

/**
 * npm run bench:turn -- [--rounds N] [--database URL] [--json]
 * From a posted message to the first visible text of the reply, through the whole bot and a real socket, with a model that answers at
 * once: what the bot itself adds. The debounce, during which the bot waits on purpose, is taken off.
 */

const usage = 'npm run bench:turn -- [--rounds N] [--database URL] [--json]';
const debounceMs = 20;
const warmUps = 5;
const patienceMs = 30_000;
const pollMs = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '40' }, database: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000) throw new Error(`--rounds is a number from 1 to 1000\n${usage}`);
  const place = values.database ?? 'pglite:memory';
  const quiet = { TURN_DEBOUNCE_MS: String(debounceMs), LULL_LIVE_SECONDS: '600', LULL_ASYNC_SECONDS: '600' };
  const env = rehearsalEnvironment({ ...process.env, ...quiet }, place);
  const { practice, slack } = await openPractice('socket');
  const bot = await startBot(env, slack, createLogger('error', 2), createScriptedModel());
  try {
    const stage = await openChannel(practice, 'maya', ['maya', 'tomas', 'aiko', 'sam'], { patienceMs, note: () => undefined });
    await stage.command(stage.person('maya').id, 'start A better check-in for small clinics', () => stage.stepCard('challenge'));
    const { ts: threadTs } = await stage.waitForStep('challenge');
    const times: number[] = [];
    for (let round = 0; round < warmUps + rounds; round++) {
      const ms = await measure(stage, threadTs, round);
      await untilQuiet(bot, stage);
      if (round >= warmUps) times.push(ms - debounceMs);
    }
    report(times, place, values.json);
  } finally {
    await bot.stop();
    await practice.close();
  }
}

/** Milliseconds from the post to the first text of the answer; returns when the answer is whole, so that rounds do not overlap. */
async function measure(stage: Stage, threadTs: string, round: number): Promise<number> {
  const { control, channel } = stage;
  const replies = () => control.thread(channel, threadTs).filter((message) => message.user === control.bot().id && message.ts !== threadTs);
  const before = replies().length;
  const person = stage.person(round % 2 === 0 ? 'tomas' : 'aiko').id;
  const startMs = performance.now();
  await stage.say(person, `@pilot what should we do next?`, threadTs);
  await control.waitFor(() => replies().length > before && replies().at(-1)?.text, {
    timeoutMs: patienceMs,
    why: 'the first text of a reply',
  });
  const ms = performance.now() - startMs;
  await control.waitFor(() => replies().at(-1)?.streaming !== true, { timeoutMs: patienceMs, why: 'the reply to be whole' });
  await control.whenDelivered({ timeoutMs: patienceMs });
  return ms;
}

/** What follows a reply (its place in the log, a card) is done, so that it is not part of the next round. */
async function untilQuiet({ deps: { store } }: RunningApp, { channel, control }: Stage): Promise<void> {
  const { id: orgId } = control.snapshot(control.person('maya').id).team;
  const [workshop] = await store.listWorkshops({ orgId, channelId: channel }, ['active']);
  const until = Date.now() + patienceMs;
  while (workshop && (await store.countOutbox(workshop.id)).waiting > 0) {
    if (Date.now() > until) throw new Error('the bot did not come to rest');
    await wait(pollMs);
  }
}

function report(times: readonly number[], place: string, isJson: boolean): void {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1));
  const row = { rounds: times.length, minMs: at(0), p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
  if (isJson) process.stdout.write(`${JSON.stringify({ debounceMs, ...row })}\n`);
  else {
    const where = place.startsWith('pglite') ? 'PGlite' : 'PostgreSQL';
    process.stdout.write(
      `From a message to the first text of the reply, instant model, ${where}, without the debounce of ${debounceMs} ms\n`,
    );
    process.stdout.write(`rounds ${row.rounds}   min ${row.minMs} ms   p50 ${row.p50Ms} ms   p95 ${row.p95Ms} ms   max ${row.maxMs} ms\n`);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
