import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Meters } from '../ports/meters.ts';

/** How much there is to do in the whole installation; the same from every process. */
export interface Backlog {
  queues: readonly { kind: string; waiting: number; active: number; dead: number; oldestDueSeconds: number }[];
  outbox: { waiting: number; oldestSeconds: number; failed: number; cardsBehind: number };
}

/** Connections to the database, of this process. */
export interface PoolState {
  total: number;
  idle: number;
  waiting: number;
}

export interface MeterOptions {
  pool: () => PoolState;
  backlog: () => Promise<Backlog>;
}

const prefix = 'workshop_pilot_';
const ackSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const stageSeconds = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 180];
/** Scrapes of several collectors ask once. */
const backlogForMs = 2_000;

/** Meters that Prometheus can read, with Node's own. */
export function createMeters({ pool, backlog }: MeterOptions): { meters: Meters; text(): Promise<string>; contentType: string } {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register, prefix });
  const counter = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
    new Counter<T>({ name: `${prefix}${name}_total`, help, labelNames, registers });
  const ack = new Histogram({ name: `${prefix}ack_seconds`, help: 'Until Slack was answered', buckets: ackSeconds, registers });
  const stages = new Histogram({
    name: `${prefix}stage_seconds`,
    help: 'Stages between a message and its answer',
    labelNames: ['stage'] as const,
    buckets: stageSeconds,
    registers,
  });
  const calls = counter('slack_calls', 'Calls of Slack’s Web API', ['method', 'outcome']);
  const looks = counter('doubtful_posts', 'Posts whose answer was lost: there, absent and sent again, or unseen and sent again', ['found']);
  const attempts = counter('model_calls', 'Calls of the language model', ['purpose', 'outcome']);
  const tokens = counter('model_tokens', 'Tokens of the language model', ['kind']);
  const fallbacks = counter('model_fallbacks', 'Replies in which the guided facilitator spoke in place of a model');
  watchPool(pool, registers);
  watchBacklog(backlog, registers);
  return {
    meters: {
      acknowledged: (ms) => ack.observe(ms / 1_000),
      called: (method, outcome) => calls.inc({ method, outcome }),
      looked: (found) => looks.inc({ found }),
      took: (stage, ms) => stages.observe({ stage }, ms / 1_000),
      modelAttempt({ purpose, outcome, prompt, completion, cached }) {
        attempts.inc({ purpose, outcome });
        tokens.inc({ kind: 'prompt' }, prompt);
        tokens.inc({ kind: 'completion' }, completion);
        tokens.inc({ kind: 'cached' }, cached);
      },
      fellBack: () => fallbacks.inc(),
    },
    text: () => register.metrics(),
    contentType: register.contentType,
  };
}

function watchPool(pool: () => PoolState, registers: Registry[]): void {
  new Gauge({
    name: `${prefix}database_connections`,
    help: 'Connections of this process’s pool, and who waits for one',
    labelNames: ['state'] as const,
    registers,
    collect() {
      const { total, idle, waiting } = pool();
      this.set({ state: 'in-use' }, total - idle);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waited-for' }, waiting);
    },
  });
}

function watchBacklog(backlog: () => Promise<Backlog>, registers: Registry[]): void {
  let last: { atMs: number; asked: Promise<Backlog | undefined> } | undefined;
  const ask = () => {
    if (!last || Date.now() - last.atMs > backlogForMs) last = { atMs: Date.now(), asked: backlog().catch(() => undefined) };
    return last.asked;
  };
  const gauge = <L extends string>(name: string, help: string, labelNames: L[], set: (gauge: Gauge<L>, now: Backlog) => void) =>
    new Gauge<L>({
      name: `${prefix}${name}`,
      help,
      labelNames,
      registers,
      async collect() {
        const now = await ask();
        // A database that is away must not look like one with nothing to do.
        if (now) set(this, now);
        else this.reset();
      },
    });
  gauge('queue_jobs', 'Jobs of the queue', ['kind', 'state'], (jobs, { queues }) => {
    for (const { kind, ...counts } of queues)
      for (const state of ['waiting', 'active', 'dead'] as const) jobs.set({ kind, state }, counts[state]);
  });
  gauge('queue_oldest_due_seconds', 'So long the oldest job is due', ['kind'], (oldest, { queues }) => {
    for (const { kind, oldestDueSeconds } of queues) oldest.set({ kind }, oldestDueSeconds);
  });
  gauge('outbox_rows', 'Deliveries to Slack', ['state'], (rows, { outbox }) => {
    rows.set({ state: 'waiting' }, outbox.waiting);
    rows.set({ state: 'failed' }, outbox.failed);
    rows.set({ state: 'cards-behind' }, outbox.cardsBehind);
  });
  gauge('outbox_oldest_seconds', 'So long the oldest delivery is due', [], (oldest, { outbox }) => oldest.set(outbox.oldestSeconds));
}
