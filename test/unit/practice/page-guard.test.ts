import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';

let practice: Practice;
let pageDir: string;
let token: string;
let origin: string;
let maya: string;

beforeEach(async () => {
  pageDir = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(pageDir, 'index.html'), '<title>Practice</title>');
  writeFileSync(join(pageDir, 'app.js'), 'console.log(1)');
  practice = await startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml', pageDir });
  const url = new URL(practice.url);
  token = url.searchParams.get('token') ?? '';
  origin = url.origin;
  maya = practice.control.person('maya').id;
});

afterEach(async () => {
  await practice.close();
  rmSync(pageDir, { recursive: true, force: true });
});

/** node:http, because fetch does not let us lie about Host and Origin. */
function call(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; text: string; cookie: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${origin}${path}`, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text, cookie: (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '' }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

const act = (headers: Record<string, string>) =>
  call('/control/postMessage', {
    method: 'POST',
    headers,
    body: JSON.stringify({ as: maya, channel: practice.control.channel('general').id, text: 'hi' }),
  });

test('the printed address opens the page, which keeps the token as a cookie', async () => {
  const page = await call(`/?token=${token}`);
  expect(page).toMatchObject({ status: 200, text: '<title>Practice</title>' });
  expect((await call('/archives/C1/p1', { headers: { cookie: page.cookie } })).status).toBe(200);
  expect((await call('/app.js')).text).toBe('console.log(1)');
  expect((await act({ cookie: page.cookie, origin })).status).toBe(200);
});

describe('kept out', () => {
  test('whoever has no token', async () => {
    expect((await call('/')).status).toBe(403);
    expect((await call('/?token=wrong')).status).toBe(403);
    expect((await call(`/control/snapshot?as=${maya}`)).status).toBe(403);
    expect((await act({})).status).toBe(403);
  });
  test('a page of another local port, although the browser sends our cookie with it', async () => {
    const { cookie } = await call(`/?token=${token}`);
    expect((await act({ cookie, origin: 'http://127.0.0.1:9999' })).status).toBe(403);
    expect((await act({ cookie, 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });
  test('a foreign name that points to this machine', async () => {
    expect((await act({ 'x-practice-token': token, host: 'evil.example' })).status).toBe(403);
  });
  test('a path that climbs out of the page', async () => {
    expect((await call('/..%2f..%2fetc%2fpasswd')).status).toBe(404);
    expect((await call('/%2e%2e/%2e%2e/etc/passwd')).status).toBe(404);
  });
});

test('acts over HTTP answer as in process', async () => {
  expect(JSON.parse((await act({ 'x-practice-token': token })).text)).toEqual({ ok: true, ts: expect.any(String) });
  expect(JSON.parse((await call(`/control/snapshot?as=${maya}`, { headers: { 'x-practice-token': token } })).text)).toMatchObject({
    me: maya,
    messages: [{ text: 'hi' }],
  });
  const post = (name: string, body: string) => call(`/control/${name}`, { method: 'POST', headers: { 'x-practice-token': token }, body });
  expect((await post('failNext', '{}')).status).toBe(404);
  expect((await post('postMessage', 'nonsense')).status).toBe(400);
  expect(
    JSON.parse((await post('postMessage', JSON.stringify({ as: maya, channel: practice.control.channel('general').id }))).text),
  ).toMatchObject({ ok: false });
});

test('changes are told as they happen', async () => {
  const stop = new AbortController();
  const stream = await fetch(`${origin}/control/changes?as=${maya}&token=${token}`, { signal: stop.signal });
  const reader = stream.body?.getReader();
  const next = async () =>
    JSON.parse(new TextDecoder().decode((await reader?.read())?.value).replace('data: ', '')) as { revision: number };
  const first = await next();
  await act({ 'x-practice-token': token });
  expect((await next()).revision).toBeGreaterThan(first.revision);
  stop.abort();
});
