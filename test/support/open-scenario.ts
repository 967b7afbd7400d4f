import { pino } from 'pino';
import { expect, vi } from 'vitest';
import { openChannel, openPractice, rehearsalPatience, type Transport } from '../../scripts/rehearsal/open-house.ts';
import type { Stage } from '../../scripts/rehearsal/stage.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { readEnvironment, toConfig } from '../../src/config.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Control } from '../../src/practice/control.ts';
import type { Practice } from '../../src/practice/start-practice.ts';
import type { Database } from '../../src/store/open-database.ts';
import { openProgramDatabase } from './open-test-database.ts';

export interface Scenario {
  practice: Practice;
  control: Control;
  app: RunningApp;
  stage: Stage;
  clock: MovableClock;
  /** Undefined where the environment names another one. */
  database: Database | undefined;
  /** Lets time pass for the bot: what has become due meanwhile is done at once. */
  pass(ms: number): Promise<void>;
  maya: string;
  tomas: string;
  aiko: string;
  sam: string;
  /** A call of the Web API with the bot's token, past the bot. */
  callSlack(method: string, args: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface ScenarioOptions {
  transport?: Transport;
  /** Settings as in the environment, over those of a rehearsal. */
  env?: Record<string, string>;
  /** What is broken before the bot starts. */
  before?: (practice: Practice) => void;
  /** Takes part as the model; without one the facilitator is guided. */
  model?: Model;
  /** Everything that is logged, line by line. */
  logTo?: (line: string) => void;
  /** The folder of the built page, where a browser is to look at it. */
  pageDir?: string;
}

const patienceMs = 20_000;

export interface MovableClock {
  now(): Date;
  advance(ms: number): void;
}

/** The system's clock, until it is moved ahead. */
export function movableClock(): MovableClock {
  let aheadMs = 0;
  return {
    now: () => new Date(Date.now() + aheadMs),
    advance(ms) {
      aheadMs += ms;
    },
  };
}

/** Turns and wake-ups that have become due are put into the queue again, for their jobs wait by the system's clock. */
export async function passTime({ store }: RunningApp, clock: MovableClock, ms: number): Promise<void> {
  clock.advance(ms);
  const now = clock.now();
  for (const contextId of await store.overdueTurns(now)) await store.rescheduleTurn(contextId, now);
  for (const workshopId of await store.overdueWakeUps(now)) await store.rescheduleWakeUp(workshopId, now);
}

/** Until nothing of the queue is running or due: what was asked for before a moment is counted from that moment. */
async function untilIdle({ pool }: Database): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await pool.query(
        `SELECT data FROM jobs.job_common WHERE state = 'active' OR (state IN ('created', 'retry') AND start_after <= now())`,
      );
      expect(rows).toEqual([]);
    },
    { timeout: patienceMs, interval: 20 },
  );
}

/** The whole app in a practice workspace, on a database of its own, with a fresh channel that has everybody in it. */
export async function openScenario(options: ScenarioOptions = {}): Promise<Scenario> {
  const { practice, slack } = await openPractice(options.transport ?? 'socket', options.pageDir ? { pageDir: options.pageDir } : {});
  options.before?.(practice);
  const env = readEnvironment({ ...rehearsalPatience, LOG_LEVEL: 'fatal', ...options.env });
  const clock = movableClock();
  const database = env.DATABASE_URL ? undefined : await openProgramDatabase();
  const log = options.logTo ? pino({ level: env.LOG_LEVEL }, { write: options.logTo }) : pino({ level: env.LOG_LEVEL });
  const app = await startApp(toConfig(env), slack, log, {
    clock,
    ...(database ? { database } : {}),
    ...(options.model ? { model: options.model } : {}),
  });
  const stage = await openChannel(practice, 'maya', ['maya', 'tomas', 'aiko', 'sam'], { patienceMs, note: () => undefined });
  const { control } = practice;
  const id = (name: string) => control.person(name).id;
  return {
    practice,
    control,
    app,
    stage,
    clock,
    database,
    async pass(ms) {
      if (database) await untilIdle(database);
      await passTime(app, clock, ms);
    },
    maya: id('maya'),
    tomas: id('tomas'),
    aiko: id('aiko'),
    sam: id('sam'),
    async callSlack(method, args) {
      const headers = { authorization: `Bearer ${practice.botToken}`, 'content-type': 'application/json; charset=utf-8' };
      const response = await fetch(`${practice.apiUrl}${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
      return (await response.json()) as Record<string, unknown>;
    },
    async close() {
      await app.stop();
      await practice.close();
    },
  };
}
