import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { buildPage } from '../src/practice/build-page.ts';
import { createLogger } from '../src/process.ts';
import { openChannel, openPractice, rehearsalEnvironment, startBot } from './rehearsal/open-house.ts';
import { playLines } from './rehearsal/play-workshop.ts';
import { readScript } from './rehearsal/script-format.ts';

const browserPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));
const target = 'docs/screenshot.png';

/** The picture in README.md: the practice workspace in the middle of the written workshop's second step. */
async function main(): Promise<void> {
  if (!browserPath) throw new Error('There is no Chromium: install it, or set CHROMIUM_PATH.');
  const { practice, slack } = await openPractice('socket', { pageDir: await buildPage() });
  const bot = await startBot(rehearsalEnvironment(process.env, 'pglite:memory'), slack, createLogger('error', 2));
  const script = readScript(new URL('./rehearsal/clinic.yaml', import.meta.url).pathname);
  const patience = { patienceMs: 30_000, note: () => undefined };
  const stage = await openChannel(practice, script.host, ['maya', 'tomas', 'aiko', 'sam'], patience, 'clinic-check-in');
  const maya = stage.person(script.host).id;
  await stage.command(maya, `start ${script.idea}`, () => stage.stepCard('challenge'));
  for (const stepId of ['challenge', 'stakeholder-mapping'] as const) {
    const card = await stage.waitForStep(stepId);
    await playLines(stage, stepId, card.ts, script.steps[stepId]);
    if (stepId === 'challenge') await stage.command(maya, 'next', () => stage.stepCard('stakeholder-mapping'));
  }
  const card = await stage.waitForStep('stakeholder-mapping');
  await stage.settle(
    () => stage.control.thread(stage.channel, card.ts).some((message) => message.text.includes('what we take along')),
    10_000,
  );

  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(practice.url);
  await page.getByRole('navigation').first().waitFor();
  await page.goto(new URL(`/archives/${stage.channel}/p${card.ts.replace('.', '')}`, practice.url).href);
  await page.getByRole('complementary').first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.screenshot({ path: target });
  await browser.close();
  await bot.stop();
  await practice.close();
  process.stdout.write(`${target}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
