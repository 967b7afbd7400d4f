import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { rehearsalPatience } from '../../scripts/rehearsal/open-house.ts';
import { type RunningApp, startApp } from '../../src/app.ts';
import { readEnvironment, type SlackConfig, toConfig } from '../../src/config.ts';
import type { Control } from '../../src/practice/control.ts';
import { type Practice, type PracticeOptions, startPractice } from '../../src/practice/start-practice.ts';
import type { Database } from '../../src/store/open-database.ts';
import type { SealKey } from '../../src/store/token-seal.ts';
import type { Deps } from '../../src/turns/use-case.ts';
import { sealKey } from './installing.ts';
import { type MovableClock, movableClock } from './open-scenario.ts';
import { openProgramDatabase } from './open-test-database.ts';

export interface InstalledScenario {
  practice: Practice;
  app: RunningApp;
  database: Database;
  clock: MovableClock;
  /** `http://127.0.0.1:PORT` of the app. */
  address: string;
  slack: SlackConfig;
  /** Everything that was logged. */
  log(): string;
  /** Somebody installs the app through its page, as a browser does; the last page that they see. */
  install(place: string): Promise<Page>;
  depsOf(control: Control): Promise<Deps>;
  close(): Promise<void>;
}

export interface Page {
  status: number;
  text: string;
}

/** The app as anybody may install it, in a Slack with two workspaces and the app in neither. */
export async function openInstalled(
  options: Pick<PracticeOptions, 'second'> & {
    rotates?: boolean;
    keys?: SealKey[];
    database?: Database;
    env?: Record<string, string>;
  } = {},
): Promise<InstalledScenario> {
  const clock = movableClock();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const practice = await startPractice({
    manifestPath: 'manifest.yml',
    second: options.second ?? 'neighbours',
    retryDelaysMs: [300, 2_000, 8_000, 20_000],
    ackTimeoutMs: 10_000,
    now: () => clock.now().getTime(),
    oauth: { redirectUrls: [`${address}/slack/oauth_redirect`], rotates: options.rotates === true },
  });
  practice.setDelivery({ url: `${address}/slack/events`, signingSecret: practice.signingSecret });
  const { clientId, clientSecret } = practice.oauth;
  const slack: SlackConfig = {
    apiUrl: practice.apiUrl,
    port,
    signingSecret: practice.signingSecret,
    oauth: { clientId, clientSecret, stateSecret: randomBytes(32).toString('hex'), tokenKeys: options.keys ?? [sealKey('test')] },
  };
  const lines: string[] = [];
  const config = toConfig(readEnvironment({ ...rehearsalPatience, ...options.env }));
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(line) });
  const database = options.database ?? (await openProgramDatabase());
  const app = await startApp(config, slack, log, { clock, database });
  return {
    practice,
    app,
    database,
    clock,
    address,
    slack,
    log: () => lines.join(''),
    install: (place) => browse(`${address}/slack/install`, place),
    async depsOf(control) {
      const deps = await app.depsOf(control.snapshot(control.bot().id).team.id);
      if (!deps) throw new Error('The app is not installed there');
      return deps;
    },
    async close() {
      await app.stop();
      await practice.close();
    },
  };
}

/** From the button to the end, with cookies kept. */
async function browse(start: string, place: string): Promise<Page> {
  const { authorizeUrl, cookie } = await openInstallPage(start);
  const back = await decide(authorizeUrl, place);
  return visit(back, cookie);
}

export async function openInstallPage(start: string): Promise<{ authorizeUrl: string; cookie: string; page: Response; html: string }> {
  const page = await fetch(start);
  const html = await page.text();
  const href = /href="([^"]*oauth[^"]*)"/.exec(html)?.[1] ?? '';
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { authorizeUrl: href.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))), cookie, page, html };
}

/** Somebody presses a button on Slack's page; where their browser is sent to. */
export async function decide(authorizeUrl: string, place: string, decision = 'allow'): Promise<string> {
  const asked = new URL(authorizeUrl);
  const form = new URLSearchParams([...asked.searchParams, ['place', place], ['decision', decision]]);
  const answer = await fetch(`${asked.origin}${asked.pathname}`, { method: 'POST', body: form, redirect: 'manual' });
  const location = answer.headers.get('location');
  if (!location) throw new Error(await answer.text());
  return location;
}

export async function visit(url: string, cookie = ''): Promise<Page> {
  const answer = await fetch(url, { headers: cookie ? { cookie } : {} });
  const text = (await answer.text())
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { status: answer.status, text };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
