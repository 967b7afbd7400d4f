import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Stage } from '../../scripts/rehearsal/stage.ts';
import { buildPage } from '../../src/practice/build-page.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { findChromium } from './find-chromium.ts';
import { launchBrowser } from './open-workspace.ts';

const executablePath = findChromium();
const idea = 'A better check-in for small clinics';
const question = 'How might we let patients arrive unheard?';

describe.skipIf(executablePath === undefined)('a real workshop in the page', () => {
  let browser: Browser;
  let scenario: Scenario;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser(executablePath ?? '');
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    scenario = await openScenario({ pageDir: await buildPage() });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(scenario.practice.url);
    await page.getByRole('main').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await scenario.close();
  });

  const composer = () => page.getByRole('textbox', { name: /^Message #clinic-checkin/ });
  const modal = () => page.getByRole('dialog');
  const stage = () =>
    new Stage(scenario.control, scenario.control.channel('clinic-checkin').id, { patienceMs: 20_000, note: () => undefined });

  async function fillChallenge(): Promise<void> {
    await modal()
      .getByRole('textbox', { name: /^Problem/ })
      .fill('Everybody hears why you came.');
    await modal()
      .getByRole('textbox', { name: /^Who it is for/ })
      .fill('Patients with a delicate reason');
    await modal()
      .getByRole('textbox', { name: /^What should be better/ })
      .fill('They sit down without a word said aloud');
    await modal()
      .getByRole('textbox', { name: /^Our question/ })
      .fill(question);
  }

  test('goes from a typed command to the canvas, as several people', async () => {
    await composer().fill(`/workshop start ${idea}`);
    await composer().press('Enter');
    await page.getByRole('heading', { name: /Step 1 of 10/ }).waitFor();
    await page
      .getByRole('button', { name: /Tomás Rivera/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Fill in' }).first().click();
    await modal().getByRole('button', { name: 'Save' }).click();
    await modal().getByText('There is nothing to save yet').waitFor();
    await fillChallenge();
    await modal().getByRole('button', { name: 'Save' }).click();
    await modal().waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /Maya Lindqvist/ })
      .first()
      .click();
    await page.getByText('Everything needed is here').first().waitFor();
    await page.getByRole('button', { name: 'Next step' }).first().click();
    await page.getByRole('heading', { name: /Step 2 of 10/ }).waitFor();
    await stage().command(scenario.maya, 'end', () => stage().finale());
    await page.getByRole('link', { name: 'The build pack' }).last().click();
    await page
      .getByRole('heading', { name: new RegExp(idea) })
      .last()
      .waitFor();
    expect(await page.getByText(question).last().isVisible()).toBe(true);
  });

  test('begins and moves on with the keyboard alone', async () => {
    await composer().focus();
    await page.keyboard.type(`/workshop start ${idea}`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Step 1 of 10/ }).waitFor();
    await reach('Fill in');
    await page.keyboard.press('Enter');
    await modal().waitFor();
    for (const words of [
      'Everybody hears why you came.',
      'Patients with a delicate reason',
      'They sit down without a word said aloud',
      question,
    ]) {
      await reachTextbox();
      await page.keyboard.type(words);
    }
    await reach('Save');
    await page.keyboard.press('Enter');
    await modal().waitFor({ state: 'detached' });
    await page.getByText('Everything needed is here').first().waitFor();
    await reach('Next step');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Step 2 of 10/ }).waitFor();
  });

  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      return {
        name: element?.textContent?.trim() ?? '',
        isEmptyBox: element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement ? element.value === '' : false,
      };
    });

  /** Tabs backwards from the composer to what stands above it, or forwards in a modal; at most a hundred times. */
  async function reach(name: string): Promise<void> {
    const key = (await modal().count()) > 0 ? 'Tab' : 'Shift+Tab';
    for (let pressed = 0; pressed < 100; pressed++) {
      if ((await focused()).name === name) return;
      await page.keyboard.press(key);
    }
    throw new Error(`“${name}” can't be reached with the keyboard`);
  }

  async function reachTextbox(): Promise<void> {
    for (let pressed = 0; pressed < 20; pressed++) {
      if ((await focused()).isEmptyBox) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('no empty box can be reached with the keyboard');
  }
});
