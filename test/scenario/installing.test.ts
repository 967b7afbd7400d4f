import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, type InstalledScenario, openInstalled, openInstallPage, visit } from '../support/open-installed.ts';

const team = 'TPRACTICE1';
const minuteMs = 60_000;

let scenario: InstalledScenario;
beforeAll(async () => {
  scenario = await openInstalled();
}, 60_000);
afterAll(() => scenario.close());

const start = () => openInstallPage(`${scenario.address}/slack/install`);
const isInstalled = async () => (await scenario.app.depsOf(team)) !== undefined;
/** As far as Slack sends the browser back. */
async function decided(decision = 'allow') {
  const { authorizeUrl, cookie } = await start();
  return { back: await decide(authorizeUrl, team, decision), cookie };
}

describe('the page by which the app is installed', () => {
  it('has a button that leads to Slack with what the app asks for, and is nobody’s script’s business', async () => {
    const { page, html, authorizeUrl, cookie } = await start();
    expect(page.status).toBe(200);
    expect(html).toContain('>Add to Slack</a>');
    const { searchParams, pathname } = new URL(authorizeUrl);
    expect(pathname).toBe('/oauth/v2/authorize');
    expect(searchParams.get('client_id')).toBe(scenario.practice.oauth.clientId);
    expect(searchParams.get('scope')?.split(',')).toEqual(expect.arrayContaining(['chat:write', 'commands', 'groups:history']));
    expect(page.headers.get('set-cookie')).toMatch(/^__Host-[\w-]+=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect([page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual(['no-referrer', 'no-store']);
    expect(html).not.toMatch(/<script|<img|https?:\/\/(?!127)/);
    const again = await fetch(`${scenario.address}/slack/install`, { headers: { cookie } });
    expect(again.headers.get('set-cookie')).toContain(`${cookie};`);
  });

  it('is only looked at: anything else is nowhere', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(`${scenario.address}/slack/install`, { method })).status).toBe(404);
    expect((await fetch(`${scenario.address}/slack/installed`)).status).toBe(404);
  });
});

describe('an installation', () => {
  it('that somebody calls off says so', async () => {
    const { back, cookie } = await decided('cancel');
    expect(await visit(back, cookie)).toMatchObject({ status: 200, text: expect.stringContaining('Nothing was installed') });
  });

  it('ends in the browser that it began in, and nowhere else', async () => {
    const { back, cookie } = await decided();
    const other = await start();
    expect(await visit(back)).toMatchObject({ status: 400, text: expect.stringContaining('in the browser that it began in') });
    expect(await visit(back, other.cookie)).toMatchObject({ status: 400 });
    expect(await isInstalled()).toBe(false);
    expect(await visit(back, cookie)).toMatchObject({ status: 200 });
    expect(await isInstalled()).toBe(true);
  });

  it('counts once', async () => {
    const { back, cookie } = await decided();
    const visits = await Promise.all([visit(back, cookie), visit(back, cookie), visit(back, cookie)]);
    expect(visits.map((page) => page.status).toSorted()).toEqual([200, 400, 400]);
    expect((await visit(back, cookie)).text).toContain('This was done already');
  });

  it('has to be decided within ten minutes', async () => {
    const { back, cookie } = await decided();
    scenario.clock.advance(10 * minuteMs + 1_000);
    expect(await visit(back, cookie)).toMatchObject({ status: 400, text: expect.stringContaining('ten minutes only') });
  });

  it.each<[string, (state: string) => string]>([
    ['made up', () => 'anything'],
    ['empty', () => ''],
    ['with another time', (state) => state.replace(/^[^.]+/, (at) => (Number.parseInt(at, 36) + 1_000).toString(36))],
    ['with another signature', (state) => `${state.slice(0, -3)}AAA`],
    ['of an endless length', (state) => state + 'A'.repeat(10_000)],
  ])('with a state %s is refused', async (_, change) => {
    const { back, cookie } = await decided();
    const url = new URL(back);
    url.searchParams.set('state', change(url.searchParams.get('state') ?? ''));
    expect(await visit(url.href, cookie)).toMatchObject({ status: 400, text: expect.stringContaining('Nothing was installed') });
  });

  it('that Slack refuses shows nothing of the reason, which is in the log', async () => {
    const { back, cookie } = await decided();
    const url = new URL(back);
    url.searchParams.set('code', '<script>alert(1)</script>');
    const page = await visit(url.href, cookie);
    expect(page).toMatchObject({ status: 502, text: expect.stringContaining('Slack said no') });
    expect(page.text).not.toMatch(/script|invalid_code/);
    expect(scenario.log()).toContain('invalid_code');
  });

  it('in which something else went wrong at Slack’s is refused as well, without a word of the address', async () => {
    const { back, cookie } = await decided();
    const url = new URL(back);
    url.searchParams.delete('code');
    url.searchParams.set('error', '"><b>server_error');
    const page = await visit(url.href, cookie);
    expect(page).toMatchObject({ status: 502 });
    expect(page.text).not.toContain('server_error');
  });

  it('can be begun again when Slack did not answer', async () => {
    const first = await decided();
    scenario.practice.control.failNext('oauth.v2.access', { drop: true });
    expect(await visit(first.back, first.cookie)).toMatchObject({ status: 502, text: expect.stringContaining('Slack did not answer') });
    const second = await decided();
    expect(await visit(second.back, second.cookie)).toMatchObject({ status: 200 });
  });

  it('that the database does not take is no installation, and somebody reads so', async () => {
    await scenario.database.pool.query('ALTER TABLE installations RENAME TO away');
    const { back, cookie } = await decided();
    const page = await visit(back, cookie);
    await scenario.database.pool.query('ALTER TABLE away RENAME TO installations');
    expect(page).toMatchObject({ status: 500, text: expect.stringContaining('Something went wrong') });
    expect(scenario.log()).not.toMatch(/xox[a-z][.-]/);
  });
});
