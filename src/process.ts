import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import type { Environment } from './config.ts';
import { describeError, redactDeep } from './log-redaction.ts';
import { trace } from './turns/trace.ts';

/**
 * Logs to standard output, or to standard error where the output itself is the result. Holds no token, whatever is handed to it; errors
 * say above debug what went wrong and where, and nothing of what people wrote.
 */
export function createLogger(level: Environment['LOG_LEVEL'], to: 1 | 2 | { write(line: string): void } = 1): Logger {
  const isVerbose = level === 'debug' || level === 'trace';
  const destination = typeof to === 'number' ? pino.destination(to) : to;
  return pino(
    {
      level,
      mixin: () => ({ ...(trace.current() ? { trace: trace.current() } : {}) }),
      formatters: { log: (details) => redactDeep(details, (error) => describeError(error, isVerbose)) },
      // They are described before they come here.
      serializers: { err: (error: unknown) => error },
    },
    destination,
  );
}

/** Errors of the adapters whose message is one sentence for the operator. */
const forOperators = new Set([
  'ConfigError',
  'DatabaseError',
  'SlackStartError',
  'ShareServerError',
  'OpsServerError',
  'AdminError',
  'SealError',
]);

/** Runs a process's main work. A setting, a token or a database that can't be used is one line and exit code 2; anything else is a bug. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isForOperator = error instanceof Error && forOperators.has(error.name);
    process.stderr.write(
      isForOperator ? `${error.message}\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(isForOperator ? 2 : 1);
  }
}

/** Whatever nobody caught is a bug: it is logged like everything else, and ends the process, for nobody knows what state it is in. */
export function logFatal(log: Logger): void {
  const end = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('unhandledRejection', end('A rejection that nobody handled'));
  process.on('uncaughtException', end('An error that nobody caught'));
}

/** Beyond what a stop may take, before the process ends all the same. */
const overtimeMs = 3_000;

/** Calls `stop` once on the first SIGTERM or SIGINT; a second signal, or a stop that takes much longer than it may, ends the process at once. */
export function stopOnSignals(stop: () => Promise<void>, log: Logger, { withinMs }: { withinMs: number }): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      log.info({ signal }, 'Stopping');
      const late = wait(withinMs + overtimeMs).then(() => {
        throw new Error('It took too long');
      });
      Promise.race([stop(), late]).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'Stopping failed');
          process.exit(1);
        },
      );
    });
  }
}

const parentCheckMs = 1_000;

/** npm does not always hand a signal down; a process left behind would keep the port and the data directory. */
export function stopWithParent(stop: () => Promise<void>): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    void stop().finally(() => process.exit(0));
  }, parentCheckMs);
  timer.unref();
}

/** A piece of work that is done now and then. */
export interface Job {
  /** Waits for what is running. */
  stop(): Promise<void>;
}

/** Again and again, never twice at once; a failure is logged, and the next time comes all the same. */
export function every(ms: number, what: string, work: () => Promise<unknown>, log: Pick<Logger, 'error'>): Job {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => log.error({ err: error }, `${what} failed`))
      .finally(() => {
        running = undefined;
      });
  }, ms);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

export async function stopAll(jobs: readonly Job[]): Promise<void> {
  await Promise.all(jobs.map((job) => job.stop()));
}
