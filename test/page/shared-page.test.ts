import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packForOutsiders } from '../../src/build-pack/pack-for-outsiders.ts';
import { renderSentence, renderSharedPage } from '../../src/web/render-page.ts';
import { securityHeaders } from '../../src/web/security-headers.ts';
import { samplePack, withWords } from '../unit/build-pack/pictures/sample-pack.ts';
import { findChromium } from './find-chromium.ts';
import { listFaintTexts } from './measure-contrast.ts';
import { launchBrowser } from './open-workspace.ts';

const chromium = findChromium();
const shared = {
  linkId: 'shr_1',
  pack: packForOutsiders(samplePack()),
  showsNames: false,
  expiresAt: new Date('2026-12-26T10:00:00Z'),
  links: { link: (messageId: string) => ({ address: `https://clinic.slack.com/archives/C1/p${messageId}` }) },
};
const pages: Record<string, string> = {
  '/share/TOKEN': renderSharedPage(shared, '/share/TOKEN'),
  '/long': renderSharedPage({ ...shared, pack: withWords(shared.pack, 'w'.repeat(300)) }, '/long'),
  '/nowhere': renderSentence('Nothing is shared here', 'This link has run out.'),
};

describe.skipIf(chromium === undefined)('a shared page in a browser', { timeout: 60_000 }, () => {
  let server: Server;
  let browser: Browser;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(200, { ...securityHeaders({ isHttps: false }), 'content-type': 'text/html; charset=utf-8' });
      response.end(pages[request.url ?? ''] ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Opens a page; what it asks of others, what its policy refuses and what fails are faults. */
  async function open(path: string, width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; faults: string[] }> {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) faults.push(`asked for ${request.url()}`);
    });
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${origin}${path}`, { waitUntil: 'load' });
    return { page, faults };
  }

  it.each([
    ['/share/TOKEN', 1280, 'light'],
    ['/share/TOKEN', 1280, 'dark'],
    ['/share/TOKEN', 360, 'light'],
    ['/share/TOKEN', 360, 'dark'],
    ['/long', 360, 'light'],
    ['/long', 1280, 'light'],
    ['/nowhere', 360, 'dark'],
  ] as const)('%s fits %i pixels and can be read in %s', async (path, width, scheme) => {
    const { page, faults } = await open(path, width, scheme);
    expect(await listFaintTexts(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => [...document.images].filter((image) => image.naturalWidth === 0).length)).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('can be gone through by keyboard and by what is read aloud', async () => {
    const { page } = await open('/share/TOKEN', 1280, 'light');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    expect(await page.getByRole('navigation', { name: 'Contents' }).getByRole('link').count()).toBe(shared.pack.documents.length + 2);
    const region = page.getByRole('region', { name: 'What each step found' });
    expect(await region.getByRole('img', { name: /power/i }).count()).toBeGreaterThan(0);
    expect(await region.getByRole('table').first().getByRole('columnheader').count()).toBeGreaterThan(1);
    expect(await page.evaluate(() => [...document.images].every((image) => image.alt.length > 20))).toBe(true);
    await page.context().close();
    const narrow = await open('/share/TOKEN', 360, 'light');
    const table = narrow.page.getByRole('table', { name: 'Stakeholders' }).first();
    expect(await table.getByRole('rowheader').count()).toBeGreaterThan(1);
    await narrow.page.context().close();
  });

  it('is printed on paper without its contents list', async () => {
    const { page } = await open('/share/TOKEN', 1280, 'dark');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    expect(await listFaintTexts(page)).toEqual([]);
    await page.context().close();
  });
});
