import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';

const redirect = 'http://127.0.0.1:1/back';
const team = 'TPRACTICE1';
const hourMs = 3_600_000;

let practice: Practice;
let nowMs: number;
beforeEach(async () => {
  nowMs = 1_700_000_000_000;
  const oauth = { redirectUrls: [redirect], rotates: true };
  practice = await startPractice({ manifestPath: 'manifest.yml', second: 'sister', now: () => nowMs, oauth });
});
afterEach(() => practice.close());

type Answer = Record<string, unknown> & { ok: boolean; error?: string };
async function call(method: string, args: Record<string, string> = {}, token?: string): Promise<Answer> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const answer = await fetch(`${practice.apiUrl}${method}`, { method: 'POST', headers, body: new URLSearchParams(args) });
  return (await answer.json()) as Answer;
}
const credentials = () => ({ client_id: practice.oauth.clientId, client_secret: practice.oauth.clientSecret });
const authorize = (args: Record<string, string>, method = 'POST') => {
  const form = new URLSearchParams({
    client_id: practice.oauth.clientId,
    scope: 'chat:write',
    state: 's1',
    place: team,
    decision: 'allow',
    ...args,
  });
  const url = new URL('/oauth/v2/authorize', practice.apiUrl);
  return method === 'POST' ? fetch(url, { method, body: form, redirect: 'manual' }) : fetch(`${url}?${form}`);
};
const backFrom = async (args: Record<string, string> = {}) =>
  new URL((await authorize(args)).headers.get('location') ?? 'none:').searchParams;
const codeFor = async (args: Record<string, string> = {}) => (await backFrom(args)).get('code') ?? '';
const access = (args: Record<string, string>) => call('oauth.v2.access', { ...credentials(), ...args });
const refresh = (refreshToken: unknown) => access({ grant_type: 'refresh_token', refresh_token: String(refreshToken) });

describe('the page on which somebody lets an app in', () => {
  it('asks, and sends back with a code and the state, or with a refusal', async () => {
    expect(await (await authorize({}, 'GET')).text()).toContain('Brightside Health');
    expect(await backFrom()).toSatisfy((back: URLSearchParams) => back.get('state') === 's1' && back.has('code'));
    expect(Object.fromEntries(await backFrom({ decision: 'cancel' }))).toEqual({ error: 'access_denied', state: 's1' });
  });

  it.each<[string, Record<string, string>]>([
    ['invalid_client_id', { client_id: 'other' }],
    ['bad_redirect_uri', { redirect_uri: 'https://evil.example.org/' }],
    ['invalid_scope', { scope: 'chat:write,admin' }],
    ['no_scopes', { scope: '' }],
    ['team_not_found', { place: 'T9' }],
  ])('sends nobody anywhere for %s', async (problem, args) => {
    const answer = await authorize(args);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(await answer.text()).toContain(problem);
  });
});

describe('a code', () => {
  it('is traded once, within ten minutes, by the app that it is for, with the address that it was asked with', async () => {
    const code = await codeFor();
    expect(await call('oauth.v2.access', { ...credentials(), client_id: '1.2', code })).toMatchObject({ error: 'invalid_client_id' });
    expect(await call('oauth.v2.access', { ...credentials(), client_secret: 'x', code })).toMatchObject({ error: 'bad_client_secret' });
    expect(await access({ code, redirect_uri: redirect })).toMatchObject({ error: 'bad_redirect_uri' });
    expect(await access({ code })).toMatchObject({
      ok: true,
      token_type: 'bot',
      team: { id: team },
      expires_in: 43_200,
      scope: 'chat:write',
    });
    expect(await access({ code })).toMatchObject({ error: 'code_already_used' });
    expect(await access({ code: 'made-up' })).toMatchObject({ error: 'invalid_code' });
    const old = await codeFor();
    nowMs += 600_000;
    expect(await access({ code: old })).toMatchObject({ error: 'invalid_code' });
  });

  it('of an organisation is for no team, and its token works in all of them', async () => {
    const { access_token: token, ...rest } = await access({
      code: await codeFor({ place: 'EBRIGHT001', scope: 'chat:write,channels:read' }),
    });
    expect(rest).toMatchObject({ team: null, enterprise: { id: 'EBRIGHT001' }, is_enterprise_install: true });
    expect(await call('auth.test', {}, String(token))).toMatchObject({ team_id: 'EBRIGHT001', is_enterprise_install: true });
    for (const channel of ['CCHECKIN01', 'CLABS00001'])
      expect(await call('conversations.info', { channel }, String(token))).toMatchObject({ ok: true, channel: { id: channel } });
  });
});

describe('a token', () => {
  const install = async (scope = 'chat:write') => access({ code: await codeFor({ scope }) });
  const test = async (token: unknown) => {
    const { ok, error } = await call('auth.test', {}, String(token));
    return ok || error;
  };

  it('lives twelve hours, is renewed once with its refresh token, and two of them live at the same time', async () => {
    const first = await install();
    nowMs += 11 * hourMs;
    const second = await refresh(first.refresh_token);
    expect([await test(first.access_token), await test(second.access_token)]).toEqual([true, true]);
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_refresh_token' });
    expect(practice.reusedRefreshTokens()).toBe(1);
    const third = await refresh(second.refresh_token);
    expect([await test(first.access_token), await test(third.access_token)]).toEqual(['token_revoked', true]);
    nowMs += 12 * hourMs;
    expect(await test(third.access_token)).toBe('token_expired');
  });

  it('may do what it was asked for, and nothing else', async () => {
    const { access_token: token } = await install('chat:write');
    expect(await call('users.info', { user: 'UMAYA00001' }, String(token))).toMatchObject({ error: 'missing_scope', needed: 'users:read' });
  });

  it('is dead once it is revoked, or the app taken out', async () => {
    const first = await install();
    expect(await call('auth.revoke', {}, String(first.access_token))).toMatchObject({ revoked: true });
    expect(await test(first.access_token)).toBe('account_inactive');
    const second = await install();
    expect(await call('apps.uninstall', credentials(), String(second.access_token))).toMatchObject({ ok: true });
    expect(await test(second.access_token)).toBe('account_inactive');
    expect(await test('xoxb-made-up')).toBe('invalid_auth');
  });
});
