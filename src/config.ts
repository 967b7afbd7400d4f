import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const seconds = (fallback: number, max: number) => z.coerce.number({ error: 'is a number of seconds' }).min(0).max(max).default(fallback);
const milliseconds = (fallback: number, max: number) =>
  z.coerce.number({ error: 'is a number of milliseconds' }).int().min(0).max(max).default(fallback);
const port = (fallback: number) => z.coerce.number({ error: 'is a port number' }).int().min(0).max(65_535).default(fallback);

/** The only place where settings are named. `.env.example` lists them; a test keeps the two together. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', { error: 'starts with “xoxb-” (Slack app → OAuth & Permissions)' }).optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', { error: 'starts with “xapp-” (Slack app → Basic Information → App-Level Tokens, scope connections:write)' })
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, { error: 'is the signing secret of the Slack app (Basic Information)' }).optional(),
  PORT: port(3000),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'is an http(s) address' })
    .refine((url) => url.endsWith('/api/'), { error: 'ends in “/api/”' })
    .optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/|pglite:).+/, { error: 'starts with “postgresql://” or “pglite:” followed by a directory' })
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  PRACTICE_PORT: port(3333),
  TURN_DEBOUNCE_MS: milliseconds(1_200, 60_000),
  LULL_LIVE_SECONDS: seconds(12, 3_600),
  LULL_ASYNC_SECONDS: seconds(300, 86_400),
  POST_INTERVAL_MS: milliseconds(1_000, 60_000),
  CARD_EDIT_INTERVAL_MS: milliseconds(5_000, 60_000),
});

export type Environment = z.infer<typeof environmentSchema>;

export interface SlackConfig {
  botToken: string;
  appToken?: string;
  signingSecret?: string;
  port: number;
  apiUrl?: string;
}

export interface Config {
  dataDir: string;
  databaseUrl: string;
  logLevel: Environment['LOG_LEVEL'];
  practicePort: number;
  turnPace: { debounceMs: number; lullMs: { live: number; async: number } };
  delivery: { postIntervalMs: number; editIntervalMs: number };
}

/** A setting that can't be used; the message is one line that names it. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Reads `.env` if there is one; what the environment says already wins. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** Throws ConfigError with one line for the first bad value. Empty values count as not given. */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.keys(environmentSchema.shape).flatMap((key) => (env[key] ? [[key, env[key]]] : [])));
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'environment');
  const isSecret = /TOKEN|SECRET|DATABASE_URL/.test(name);
  throw new ConfigError(`${name} ${issue?.message ?? 'is not valid'}${isSecret ? '' : `; it is “${given[name]}”`}. See .env.example.`);
}

export function toConfig(env: Environment): Config {
  return {
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? `pglite:${join(env.DATA_DIR, 'pg')}`,
    logLevel: env.LOG_LEVEL,
    practicePort: env.PRACTICE_PORT,
    turnPace: { debounceMs: env.TURN_DEBOUNCE_MS, lullMs: { live: env.LULL_LIVE_SECONDS * 1_000, async: env.LULL_ASYNC_SECONDS * 1_000 } },
    delivery: { postIntervalMs: env.POST_INTERVAL_MS, editIntervalMs: env.CARD_EDIT_INTERVAL_MS },
  };
}

/** Which transport: HTTP when a signing secret is given, Socket Mode with an app token otherwise. Throws ConfigError when neither is. */
export function toSlackConfig(env: Environment): SlackConfig {
  if (!env.SLACK_BOT_TOKEN)
    throw new ConfigError('SLACK_BOT_TOKEN is missing. Without a Slack app, “npm run dev” gives you a practice workspace.');
  if (!env.SLACK_SIGNING_SECRET && !env.SLACK_APP_TOKEN)
    throw new ConfigError('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing. See .env.example.');
  return {
    botToken: env.SLACK_BOT_TOKEN,
    port: env.PORT,
    ...(env.SLACK_SIGNING_SECRET ? { signingSecret: env.SLACK_SIGNING_SECRET } : { appToken: env.SLACK_APP_TOKEN as string }),
    ...(env.SLACK_API_URL ? { apiUrl: env.SLACK_API_URL } : {}),
  };
}
