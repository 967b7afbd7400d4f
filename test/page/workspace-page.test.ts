import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from './find-chromium.ts';
import { listFaintTexts } from './measure-contrast.ts';
import { launchBrowser, type OpenWorkspace, openWorkspace } from './open-workspace.ts';

const executablePath = findChromium();
const starter = '/workshop start A better check-in for small clinics';

describe.skipIf(executablePath === undefined)('the page of the practice workspace', () => {
  let browser: Browser;
  let workspace: OpenWorkspace;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser(executablePath ?? '');
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    workspace = await openWorkspace(browser);
    page = workspace.page;
  });
  afterEach(async () => {
    const { faults } = workspace;
    await workspace.close();
    expect(faults).toEqual([]);
  });

  const composer = () => page.getByRole('textbox', { name: /^Message #clinic-checkin/ });
  const threadBox = () => page.getByRole('textbox', { name: /^Reply in thread/ });
  const messages = () => page.getByRole('list', { name: /^Messages in/ });
  const message = (text: string | RegExp) => messages().getByRole('listitem').filter({ hasText: text });

  async function say(text: string, shown = text): Promise<void> {
    await composer().fill(text);
    await composer().press('Enter');
    await message(shown).waitFor();
  }

  async function startWorkshop(): Promise<void> {
    await composer().fill(starter);
    await composer().press('Enter');
    await page.getByRole('button', { name: 'Add a stakeholder' }).waitFor();
  }

  test('an empty channel says what to type, and puts it into the box', async () => {
    await page.getByRole('button', { name: starter }).click();
    expect(await composer().inputValue()).toBe(starter);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('heading', { name: 'Step 1 · Challenge' }).waitFor();
    expect(await composer().inputValue()).toBe('');
    expect(await page.getByRole('button', { name: starter }).count()).toBe(0);
  });

  test('a message is posted, edited and deleted, and shows its formatting', async () => {
    await say('*Bold* words for @tomas, `code` and <b>no markup</b>', 'no markup');
    const mine = message('no markup');
    expect(await mine.locator('strong', { hasText: 'Bold' }).count()).toBe(1);
    expect(await mine.locator('.pill').textContent()).toBe('@Tomás Rivera');
    expect(await mine.locator('b').count()).toBe(0);
    await mine.hover();
    await mine.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const editor = page.getByRole('textbox', { name: 'Edit message' });
    expect(await editor.inputValue()).toBe('*Bold* words for @tomas, `code` and <b>no markup</b>');
    await editor.fill('Other words');
    await editor.press('Enter');
    await message('Other words').getByText('(edited)').waitFor();
    await message('Other words').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await message('Other words').waitFor({ state: 'detached' });
  });

  test('a reply goes into the thread, the bot answers there, and the channel counts', async () => {
    await say('Where do people wait?');
    await message('Where do people wait?').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    await threadBox().fill('@workshop by the door');
    await threadBox().press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('I hear you.').waitFor();
    await message('Where do people wait?')
      .getByRole('button', { name: /2 replies/ })
      .waitFor();
    await threadBox().press('Escape');
    await thread.waitFor({ state: 'detached' });
  });

  test('a reaction is added from the picker and taken back by a press', async () => {
    await say('Pin this');
    await message('Pin this').hover();
    await page.getByRole('button', { name: 'React…' }).click();
    await page.getByRole('textbox', { name: 'Find an emoji' }).fill('pushpin');
    await page.keyboard.press('Enter');
    const reaction = message('Pin this').getByRole('button', { name: /^pushpin, 1: you/ });
    await reaction.waitFor();
    expect(await reaction.getAttribute('aria-pressed')).toBe('true');
    await reaction.click();
    await reaction.waitFor({ state: 'detached' });
  });

  test('what the bot does in a thread is shown there, and can be stopped', async () => {
    const { practice } = workspace;
    const { control } = practice;
    const client = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl });
    const channel = control.channel('clinic-checkin').id;
    await say('What do we know?');
    await message('What do we know?').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    const root = control.messages(channel).at(-1)?.ts ?? '';
    await client.assistant.threads.setStatus({ channel_id: channel, thread_ts: root, status: 'is thinking…' });
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('is thinking…').waitFor();
    const recipient = { recipient_team_id: 'TPRACTICE1', recipient_user_id: control.person('maya').id };
    await client.chat.startStream({ channel, thread_ts: root, markdown_text: 'It seems that', ...recipient });
    await thread.getByText('It seems that').waitFor();
    await thread.getByText('is writing…').waitFor();
    expect(await listFaintTexts(page)).toEqual([]);
    await thread.getByRole('button', { name: 'Stop' }).click();
    await thread.getByText('is writing…').waitFor({ state: 'detached' });
    expect(await thread.getByRole('button', { name: 'Stop' }).count()).toBe(0);
    expect(control.thread(channel, root)[1]).toMatchObject({ text: 'It seems that', streaming: false });
  });

  test('a slash command is refused in a thread and nothing typed is lost', async () => {
    await say('A question');
    await message('A question').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    await threadBox().fill('/workshop next');
    await threadBox().press('Enter');
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('/workshop is not supported in threads. Sorry!').waitFor();
    expect(await threadBox().inputValue()).toBe('/workshop next');
  });

  test('what cannot be sent comes back into the box, with the reason', async () => {
    await composer().fill(`long ${'x'.repeat(41_000)}`);
    await composer().press('Enter');
    await page.getByRole('alert').filter({ hasText: 'too long' }).waitFor();
    expect((await composer().inputValue()).length).toBe(41_005);
  });

  test('nothing typed is lost while the workspace cannot be reached', async () => {
    await page.route('**/control/postMessage', (route) => route.abort());
    await composer().fill('Do not lose me');
    await composer().press('Enter');
    await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
    expect(await composer().inputValue()).toBe('Do not lose me');
    await page.unroute('**/control/postMessage');
    await composer().press('Enter');
    await message('Do not lose me').waitFor();
    expect(workspace.faults.splice(0)).toEqual(['logged Failed to load resource: net::ERR_FAILED']);
  });

  test('a form shows the errors of the bot, keeps what was filled in, and closes when it is taken', async () => {
    await startWorkshop();
    await page.getByRole('button', { name: 'Add a stakeholder' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a stakeholder' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    expect(await dialog.getByText('Please fill this in.').count()).toBe(2);
    await dialog.getByLabel('Who').fill('GP');
    await dialog.getByRole('button', { name: /^Power/ }).click();
    await dialog.getByRole('option', { name: 'medium' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('“GP” is very short. Who is that?').waitFor();
    expect(await dialog.getByLabel('Who').inputValue()).toBe('GP');
    expect(await dialog.getByRole('button', { name: 'Power: medium' }).count()).toBe(1);
    await dialog.getByLabel('Who').fill('The receptionist');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await message('added The receptionist with medium power').waitFor();
    expect(await dialog.count()).toBe(0);
  });

  test('a form keeps what was typed while the bot changes it or puts another on top', async () => {
    await startWorkshop();
    await page.getByRole('button', { name: 'Add a stakeholder' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a stakeholder' });
    await dialog.getByLabel('Who').fill('The night nurse');
    await dialog.getByRole('button', { name: 'What have I typed?' }).click();
    await dialog.getByText('So far: The night nurse').waitFor();
    expect(await dialog.getByLabel('Who').inputValue()).toBe('The night nurse');
    await dialog.getByRole('button', { name: 'Why?' }).click();
    await page.getByRole('dialog', { name: 'Why I ask' }).getByText('whom to ask first').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor();
    expect(await dialog.getByLabel('Who').inputValue()).toBe('The night nurse');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('a text file is attached, read beside the channel, and given back whole', async () => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach a text file' }).click();
    await (await chooser).setFiles({ name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Notes\n\nåäö') });
    await page.getByRole('button', { name: 'Open notes.md' }).click();
    await page.getByRole('complementary', { name: 'File' }).getByRole('heading', { name: 'Notes', level: 1 }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('complementary', { name: 'File' }).getByRole('link', { name: 'Download' }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toBe('# Notes\n\nåäö');
  });

  test('a canvas opens from its link and as the tab of the channel, with names for mentions and without its HTML', async () => {
    await composer().fill('/workshop canvas');
    await composer().press('Enter');
    await page.getByRole('link', { name: 'the build pack' }).click();
    const side = page.getByRole('complementary', { name: 'Canvas' });
    await side.getByRole('cell', { name: 'Receptionist' }).waitFor();
    expect(await side.getByText('@Maya Lindqvist').count()).toBe(1);
    expect(await side.locator('img').count()).toBe(0);
    await page.keyboard.press('Escape');
    await side.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Canvas' }).click();
    await page.getByRole('main').getByRole('cell', { name: 'Receptionist' }).waitFor();
  });

  test('each person has their own drafts, secrets and unread messages', async () => {
    await composer().fill('Half a thought');
    await page.keyboard.press('Alt+2');
    await page.getByRole('textbox', { name: /as Tomás Rivera$/ }).waitFor();
    expect(await composer().inputValue()).toBe('');
    await composer().fill('/workshop what');
    await composer().press('Enter');
    await messages().getByText('I know start and canvas').waitFor();
    await page.getByRole('link', { name: /^random/ }).click();
    await page.getByRole('textbox', { name: /^Message #random/ }).fill('Anyone?');
    await page.keyboard.press('Enter');
    await message('Anyone?').waitFor();
    await page.getByRole('button', { name: /^Maya Lindqvist/ }).click();
    await page.getByRole('textbox', { name: /as Maya Lindqvist$/ }).waitFor();
    await page.getByRole('link', { name: /^clinic-checkin/ }).click();
    expect(await composer().inputValue()).toBe('Half a thought');
    expect(await page.getByText('I know start and canvas').count()).toBe(0);
    await page.getByRole('button', { name: /^Aiko Tanaka/ }).click();
    await page.getByRole('link', { name: 'random, 1 new' }).waitFor();
  });

  test('somebody of another company is marked and sees the shared channel only', async () => {
    const nora = page.getByRole('button', { name: /^Nora Feldman/ });
    expect(await nora.textContent()).toContain('outside');
    await nora.click();
    await page.getByRole('main', { name: '#harbour-partners' }).waitFor();
    expect(await page.getByRole('link', { name: 'clinic-checkin' }).count()).toBe(0);
  });

  test('everything can be done with the keyboard alone', async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focusedName()).toMatch(/^Message #clinic-checkin/);
    await page.keyboard.type('/wo');
    await page.getByRole('option', { name: /^\/workshop/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('start Shorter queues');
    await page.keyboard.press('Enter');
    const button = page.getByRole('button', { name: 'Add a stakeholder' });
    await button.waitFor();
    await page.keyboard.type('@tom');
    await page.keyboard.press('Enter');
    await page.keyboard.type('first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await message('second line').waitFor();
    expect(await message('second line').locator('.pill').textContent()).toBe('@Tomás Rivera');
    // Backwards out of the box: the last message, and with an arrow the card above it.
    for (let presses = 0; presses < 12 && (await focusedName()) !== 'listitem'; presses += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowUp');
    for (let presses = 0; presses < 12 && (await focusedName()) !== 'Add a stakeholder'; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add a stakeholder' });
    await dialog.waitFor();
    await page.keyboard.type('Night nurse');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focusedName()).toBe('Add a stakeholder');
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.type('Night nurse');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await message('added Night nurse with medium power').waitFor();
  });

  test('new messages are read aloud', async () => {
    const { control } = workspace.practice;
    await control.postMessage({ as: control.person('aiko').id, channel: control.channel('clinic-checkin').id, text: 'It is *me*' });
    await page.getByRole('status').filter({ hasText: 'Aiko Tanaka: It is me' }).waitFor({ state: 'attached' });
  });

  test('a narrow window shows one pane at a time, with a way back', async () => {
    await startWorkshop();
    await page.setViewportSize({ width: 390, height: 844 });
    await message('Step 1 · Challenge').click({ position: { x: 10, y: 10 } });
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();
    expect(await page.getByRole('main').isVisible()).toBe(false);
    await page.getByRole('button', { name: /^You are Maya/ }).click();
    await page.getByRole('menuitemradio', { name: /Sam Okafor/ }).click();
    await page.getByRole('textbox', { name: 'Reply in thread, as Sam Okafor' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('main').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('navigation', { name: 'Workspace' }).waitFor();
    await page.getByRole('link', { name: /^general/ }).click();
    await page.getByRole('main', { name: '#general' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  test.each(['light', 'dark'] as const)('every text stands out from what is behind it in the %s colours', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await listFaintTexts(page)).toEqual([]);
    await startWorkshop();
    await say('Hello @maya, `code` and <https://example.com/>, @workshop', 'Hello');
    await message('Hello').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('I hear you.').waitFor();
    await threadBox().fill('/workshop next');
    await threadBox().press('Enter');
    await page.getByText('not supported in threads').first().waitFor();
    expect(await listFaintTexts(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add a stakeholder' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Please fill this in.').first().waitFor();
    expect(await listFaintTexts(page)).toEqual([]);
  });

  test('says so when the bot is gone', async () => {
    await workspace.bot.stop();
    await page.getByText(/The bot is not connected/).waitFor();
  });

  test('a burst of changes costs few readings of the workspace', async () => {
    const { control } = workspace.practice;
    let readings = 0;
    page.on('request', (request) => {
      if (request.url().includes('/control/snapshot')) readings += 1;
    });
    const channel = control.channel('clinic-checkin').id;
    const people = ['maya', 'tomas', 'aiko', 'sam'].map((name) => control.person(name).id);
    for (let index = 0; index < 400; index += 1)
      await control.postMessage({ as: people[index % 4] ?? '', channel, text: `message ${index}` });
    await message('message 399').waitFor();
    expect(await messages().getByRole('listitem').count()).toBe(400);
    expect(readings).toBeLessThan(100);
    const startMs = performance.now();
    await say('one more');
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });

  async function focusedName(): Promise<string | null | undefined> {
    return page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('role') ?? activeElement?.getAttribute('aria-label') ?? activeElement?.textContent;
    });
  }
});
