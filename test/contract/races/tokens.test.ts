import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstallationStore } from '../../../src/ports/installations.ts';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { exchangeCode } from '../../../src/slack/exchange-code.ts';
import { createTokenRenewer, type TokenRenewer } from '../../../src/slack/renew-tokens.ts';
import { type Database, openDatabase } from '../../../src/store/open-database.ts';
import { installationsOn, sealKey } from '../../support/installing.ts';
import { decide } from '../../support/open-installed.ts';
import { movableClock } from '../../support/open-scenario.ts';
import { createTestDatabase, databaseKinds, openTestDatabase } from '../../support/open-test-database.ts';

const hourMs = 3_600_000;
const redirect = 'http://127.0.0.1:1/slack/oauth_redirect';
const [ours, theirs] = ['TPRACTICE1', 'TOUTSIDE01'];

describe.each(databaseKinds)('two processes that renew tokens, on %s', (kind) => {
  const databases: Database[] = [];
  let drop: () => Promise<void> = async () => undefined;
  const keys = [sealKey('one')];
  const logged: string[] = [];
  const note = (details: object, text: string) => void logged.push(JSON.stringify(details) + text);
  const log = { debug: note, info: note, warn: note, error: note };

  beforeAll(async () => {
    if (kind === 'pglite') {
      const only = await openTestDatabase(kind);
      databases.push(only, only);
      return;
    }
    const made = await createTestDatabase(kind);
    drop = made.drop;
    databases.push(await openDatabase(made.url), await openDatabase(made.url));
  });
  afterAll(async () => {
    for (const database of new Set(databases)) await database.close();
    await drop();
  });

  let practice: Practice;
  let clock: ReturnType<typeof movableClock>;
  let processes: { installations: InstallationStore; renewer: TokenRenewer }[];

  beforeEach(async () => {
    clock = movableClock();
    const now = () => clock.now().getTime();
    practice = await startPractice({
      manifestPath: 'manifest.yml',
      second: 'neighbours',
      now,
      oauth: { redirectUrls: [redirect], rotates: true },
    });
    const credentials = practice.oauth;
    processes = databases.map((database, index) => {
      const installations = installationsOn(database, keys);
      const owner = `process-${index}`;
      return { installations, renewer: createTokenRenewer({ installations, credentials, apiUrl: practice.apiUrl, owner, now, log }) };
    });
    for (const place of [ours, theirs]) await install(place);
  });
  afterEach(() => practice.close());

  async function install(place: string): Promise<void> {
    const authorize = new URL('/oauth/v2/authorize', practice.apiUrl);
    for (const [name, value] of Object.entries({ client_id: practice.oauth.clientId, scope: 'chat:write', state: 's' }))
      authorize.searchParams.set(name, value);
    const code = new URL(await decide(authorize.href, place)).searchParams.get('code') ?? '';
    const options = { credentials: practice.oauth, apiUrl: practice.apiUrl, now: () => clock.now().getTime(), log };
    await processes[0]?.installations.saveInstallation(await exchangeCode(code, options));
  }
  const works = async (orgId: string): Promise<unknown> => {
    const installation = await processes[1]?.installations.findInstallation(orgId);
    const headers = { authorization: `Bearer ${installation?.botToken}` };
    const answer = (await (await fetch(`${practice.apiUrl}auth.test`, { method: 'POST', headers })).json()) as {
      ok: boolean;
      error?: string;
    };
    return answer.ok || answer.error;
  };
  const everybody = <T>(act: (renewer: TokenRenewer) => Promise<T>) =>
    Promise.all(processes.flatMap(({ renewer }) => [act(renewer), act(renewer), act(renewer)]));
  const exchanges = () => practice.control.calls('oauth.v2.access').filter((call) => call.args['grant_type'] === 'refresh_token').length;

  it('renew each token once, half an hour before its end, and never use a refresh token twice', async () => {
    expect(await everybody((renewer) => renewer.renewDue())).toEqual([0, 0, 0, 0, 0, 0]);
    for (let round = 1; round <= 4; round++) {
      clock.advance(11.6 * hourMs);
      const renewed = await everybody((renewer) => renewer.renewDue());
      expect(renewed.reduce((sum, one) => sum + one, 0)).toBe(2);
      expect([await works(ours), await works(theirs)]).toEqual([true, true]);
    }
    expect([practice.reusedRefreshTokens(), exchanges()]).toEqual([0, 8]);
    expect(logged.join('')).not.toMatch(/xox/);
  });

  it('renew a token that has run out when many calls find it so at once, each going on with the new one', async () => {
    clock.advance(13 * hourMs);
    expect(await works(ours)).toBe('token_expired');
    await everybody((renewer) => renewer.renew(ours));
    expect(await works(ours)).toBe(true);
    expect([practice.reusedRefreshTokens(), exchanges()]).toEqual([0, 1]);
  });

  it('let whoever holds a claim finish, though it takes long', async () => {
    clock.advance(11.6 * hourMs);
    practice.control.failNext('oauth.v2.access', { effect: 'none', delayMs: 500, times: 2 });
    await everybody((renewer) => renewer.renewDue());
    expect([practice.reusedRefreshTokens(), exchanges()]).toEqual([0, 2]);
  });

  it('try again later where Slack does not answer, and the token works on meanwhile', async () => {
    clock.advance(11.6 * hourMs);
    practice.control.failNext('oauth.v2.access', { status: 503, times: 2 });
    await everybody((renewer) => renewer.renewDue());
    expect([exchanges(), await works(ours)]).toEqual([2, true]);
    clock.advance(20_000);
    await everybody((renewer) => renewer.renewDue());
    expect([exchanges(), practice.reusedRefreshTokens()]).toEqual([4, 0]);
  });

  it('give up where Slack refuses the refresh token, until the app is installed again', async () => {
    clock.advance(11.6 * hourMs);
    practice.control.failNext('oauth.v2.access', { error: 'invalid_refresh_token', times: 2 });
    await everybody((renewer) => renewer.renewDue());
    clock.advance(hourMs);
    expect(await everybody((renewer) => renewer.renewDue())).toEqual([0, 0, 0, 0, 0, 0]);
    expect(logged.join('')).toContain('the app has to be installed there again');
    await install(ours);
    clock.advance(11.6 * hourMs);
    expect((await everybody((renewer) => renewer.renewDue())).reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await works(ours)).toBe(true);
  });
});
