import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { buildPage } from '../../src/practice/build-page.ts';
import { type Practice, startPractice } from '../../src/practice/start-practice.ts';
import { type EchoBot, startEchoBot } from '../fixtures/echo-bot.ts';
import { prepareBot } from './workshop-bot.ts';

export interface OpenWorkspace {
  practice: Practice;
  bot: EchoBot;
  page: Page;
  /** Everything that a page must never do: reach outside, log an error, throw. */
  faults: string[];
  close(): Promise<void>;
}

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

/** A new practice workspace with a small bot, its page open as the first person. */
export async function openWorkspace(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenWorkspace> {
  const practice = await startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml', pageDir: await buildPage() });
  const bot = await startEchoBot(practice, 'socket', prepareBot);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const faults: string[] = [];
  const { origin } = new URL(practice.url);
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin && !request.url().startsWith('data:')) faults.push(`reached out to ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`threw ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`logged ${message.text()}`);
  });
  await page.goto(practice.url);
  await page.getByRole('main').waitFor();
  return {
    practice,
    bot,
    page,
    faults,
    async close() {
      await context.close();
      await bot.stop();
      await practice.close();
    },
  };
}
