import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildPage } from '../../src/practice/build-page.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { openRoom, type Room } from '../support/room.ts';
import { begin, cardSays, skipTo } from '../support/together.ts';
import { findChromium } from './find-chromium.ts';
import { launchBrowser } from './open-workspace.ts';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a vote and a round of writing in the page', () => {
  let browser: Browser;
  let scenario: Scenario;
  let room: Room;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser(executablePath ?? '');
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    scenario = await openScenario({ pageDir: await buildPage() });
    room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
    await begin(room);
    await skipTo(room, 'ideation');
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(30_000);
  });
  afterEach(async () => {
    await page.close();
    await scenario.close();
  });

  const modal = () => page.getByRole('dialog');
  const thread = () => page.getByRole('complementary').last();

  /** The thread of the step that is open, as this person sees it. */
  async function openThread(who: RegExp): Promise<void> {
    await page.goto(scenario.practice.url);
    await page.getByRole('main').waitFor();
    await page.goto(new URL(`/archives/${room.channel}/p${room.card('ideation').ts.replace('.', '')}`, scenario.practice.url).href);
    await thread().waitFor();
    await page.getByRole('button', { name: who }).first().click();
    await thread().getByRole('heading', { name: /Ideas/ }).first().waitFor();
  }

  /** Chooses in a menu of the form by its label. */
  async function choose(label: string, option: RegExp): Promise<void> {
    await modal()
      .getByRole('button', { name: new RegExp(`^${label}`) })
      .click();
    await modal().getByRole('option', { name: option }).click();
  }

  async function start(label: string): Promise<void> {
    await thread().getByRole('button', { name: 'Do it together' }).first().click();
    await page
      .getByRole('button', { name: `Start ${label}` })
      .last()
      .click();
    await modal().getByRole('button', { name: 'Start' }).click();
    await modal().waitFor({ state: 'detached' });
  }

  async function shoot(name: string): Promise<void> {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
  }

  test('dots are given in a form, hidden until the host closes it, and the host decides', async () => {
    await room.tell('tomas', '- Silent kiosk\n- Coloured cards\n- Text ahead');
    await openThread(/Maya Lindqvist/);
    await start('Dot vote');
    await openThread(/Tomás Rivera/);
    await thread().getByRole('button', { name: 'Vote', exact: true }).click();
    await choose('Dot 1', /Coloured cards/);
    await choose('Dot 2', /Coloured cards/);
    await choose('Dot 3', /Text ahead/);
    await shoot('ballot');
    await modal().getByRole('button', { name: 'Vote', exact: true }).click();
    await modal().waitFor({ state: 'detached' });
    await thread().getByText('1 of 2 has voted').first().waitFor();
    await shoot('vote-open');
    expect(await thread().getByText('●●').count()).toBe(0);
    await openThread(/Maya Lindqvist/);
    await thread().getByRole('button', { name: 'Close it' }).click();
    await thread().getByRole('button', { name: 'Take the top 2' }).click();
    await thread()
      .getByText(/We take on/)
      .first()
      .waitFor();
    await shoot('vote-decided');
    expect(await thread().getByText('●●').first().isVisible()).toBe(true);
    const picked = (await room.step('ideation')).draft.items.ideas
      ?.filter((idea) => idea.values.isSelected)
      .map((idea) => idea.values.title);
    expect(picked).toEqual(['Coloured cards', 'Text ahead']);
  });

  test('ideas are written in private and shown together', async () => {
    await openThread(/Maya Lindqvist/);
    await start('Brainwriting');
    await openThread(/Tomás Rivera/);
    await thread().getByRole('button', { name: 'Write yours' }).click();
    await modal()
      .getByRole('textbox', { name: /^Idea 1/ })
      .fill('A quiet hour');
    await modal()
      .getByRole('textbox', { name: /^Idea 2/ })
      .fill('A back door');
    await shoot('sheet');
    await modal().getByRole('button', { name: 'Hand in' }).click();
    await modal().waitFor({ state: 'detached' });
    await thread().getByText('1 of 2 has handed in').first().waitFor();
    expect(await page.getByText('A quiet hour').count()).toBe(0);
    await openThread(/Maya Lindqvist/);
    await thread().getByRole('button', { name: 'Close and show all' }).click();
    await thread().getByText('A quiet hour').first().waitFor();
    await cardSays(room, 'ideation', 'Brainwriting', '2 lines');
    await shoot('written');
    await thread().getByRole('button', { name: 'Round 2: pass them on' }).click();
    await thread()
      .getByRole('heading', { name: /round 2 of 3/ })
      .waitFor();
  });
});
