import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { SlackConfig } from '../../src/config.ts';
import { rehearsalPatience } from './open-house.ts';

/** A process of the bot that can be killed and started again. */
export interface BotProcess {
  /** Resolves when it is ready; rejects when it ended by itself. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** It was started, and neither killed nor stopped, but is not there any more. */
  readonly hasFallen: boolean;
}

/** `log`: gets all that it logs, and how it ended. */
export function keepBotProcess(slack: SlackConfig, environment: Record<string, string>, log?: Writable): BotProcess {
  let child: ChildProcess | undefined;
  let isWanted = false;
  const end = async (signal: NodeJS.Signals) => {
    isWanted = false;
    const ending = child;
    if (!ending || hasEnded(ending)) return;
    ending.kill(signal);
    await new Promise<void>((resolve) => ending.once('exit', () => resolve()));
  };
  return {
    get hasFallen() {
      return isWanted && (child === undefined || hasEnded(child));
    },
    async start() {
      const started = spawnBot(slack, environment);
      child = started;
      if (log) started.stdout?.pipe(log, { end: false });
      started.once('close', (code, signal) =>
        log?.write(`${JSON.stringify({ msg: 'The process ended', pid: started.pid, code, signal })}\n`),
      );
      await new Promise<void>((resolve, reject) => {
        started.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('"msg":"Ready') && resolve());
        started.once('exit', (code) => reject(new Error(`the bot ended by itself with code ${code}`)));
      });
      started.removeAllListeners('exit');
      isWanted = true;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function spawnBot(slack: SlackConfig, environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', new URL('../../src/main.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...rehearsalPatience,
      LOG_LEVEL: 'info',
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl ?? '',
      ...(slack.signingSecret
        ? { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(slack.port) }
        : { SLACK_APP_TOKEN: slack.appToken ?? '', SLACK_SIGNING_SECRET: '' }),
      ...environment,
    },
  });
}
