import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildPage } from '../../src/practice/build-page.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom } from '../support/room.ts';
import { findChromium } from './find-chromium.ts';
import { launchBrowser } from './open-workspace.ts';

const executablePath = findChromium();
/** Where pictures go when somebody wants to look at them. */
const pictures = process.env.PAGE_PICTURES;

describe.skipIf(executablePath === undefined)('the home in the page', () => {
  let browser: Browser;
  let scenario: Scenario;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser(executablePath ?? '');
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    scenario = await openScenario({ pageDir: await buildPage() });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    await page.goto(scenario.practice.url);
    await page.getByRole('main').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await scenario.close();
  });

  const modal = () => page.getByRole('dialog');
  /** Again where the machine was too busy to answer in Slack's three seconds, as people do. */
  const send = async (label: string) => {
    for (let left = 3; left > 0; left--) {
      await modal().getByRole('button', { name: label, exact: true }).click();
      const isClosed = await modal()
        .waitFor({ state: 'detached', timeout: left === 1 ? 20_000 : 6_000 })
        .then(() => true)
        .catch((error: unknown) => (left > 1 ? false : Promise.reject(error)));
      if (isClosed) return;
    }
  };
  const openHome = async () => {
    await page.locator('a[href="#/home"]').first().click();
    await page.getByRole('main', { name: /home/ }).waitFor();
  };
  const picture = async (name: string) => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  };

  test('starts a workshop, shows what waits, and takes its settings', async () => {
    await openHome();
    await page.getByText('From a vague idea to a build pack').waitFor();
    await picture('home-empty');
    await page.getByRole('button', { name: 'Start a workshop' }).click();
    await modal()
      .getByRole('textbox', { name: /What is it about/ })
      .fill('Fewer missed appointments');
    await modal()
      .getByRole('button', { name: /In which channel/ })
      .click();
    await picture('home-start');
    await modal().getByRole('option', { name: '#clinic-checkin' }).click();
    await send('Start');
    await page.getByText('Fewer missed appointments').first().waitFor();
    await page.getByText('Your answer: What goes wrong today?').first().waitFor();
    await picture('home-running');

    await page.getByRole('button', { name: 'Settings' }).first().click();
    await modal()
      .getByRole('textbox', { name: /^Title/ })
      .waitFor();
    await picture('settings');
    await modal()
      .getByRole('textbox', { name: /^Title/ })
      .fill('Nobody waits in vain');
    await send('Save');
    await page.getByText('Nobody waits in vain').first().waitFor();

    await page.getByRole('button', { name: 'Next step' }).first().click();
    await page
      .getByText(/Challenge is not quite there/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Move on anyway' }).click();
    await page
      .getByText(/Step 2 of 10/)
      .first()
      .waitFor();
    await picture('home-next');
    const place = { orgId: 'TPRACTICE1', channelId: scenario.control.channel('clinic-checkin').id };
    expect(await scenario.app.deps.store.listWorkshops(place, ['active'])).toMatchObject([{ title: 'Nobody waits in vain' }]);
  });

  test('changes who does what, in a form of names', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    // Typed again where the machine is too busy to answer a command in Slack's three seconds.
    await room.stage.command(room.id('maya'), 'start A better check-in', () => room.stage.stepCard('challenge'));
    await room.opened('challenge');
    await room.tell('tomas', 'Problem: everybody hears why you came');
    await room.quiet();
    await page.goto(new URL(`/archives/${room.channel}`, scenario.practice.url).href);
    await page.getByRole('button', { name: 'People', exact: true }).first().click();
    await page.getByText('Only you see this:', { exact: true }).waitFor();
    await picture('people');
    await page.getByRole('button', { name: 'Change roles' }).click();
    await modal().getByText('Reading along').waitFor();
    await picture('roles');
    await send('Save');
    await room.type('maya', 'doctor');
    await page.getByText('All is well.').first().waitFor();
    await picture('doctor');
  });
});
