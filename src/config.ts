import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  DEFAULT_OPENAI_MODEL,
  type EmbeddingSettings,
  type ModelSettings,
  OPENAI_URL,
  type ServerSettings,
} from './openai/model-settings.ts';
import { PROVIDER_FLAGS } from './openai/provider-flags.ts';
import type { SealKey } from './store/token-seal.ts';
import type { Limits } from './turns/limits/limits.ts';

const seconds = (fallback: number, max: number) => z.coerce.number({ error: 'is a number of seconds' }).min(0).max(max).default(fallback);
const milliseconds = (fallback: number, max: number) =>
  z.coerce.number({ error: 'is a number of milliseconds' }).int().min(0).max(max).default(fallback);
const between = (min: number, max: number) =>
  z.coerce.number({ error: 'is a number' }).refine((value) => value >= min && value <= max, {
    error: `is from ${min} to ${max}`,
  });
const whole = (min: number, max: number) => between(min, max).refine(Number.isInteger, { error: 'is a whole number' });
/** What a million tokens cost, and what may be spent: in whatever currency, as long as it is the same. */
const amount = () => z.coerce.number({ error: 'is an amount' }).refine((value) => value >= 0, { error: 'is an amount, 0 or more' });
const flags = () =>
  z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((flag) => flag !== ''))
    .pipe(z.array(z.enum(PROVIDER_FLAGS, { error: `is a comma-separated list of ${PROVIDER_FLAGS.join(', ')}` })));
/** The first key seals tokens, the others open what they sealed before. */
const tokenKeys = () =>
  z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(
      z.array(
        z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/]{43}=$/, {
            error: 'is a list of NAME:KEY, each key 32 bytes in base64 (openssl rand -base64 32)',
          })
          .transform(
            (one): SealKey => ({ id: one.slice(0, one.indexOf(':')), key: Buffer.from(one.slice(one.indexOf(':') + 1), 'base64') }),
          ),
      ),
    )
    .refine((keys) => new Set(keys.map((one) => one.id)).size === keys.length, { error: 'names two keys alike' });
/** A page for outsiders needs https, except on the machine itself, where it is tried out. */
const isShareBase = (text: string) =>
  /^(https:\/\/[^/?#@\s]+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)\/?$/i.test(text) && URL.canParse(text);
const anyPort = () => z.coerce.number({ error: 'is a port number' }).int().min(0).max(65_535);
const port = (fallback: number) => anyPort().default(fallback);

/** Of a day; 0 for none. */
const limit = (fallback: number) => whole(0, 1e12).default(fallback);

/** The only place where settings are named. `.env.example` lists them; a test keeps the two together. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', { error: 'starts with “xoxb-” (Slack app → OAuth & Permissions)' }).optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', { error: 'starts with “xapp-” (Slack app → Basic Information → App-Level Tokens, scope connections:write)' })
    .optional(),
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^[\w.]+$/, { error: 'is the client id of the Slack app (Basic Information)' })
    .optional(),
  SLACK_CLIENT_SECRET: z.string().min(8, { error: 'is the client secret of the Slack app (Basic Information)' }).optional(),
  SLACK_STATE_SECRET: z.string().min(32, { error: 'is a secret of your own, 32 characters or more' }).optional(),
  TOKEN_KEYS: tokenKeys().optional(),
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
  TEMPLATES_DIR: z.string().optional(),
  DIRECT_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+/, { error: 'starts with “postgresql://”' })
    .optional(),
  DATABASE_POOL: whole(2, 100).optional(),
  ROLE: z.enum(['web', 'worker', 'all'], { error: 'is one of web, worker, all' }).default('all'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  TURNS_AT_ONCE: whole(1, 64).default(8),
  POSTS_AT_ONCE: whole(1, 64).default(10),
  REPLIES_AT_ONCE: whole(1, 64).default(8),
  OPS_PORT: anyPort().optional(),
  SHUTDOWN_SECONDS: between(1, 600).default(25),
  PRACTICE_PORT: port(3333),
  TURN_DEBOUNCE_MS: milliseconds(1_200, 60_000),
  LULL_LIVE_SECONDS: seconds(12, 3_600),
  LULL_ASYNC_SECONDS: seconds(300, 86_400),
  POST_INTERVAL_MS: milliseconds(1_000, 60_000),
  CARD_EDIT_INTERVAL_MS: milliseconds(5_000, 60_000),
  CARD_EDITS_PER_MINUTE: whole(1, 1e6).default(25),
  REPLY_STYLE: z.enum(['stream', 'edit'], { error: 'is stream or edit' }).default('stream'),
  FACILITATOR: z.enum(['auto', 'guided', 'model'], { error: 'is one of auto, guided, model' }).default('auto'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/, error: 'is an http(s) address' }).optional(),
  MODEL: z.string().optional(),
  MODEL_EXTRACT: z.string().optional(),
  MODEL_SUMMARY: z.string().optional(),
  MODEL_FLAGS: flags().default([]),
  MODEL_TIMEOUT_SECONDS: between(1, 600).default(60),
  MODEL_IDLE_SECONDS: between(1, 300).default(20),
  MODEL_PARALLEL: whole(1, 64).default(4),
  MODEL_CONTEXT_TOKENS: whole(2_000, 200_000).default(12_000),
  MODEL_OUTPUT_TOKENS: whole(200, 64_000).default(4_000),
  MODEL_PRICE_INPUT: amount().default(0),
  MODEL_PRICE_CACHED: amount().optional(),
  MODEL_PRICE_OUTPUT: amount().default(0),
  MODEL_CAP_WORKSHOP: amount().optional(),
  MODEL_CAP_DAY: amount().optional(),
  MODEL_CAP_WORKSHOP_TOKENS: whole(0, 1e12).optional(),
  MODEL_CAP_DAY_TOKENS: whole(0, 1e12).optional(),
  LIMIT_STARTS_PERSON: limit(30),
  LIMIT_STARTS_CHANNEL: limit(50),
  LIMIT_FORKS_PERSON: limit(50),
  LIMIT_EXPORTS_PERSON: limit(100),
  LIMIT_CANVASES_PERSON: limit(100),
  LIMIT_LINKS_PERSON: limit(50),
  LIMIT_MODEL_CALLS_TEAM: limit(50_000),
  LIMIT_MESSAGES_TEAM: limit(500_000),
  RECALL_EARLIER_WORKSHOPS: z.enum(['yes', 'no'], { error: 'is yes or no' }).default('no'),
  EMBEDDING_MODEL: z.string().optional(),
  EMBEDDING_DIMENSIONS: whole(1, 16_000).optional(),
  SHARE_BASE_URL: z
    .string()
    .refine(isShareBase, { error: 'is the public https address of the shared pages, without a path, such as https://packs.example.org' })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  SHARE_PORT: port(3001),
  SHARE_TRUSTED_PROXIES: whole(0, 10).default(0),
});

export type Environment = z.infer<typeof environmentSchema>;

export interface SlackConfig {
  /** Of the one workspace; absent where the app is installed into any number of them. */
  botToken?: string;
  oauth?: { clientId: string; clientSecret: string; stateSecret: string; tokenKeys: readonly SealKey[] };
  appToken?: string;
  signingSecret?: string;
  port: number;
  apiUrl?: string;
}

/** Pages for people outside Slack. */
export interface SharingConfig {
  /** Without a slash at its end. */
  baseUrl: string;
  /** 0: any free port. */
  port: number;
  /** How many proxies of the operator's own stand in front of it: so far `X-Forwarded-For` is believed. */
  trustedProxies: number;
}

/** What may be used up before the bot goes on without a model; absent: no limit. */
export interface UsageCap {
  cost?: number;
  tokens?: number;
}

export interface Config {
  /** What this process does: `web` hears Slack and serves pages, `worker` runs turns and delivers, `all` both. */
  role: Environment['ROLE'];
  dataDir: string;
  databaseUrl: string;
  /** The server itself, where `databaseUrl` leads to a pooler. */
  directDatabaseUrl?: string;
  /** Connections of this process, besides the one that listens. */
  databasePool: number;
  turnsAtOnce: number;
  /** Absent: nobody asks how this process does. */
  opsPort?: number;
  /** From the signal to the end. */
  shutdownMs: number;
  /** Templates of the operator's own. */
  templatesDir?: string;
  logLevel: Environment['LOG_LEVEL'];
  practicePort: number;
  turnPace: { debounceMs: number; lullMs: { live: number; async: number } };
  delivery: {
    postIntervalMs: number;
    editIntervalMs: number;
    cards: { everyMs: number; burst: number };
    atOnce: number;
    replies: { isStreamed: boolean; atOnce: number };
  };
  /** `model` only where one is configured. */
  facilitator: 'guided' | 'model';
  model?: ModelSettings;
  embedding?: EmbeddingSettings;
  recall: { earlierWorkshops: boolean };
  /** Of one prompt, as counted by our tokenizer. */
  contextTokens: number;
  /** Per million tokens; all 0 when unknown. */
  prices: { input: number; cached: number; output: number };
  caps: { workshop: UsageCap; day: UsageCap };
  limits: Limits;
  /** Absent: nothing is served to anybody outside Slack. */
  sharing?: SharingConfig;
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
  const isSecret = /TOKEN$|SECRET|KEYS?$|DATABASE_URL|BASE_URL/.test(name);
  throw new ConfigError(`${name} ${issue?.message ?? 'is not valid'}${isSecret ? '' : `; it is “${given[name]}”`}. See .env.example.`);
}

/** A web holds a connection for some milliseconds; a worker's places want more of them at once. */
const poolOf = { web: 5, worker: 12, all: 12 };
/** So many cards may be edited at once after a rest. */
const cardBurst = 5;

/** Throws ConfigError where settings do not fit together. */
export function toConfig(env: Environment): Config {
  const model = toModelSettings(env);
  if (env.FACILITATOR === 'model' && !model)
    throw new ConfigError('FACILITATOR is “model”, but there is none: set OPENAI_API_KEY, or OPENAI_BASE_URL and MODEL. See .env.example.');
  const databaseUrl = env.DATABASE_URL ?? `pglite:${join(env.DATA_DIR, 'pg')}`;
  if (env.ROLE !== 'all' && databaseUrl.startsWith('pglite:'))
    throw new ConfigError(
      `ROLE is “${env.ROLE}”, but the embedded database is for one process that does everything: set DATABASE_URL to a PostgreSQL server. See .env.example.`,
    );
  return {
    role: env.ROLE,
    dataDir: env.DATA_DIR,
    databaseUrl,
    ...(env.DIRECT_DATABASE_URL ? { directDatabaseUrl: env.DIRECT_DATABASE_URL } : {}),
    databasePool: env.DATABASE_POOL ?? poolOf[env.ROLE],
    turnsAtOnce: env.TURNS_AT_ONCE,
    ...(env.OPS_PORT === undefined ? {} : { opsPort: env.OPS_PORT }),
    shutdownMs: env.SHUTDOWN_SECONDS * 1_000,
    ...(env.TEMPLATES_DIR ? { templatesDir: env.TEMPLATES_DIR } : {}),
    logLevel: env.LOG_LEVEL,
    practicePort: env.PRACTICE_PORT,
    turnPace: { debounceMs: env.TURN_DEBOUNCE_MS, lullMs: { live: env.LULL_LIVE_SECONDS * 1_000, async: env.LULL_ASYNC_SECONDS * 1_000 } },
    delivery: {
      postIntervalMs: env.POST_INTERVAL_MS,
      editIntervalMs: env.CARD_EDIT_INTERVAL_MS,
      cards: { everyMs: 60_000 / env.CARD_EDITS_PER_MINUTE, burst: cardBurst },
      atOnce: env.POSTS_AT_ONCE,
      replies: { isStreamed: env.REPLY_STYLE === 'stream', atOnce: env.REPLIES_AT_ONCE },
    },
    facilitator: model && env.FACILITATOR !== 'guided' ? 'model' : 'guided',
    ...(model ? { model } : {}),
    ...toEmbedding(env),
    recall: { earlierWorkshops: env.RECALL_EARLIER_WORKSHOPS === 'yes' },
    contextTokens: env.MODEL_CONTEXT_TOKENS,
    prices: {
      input: env.MODEL_PRICE_INPUT,
      cached: env.MODEL_PRICE_CACHED ?? env.MODEL_PRICE_INPUT,
      output: env.MODEL_PRICE_OUTPUT,
    },
    caps: {
      workshop: toCap(env, env.MODEL_CAP_WORKSHOP, env.MODEL_CAP_WORKSHOP_TOKENS),
      day: toCap(env, env.MODEL_CAP_DAY, env.MODEL_CAP_DAY_TOKENS),
    },
    limits: {
      startsPerPerson: env.LIMIT_STARTS_PERSON,
      startsPerChannel: env.LIMIT_STARTS_CHANNEL,
      forksPerPerson: env.LIMIT_FORKS_PERSON,
      exportsPerPerson: env.LIMIT_EXPORTS_PERSON,
      canvasesPerPerson: env.LIMIT_CANVASES_PERSON,
      linksPerPerson: env.LIMIT_LINKS_PERSON,
      modelCallsPerTeam: env.LIMIT_MODEL_CALLS_TEAM,
      messagesPerTeam: env.LIMIT_MESSAGES_TEAM,
    },
    ...toSharing(env),
  };
}

/** A model is configured when it is named, or when there is a key or an address; only OpenAI's own server has a default. */
function toModelSettings(env: Environment): ModelSettings | undefined {
  if (!env.MODEL && !env.OPENAI_API_KEY && !env.OPENAI_BASE_URL) return undefined;
  const server = toServer(env, 'MODEL');
  const name = env.MODEL ?? (isOpenAi(server.baseUrl) ? DEFAULT_OPENAI_MODEL : undefined);
  if (!name) throw new ConfigError('MODEL is missing: the server at OPENAI_BASE_URL has no default one. See .env.example.');
  return {
    ...server,
    models: { reply: name, eval: name, extract: env.MODEL_EXTRACT ?? name, summary: env.MODEL_SUMMARY ?? name },
    flags: env.MODEL_FLAGS,
    idleMs: env.MODEL_IDLE_SECONDS * 1_000,
    outputTokens: env.MODEL_OUTPUT_TOKENS,
  };
}

function toSharing(env: Environment): { sharing?: SharingConfig } {
  if (!env.SHARE_BASE_URL) return {};
  if (env.SLACK_SIGNING_SECRET && env.SHARE_PORT !== 0 && env.SHARE_PORT === env.PORT)
    throw new ConfigError(`SHARE_PORT and PORT are both ${env.PORT}; shared pages need a port of their own. See .env.example.`);
  return { sharing: { baseUrl: env.SHARE_BASE_URL, port: env.SHARE_PORT, trustedProxies: env.SHARE_TRUSTED_PROXIES } };
}

function toEmbedding(env: Environment): { embedding?: EmbeddingSettings } {
  if (!env.EMBEDDING_MODEL) return {};
  return {
    embedding: {
      ...toServer(env, 'EMBEDDING_MODEL'),
      model: env.EMBEDDING_MODEL,
      ...(env.EMBEDDING_DIMENSIONS ? { dimensions: env.EMBEDDING_DIMENSIONS } : {}),
    },
  };
}

/** Servers other than OpenAI's often want no key; the SDK wants one always. */
function toServer(env: Environment, setting: string): ServerSettings {
  const baseUrl = (env.OPENAI_BASE_URL ?? OPENAI_URL).replace(/\/+$/, '');
  if (!env.OPENAI_API_KEY && isOpenAi(baseUrl))
    throw new ConfigError(
      `OPENAI_API_KEY is missing for ${setting}. Another server’s address goes into OPENAI_BASE_URL. See .env.example.`,
    );
  return {
    baseUrl,
    apiKey: env.OPENAI_API_KEY ?? 'none',
    timeoutMs: env.MODEL_TIMEOUT_SECONDS * 1_000,
    parallel: env.MODEL_PARALLEL,
  };
}

function isOpenAi(baseUrl: string): boolean {
  return /(^|\.)api\.openai\.com$/.test(new URL(baseUrl).hostname);
}

/** Money can only be counted when it is known what tokens cost. */
function toCap(env: Environment, cost: number | undefined, tokens: number | undefined): UsageCap {
  if (cost !== undefined && env.MODEL_PRICE_INPUT === 0 && env.MODEL_PRICE_OUTPUT === 0)
    throw new ConfigError(
      'MODEL_CAP_WORKSHOP and MODEL_CAP_DAY need MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT; without prices set MODEL_CAP_WORKSHOP_TOKENS and MODEL_CAP_DAY_TOKENS. See .env.example.',
    );
  return { ...(cost === undefined ? {} : { cost }), ...(tokens === undefined ? {} : { tokens }) };
}

/** Which transport: HTTP when a signing secret is given, Socket Mode with an app token otherwise. Throws ConfigError when neither is. */
export function toSlackConfig(env: Environment): SlackConfig {
  const oauth = toOauth(env);
  if (!env.SLACK_BOT_TOKEN && !oauth)
    throw new ConfigError('SLACK_BOT_TOKEN is missing. Without a Slack app, “npm run dev” gives you a practice workspace.');
  if (!env.SLACK_SIGNING_SECRET && !env.SLACK_APP_TOKEN)
    throw new ConfigError('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing. See .env.example.');
  return {
    ...(env.SLACK_BOT_TOKEN ? { botToken: env.SLACK_BOT_TOKEN } : {}),
    ...(oauth ? { oauth } : {}),
    port: env.PORT,
    ...(env.SLACK_SIGNING_SECRET ? { signingSecret: env.SLACK_SIGNING_SECRET } : { appToken: env.SLACK_APP_TOKEN as string }),
    ...(env.SLACK_API_URL ? { apiUrl: env.SLACK_API_URL } : {}),
  };
}

/** All or nothing of what it takes to be installed by anybody. */
function toOauth(env: Environment): SlackConfig['oauth'] {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret, TOKEN_KEYS: tokenKeys } = env;
  if (!clientId && !clientSecret && !stateSecret) return undefined;
  if (env.SLACK_BOT_TOKEN)
    throw new ConfigError('SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for any number: take one of them out. See .env.example.');
  const all = { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret, TOKEN_KEYS: tokenKeys };
  if (clientId && clientSecret && stateSecret && tokenKeys) return { clientId, clientSecret, stateSecret, tokenKeys };
  const missing = Object.entries(all).find(([, value]) => value === undefined)?.[0];
  throw new ConfigError(`${missing} is missing: to be installed into workspaces takes ${Object.keys(all).join(', ')}. See .env.example.`);
}
