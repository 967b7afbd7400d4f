import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packSchema } from '../../src/build-pack/pack-schema.ts';
import { openScenario, type Scenario } from '../support/open-scenario.ts';
import { labelsOf, openRoom, type Room } from '../support/room.ts';
import { printedOn, readPdf, squeeze } from '../unit/build-pack/read-pdf.ts';

const dayMs = 24 * 3_600_000;
const wholeChallenge = [
  'Problem: people hear why you came',
  'User: patients of small clinics',
  'Outcome: they arrive unheard, says <b>everybody</b>',
  'Question: How might we let patients arrive unheard?',
].join('\n');

let scenario: Scenario;
const logged: string[] = [];
beforeAll(async () => {
  const env = { SHARE_BASE_URL: 'https://packs.example.org', SHARE_PORT: '0', SHARE_TRUSTED_PROXIES: '1', LOG_LEVEL: 'trace' };
  scenario = await openScenario({ env, logTo: (line) => logged.push(line) });
});
afterAll(() => scenario.close());

/** A room whose first step is finished. */
async function openRoomWithResult(): Promise<Room> {
  const room = await openRoom({ control: scenario.control, deps: scenario.app.deps });
  await room.start();
  await room.tell('tomas', wholeChallenge);
  await room.type('maya', 'next');
  await room.opened('stakeholder-mapping');
  await room.quiet();
  return room;
}

const linkIn = (words: string) =>
  /https:\/\/packs\.example\.org(\/share\/[A-Za-z0-9_-]{43})(?![\w-])/.exec(words)?.[1] ?? `no link in ${words}`;
const share = async (room: Room, more = '') => linkIn(await room.type('maya', `share${more}`));

let visitors = 0;
/** Somebody with a browser and no Slack; each comes from an address of their own. */
const visit = (path: string, init: RequestInit & { from?: string } = {}) =>
  fetch(`http://127.0.0.1:${scenario.app.sharePort}${path}`, {
    ...init,
    redirect: 'manual',
    headers: { 'x-forwarded-for': init.from ?? `192.0.2.${++visitors}`, ...init.headers },
  });
const pageAt = async (path: string) => {
  const response = await visit(path);
  return { status: response.status, words: await response.text() };
};
const nowhere = { status: 404, words: expect.stringContaining('This link has run out, was taken back or is not complete') };
const visibilityOf = async (room: Room) => {
  const { rows } = await (scenario.database?.pool.query('SELECT visibility FROM workshops WHERE id = $1', [
    (await room.workshop()).workshop.id,
  ]) ?? {
    rows: [],
  });
  return (rows[0] as { visibility: string } | undefined)?.visibility;
};

describe('a link for people outside', () => {
  it('is made by the host, shown to them alone, and opens without Slack', async () => {
    const room = await openRoomWithResult();
    const before = room.posts();
    const told = await room.type('maya', 'share');
    expect(told).toContain('I show it only to you and only now');
    expect(told).toContain("People's names are not shown");
    expect(told).toContain('only for people with an account in this Slack');
    const page = await pageAt(linkIn(told));
    expect(page.status).toBe(200);
    expect(page.words).toContain('A better check-in for small clinics</h1>');
    expect(page.words).toContain('How might we let patients arrive unheard?');
    expect(page.words).toContain('says &lt;b&gt;everybody&lt;/b&gt;');
    expect(page.words).toContain('a participant');
    expect(page.words).toMatch(/href="https?:\/\/[^"]+\/archives\/C\w+\/p\d+/);
    for (const name of ['maya', 'tomas'] as const) expect(page.words).not.toContain(room.id(name));
    expect(page.words.toLowerCase()).not.toContain('tomas');
    await room.quiet();
    expect(room.posts()).toEqual(before);
    expect(await visibilityOf(room)).toBe('shared');
  });

  it('is for hosts: others are told so in a sentence', async () => {
    const room = await openRoomWithResult();
    expect(await room.refused('tomas', () => room.type('tomas', 'share'))).toContain('That is for the host');
    expect(await room.refused('tomas', () => room.type('tomas', 'share list'))).toContain('That is for the host');
    expect(await room.refused('tomas', () => room.type('tomas', 'share off'))).toContain('That is for the host');
  });

  it('shows the pack as it stood', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    await room.tell('aiko', '- Receptionists, core, medium, high', 'stakeholder-mapping');
    await room.type('maya', 'end');
    await room.finale();
    expect((await pageAt(path)).words).not.toContain('Receptionists');
    expect((await pageAt(await share(room))).words).toContain('Receptionists');
  });

  it('says that the team has moved on since, to the host who shares it and to whoever reads it, and can be made anew first', async () => {
    const room = await openRoomWithResult();
    const early = await share(room);
    expect((await pageAt(early)).words).not.toContain('Since this was made');
    await room.type('maya', 'revise challenge');
    await room.tell('tomas', 'User: patients of small clinics and their families', 'challenge');
    await room.type('maya', 'next');
    await room.seen(() => room.thread('challenge').some((post) => room.read(post).includes('version 2')), 'the second version');
    await room.quiet();
    const moved = 'Since this was made, Challenge has changed (version 1 → 2).';
    const told = await room.type('maya', 'share 7');
    expect(told).toContain(`${moved} “Make it anew” shares it as it stands now, and this link leads nowhere then.`);
    const old = linkIn(told);
    for (const path of [early, old]) {
      const { words } = await pageAt(path);
      expect(words).toContain(moved);
      expect(words).not.toContain('/workshop');
      expect(words).not.toContain('and their families');
    }
    expect(await (await visit(`${old}/build-pack.md`)).text()).toContain(moved);
    const pdf = readPdf(new Uint8Array(await (await visit(`${old}/build-pack.pdf`)).arrayBuffer()));
    expect(printedOn(pdf.pages.slice(0, 1))).toContain(squeeze(moved));

    const anew = await room.ask('maya', 'Make it anew', room.lastWhisper('maya'));
    expect(anew).not.toContain('Since this was made');
    expect((await pageAt(linkIn(anew))).words).toContain('patients of small clinics and their families');
    expect(await pageAt(old)).toEqual(nowhere);
    expect((await pageAt(early)).status).toBe(200);
    expect(await room.type('maya', 'share list')).toContain('2. by');
  });

  it('needs something to show, and a number of days that there can be', async () => {
    const room = await openRoom({ control: scenario.control, deps: scenario.app.deps }, ['maya']);
    await room.start();
    expect(await room.refused('maya', () => room.type('maya', 'share'))).toContain('There is no finished step yet');
    expect(await room.refused('maya', () => room.type('maya', 'share 91'))).toBe('A link works for 1 to 90 days: “/workshop share 7”.');
    expect(await room.refused('maya', () => room.type('maya', 'share 0'))).toContain('1 to 90 days');
    expect(await room.refused('maya', () => room.type('maya', 'share with everybody'))).toContain('“/workshop share” makes a link');
    expect(await room.refused('maya', () => room.type('maya', 'share list'))).toContain('Nothing is shared');
    expect(await room.refused('maya', () => room.type('maya', 'share off'))).toBe('Nothing was shared.');
  });

  it('offers the pack to keep, in each format and without names', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    const markdown = await visit(`${path}/build-pack.md`);
    expect(markdown.headers.get('content-disposition')).toBe('attachment; filename="build-pack.md"');
    expect(await markdown.text()).toMatch(/arrive unheard\? — a participant \[message]\(http/);
    const json = packSchema.parse(await (await visit(`${path}/build-pack.json`)).json());
    expect(JSON.stringify(json)).not.toContain(room.id('tomas'));
    const pdf = await visit(`${path}/build-pack.pdf`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect((await visit(`${path}/build-pack.zip`)).status).toBe(404);
  });

  it('shows names as soon as the host wants that, and no longer', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    const list = () => room.lastWhisper('maya');
    expect(await room.type('maya', 'share list')).toContain('not opened yet');
    expect(await room.ask('maya', 'Show names', list())).toContain('by name');
    expect((await pageAt(path)).words).toMatch(/Tomas/i);
    expect(await room.ask('maya', 'Hide names', list())).toContain('opened once');
    expect((await pageAt(path)).words).not.toMatch(/Tomas/i);
  });
});

describe('a link that leads nowhere', () => {
  it('was revoked: by its button, one by one, or all at once', async () => {
    const room = await openRoomWithResult();
    const first = await share(room);
    expect(await room.ask('maya', 'Revoke', room.lastWhisper('maya'))).toBe('Revoked: the link leads nowhere now.');
    expect(await pageAt(first)).toEqual(nowhere);
    expect(await visibilityOf(room)).toBe('private');
    const [second, third, fourth] = [await share(room), await share(room, ' 7'), await share(room)];
    await room.type('maya', 'share list');
    expect(labelsOf(room.lastWhisper('maya'))).toEqual(['Revoke 1', 'Revoke 2', 'Revoke 3', 'Revoke all', 'Show names']);
    await room.ask('maya', 'Revoke 2', room.lastWhisper('maya'));
    expect([(await pageAt(second)).status, (await pageAt(third)).status, (await pageAt(fourth)).status]).toEqual([200, 404, 200]);
    expect(await room.type('maya', 'share off')).toBe('Revoked: all 2 links lead nowhere now.');
    expect([await pageAt(second), await pageAt(`${fourth}/build-pack.json`)]).toEqual([nowhere, nowhere]);
  });

  it('was never one: it gets the same answer', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    await room.type('maya', 'share off');
    const revoked = await visit(path);
    const unknown = await visit(`/share/${'x'.repeat(43)}`);
    expect(unknown.status).toBe(revoked.status);
    expect(await unknown.text()).toBe(await revoked.text());
    for (const other of [
      '/',
      '/share',
      '/share/',
      `${path}/`,
      `${path}x`,
      `${path}/../..`,
      `${path}/build-pack.exe`,
      `/share//${path}`,
      '/share/%2e%2e',
      '/health',
    ])
      expect(await pageAt(other), other).toEqual(nowhere);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await visit(path, { method })).status, method).toBe(404);
    expect((await visit(path, { method: 'POST', body: 'x'.repeat(100_000) })).headers.get('connection')).toBe('close');
  });

  it('was of a workshop or of a person that is erased', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    await room.type('tomas', 'forget me');
    await room.openForm('tomas', 'Confirm', room.lastWhisper('tomas'));
    await room.submit('tomas', { 'This cannot be undone': ['Yes, erase my words. I know that it cannot be undone.'] });
    await vi.waitFor(async () => expect(await pageAt(path)).toEqual(nowhere), { timeout: 20_000, interval: 100 });
  });

  it('was of a workshop that is put away, and stays so when it is taken up again', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    await room.type('maya', 'fork challenge: What if it were children?');
    await room.quiet();
    await room.type('maya', 'compare');
    const keep = 'Keep this one: What if it were children?';
    const card = await room.seen(() => room.posts().find((post) => labelsOf(post).includes(keep)), 'the comparison');
    expect(await room.ask('maya', keep, card)).toContain('is put away');
    expect(await pageAt(path)).toEqual(nowhere);
    await room.quiet();
    expect(await room.ask('maya', 'Take it up again', room.hub())).toContain('goes on where it was');
    expect(await pageAt(path)).toEqual(nowhere);
  });

  it('has expired', async () => {
    const room = await openRoomWithResult();
    const [week, month] = [await share(room, ' 7 days'), await share(room)];
    await scenario.pass(7 * dayMs - 60_000);
    expect((await pageAt(week)).status).toBe(200);
    await scenario.pass(60_000);
    expect([await pageAt(week), (await pageAt(month)).status]).toEqual([nowhere, 200]);
    await scenario.pass(23 * dayMs);
    expect(await pageAt(month)).toEqual(nowhere);
    await vi.waitFor(async () => expect(await visibilityOf(room)).toBe('private'), { timeout: 20_000, interval: 50 });
    expect(await room.type('maya', 'share list')).toContain('Nothing is shared');
  });
});

describe('the pages', () => {
  it('let nothing in and nothing out', async () => {
    const path = await share(await openRoomWithResult());
    for (const at of [path, `${path}/build-pack.md`, '/nowhere', '/robots.txt']) {
      const { headers } = await visit(at);
      expect(headers.get('content-security-policy'), at).toContain("default-src 'none'");
      expect(Object.fromEntries(headers)).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow, noarchive',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
        'strict-transport-security': 'max-age=31536000',
      });
      expect(headers.get('server') ?? headers.get('x-powered-by') ?? headers.get('set-cookie')).toBeNull();
    }
    const page = await visit(path);
    expect(page.headers.get('content-security-policy')).toMatch(/style-src 'sha256-[^']+'; img-src data:; .*frame-ancestors 'none'/);
    expect(await page.text()).not.toMatch(/<script|<iframe| style=| on\w+=/);
    expect(await (await visit('/robots.txt')).text()).toBe('User-agent: *\nDisallow: /\n');
  });

  it('answer HEAD like GET without a body, and without counting it', async () => {
    const room = await openRoomWithResult();
    const path = await share(room);
    const head = await visit(path, { method: 'HEAD' });
    expect([head.status, await head.text(), Number(head.headers.get('content-length')) > 1_000]).toEqual([200, '', true]);
    expect(await room.type('maya', 'share list')).toContain('not opened yet');
  });

  it('are given so often to one address, and to others all the same', async () => {
    const path = await share(await openRoomWithResult());
    const from = '203.0.113.9';
    const answers: Response[] = [];
    while (answers.at(-1)?.status !== 429 && answers.length < 200)
      answers.push(await visit('/robots.txt', { from: `198.51.100.${answers.length}, ${from}` }));
    expect(answers.length).toBeGreaterThan(60);
    const refused = answers.at(-1);
    expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await refused?.text()).toContain('please try again in a second');
    expect((await pageAt(path)).status).toBe(200);
    scenario.clock.advance(2_000);
    expect((await visit(path, { from })).status).toBe(200);
  });

  it('leave no token behind, neither in a log nor in the database', async () => {
    const path = await share(await openRoomWithResult());
    const token = path.slice('/share/'.length);
    await pageAt(path);
    await pageAt(`${path}/nowhere`);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.filter((line) => line.includes(token))).toEqual([]);
    const { pool } = scenario.database ?? {};
    const tables = await pool?.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables?.rows.map((row) => row.name)).toContain('public.share_links');
    for (const { name } of tables?.rows ?? []) {
      const held = await pool?.query(`SELECT count(*)::int AS count FROM ${name} t WHERE position($1 in t::text) > 0`, [token]);
      expect(held?.rows, name).toEqual([{ count: 0 }]);
    }
  });
});

describe('where the operator has not switched it on', () => {
  let closed: Scenario;
  beforeAll(async () => {
    closed = await openScenario();
  });
  afterAll(() => closed.close());

  it('a host is told who can, and nothing listens', async () => {
    const room = await openRoom({ control: closed.control, deps: closed.app.deps }, ['maya']);
    await room.start();
    expect(await room.refused('maya', () => room.type('maya', 'share'))).toBe(
      'Links for people outside Slack are switched off here; whoever runs this app switches them on with SHARE_BASE_URL, as its .env.example says.',
    );
    expect(closed.app.sharePort).toBeUndefined();
  });
});
