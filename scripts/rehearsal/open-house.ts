import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type RunningApp, startApp } from '../../src/app.ts';
import { type Environment, readEnvironment, type SlackConfig, toConfig } from '../../src/config.ts';
import type { Model } from '../../src/ports/model.ts';
import { type Practice, startPractice } from '../../src/practice/start-practice.ts';
import { Stage, type StageOptions } from './stage.ts';

export type Transport = 'socket' | 'http';

/** Rehearsals do not wait for people to think. */
export const rehearsalPatience = {
  TURN_DEBOUNCE_MS: '20',
  LULL_LIVE_SECONDS: '0.4',
  LULL_ASYNC_SECONDS: '0.4',
  POST_INTERVAL_MS: '0',
  CARD_EDIT_INTERVAL_MS: '100',
  CARD_EDITS_PER_MINUTE: '100000',
  SHUTDOWN_SECONDS: '10',
  LOG_LEVEL: 'error',
  // One person plays many.
  LIMIT_STARTS_PERSON: '0',
};

/** Settings of a rehearsal: its own data directory unless the environment or `--database` names a place. */
export function rehearsalEnvironment(env: Record<string, string | undefined>, database: string | undefined): Environment {
  const dataDir = env.DATA_DIR ?? join('.data', 'rehearsal');
  return readEnvironment({ ...rehearsalPatience, ...env, DATA_DIR: dataDir, ...(database ? { DATABASE_URL: database } : {}) });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A practice workspace in memory, set up for the transport; the bot is not there yet. */
export async function openPractice(
  transport: Transport,
  page: { pageDir?: string } = {},
): Promise<{ practice: Practice; slack: SlackConfig }> {
  const practice = await startPractice({ ...page, manifestPath: 'manifest.yml', retryDelaysMs: [300, 2_000, 8_000, 20_000, 60_000] });
  const slack: SlackConfig = { botToken: practice.botToken, apiUrl: practice.apiUrl, port: 0 };
  if (transport === 'socket') return { practice, slack: { ...slack, appToken: practice.appToken } };
  const port = await freePort();
  practice.setDelivery({ url: `http://127.0.0.1:${port}/slack/events`, signingSecret: practice.signingSecret });
  return { practice, slack: { ...slack, signingSecret: practice.signingSecret, port } };
}

/** A fresh channel with the host, the bot and everybody who is not late. */
export async function openChannel(
  practice: Practice,
  host: string,
  members: readonly string[],
  options: StageOptions,
  name = `rehearsal-${Date.now().toString(36)}`,
): Promise<Stage> {
  const { control } = practice;
  const hostId = control.person(host).id;
  const made = await control.createChannel({ as: hostId, name });
  if (!made.ok) throw new Error(`the channel could not be made: ${made.error}`);
  for (const member of members) await control.joinChannel({ as: control.person(member).id, channel: made.channel });
  await control.joinChannel({ as: hostId, channel: made.channel, user: control.bot().id });
  return new Stage(control, made.channel, options);
}

/** `model`: stands in for the one that the environment configures. */
export async function startBot(env: Environment, slack: SlackConfig, log: Logger, model?: Model): Promise<RunningApp> {
  return startApp(toConfig(env), slack, log, model ? { model } : {});
}
