import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { environmentSchema, readEnvironment, toConfig, toSlackConfig } from '../../src/config.ts';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

it('.env.example names every setting once, and no other', () => {
  const named = [...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});

it('looks into earlier workshops, and shows replies by edits, only where the operator says so', () => {
  const { recall, delivery } = toConfig(readEnvironment({}));
  expect([recall.earlierWorkshops, delivery.replies.isStreamed]).toEqual([false, true]);
  const other = toConfig(readEnvironment({ RECALL_EARLIER_WORKSHOPS: 'yes', REPLY_STYLE: 'edit' }));
  expect([other.recall.earlierWorkshops, other.delivery.replies.isStreamed]).toEqual([true, false]);
});

it('shares with nobody outside unless there is a public address', () => {
  const read = (env: Record<string, string>) => toConfig(readEnvironment(env)).sharing;
  expect(read({})).toBeUndefined();
  expect(read({ SHARE_BASE_URL: 'https://packs.example.org/' })).toEqual({
    baseUrl: 'https://packs.example.org',
    port: 3001,
    trustedProxies: 0,
  });
  expect(read({ SHARE_BASE_URL: 'http://localhost:4000', SHARE_PORT: '4000', SHARE_TRUSTED_PROXIES: '1' })).toEqual({
    baseUrl: 'http://localhost:4000',
    port: 4000,
    trustedProxies: 1,
  });
});

it.each([
  'http://packs.example.org',
  'packs.example.org',
  'https://packs.example.org/pages',
  'https://packs.example.org?x=1',
  'https://somebody:secret@packs.example.org',
  'https://',
  'ftp://packs.example.org',
])('says in a sentence why %s is no address to share at', (address) => {
  expect(() => readEnvironment({ SHARE_BASE_URL: address })).toThrow(
    'SHARE_BASE_URL is the public https address of the shared pages, without a path, such as https://packs.example.org. See .env.example.',
  );
});

it('gives Slack and the shared pages a port each', () => {
  const env = { SHARE_BASE_URL: 'https://packs.example.org', SLACK_SIGNING_SECRET: 'secret-secret', PORT: '3001' };
  expect(() => toConfig(readEnvironment(env))).toThrow('SHARE_PORT and PORT are both 3001');
  expect(() => readEnvironment({ ...env, SHARE_TRUSTED_PROXIES: '-1' })).toThrow('SHARE_TRUSTED_PROXIES is from 0 to 10; it is “-1”');
});

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const installed = {
  SLACK_SIGNING_SECRET: 'secret-secret',
  SLACK_CLIENT_ID: '123.456',
  SLACK_CLIENT_SECRET: 'secret-secret',
  SLACK_STATE_SECRET: 'x'.repeat(32),
  TOKEN_KEYS: `june:${key(1)},march:${key(2)}`,
};

it('is installed into any number of workspaces with all of what that takes, and needs no bot token then', () => {
  const { botToken, oauth } = toSlackConfig(readEnvironment(installed));
  expect(botToken).toBeUndefined();
  expect(oauth?.tokenKeys).toEqual([
    { id: 'june', key: Buffer.alloc(32, 1) },
    { id: 'march', key: Buffer.alloc(32, 2) },
  ]);
});

it.each(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET', 'TOKEN_KEYS'])('names %s where it is missing', (name) => {
  expect(() => toSlackConfig(readEnvironment({ ...installed, [name]: '' }))).toThrow(`${name} is missing`);
});

it('is for one workspace or for any number, and says so where both are meant', () => {
  expect(() => toSlackConfig(readEnvironment({ ...installed, SLACK_BOT_TOKEN: 'xoxb-1' }))).toThrow('take one of them out');
});

it.each([`june:${key(1).slice(4)}`, key(1), `june:${key(1)},june:${key(2)}`, 'june:', ','])(
  'does not take %s for keys, and repeats none of it',
  (keys) => {
    const read = () => readEnvironment({ ...installed, TOKEN_KEYS: keys });
    expect(read).toThrow(/^TOKEN_KEYS /);
    expect(read).not.toThrow(/june:|AQEB/);
  },
);
it('bounds what is done in a day, and not where the operator says 0', () => {
  expect(toConfig(readEnvironment({})).limits).toMatchObject({ startsPerPerson: 30, messagesPerTeam: 500_000 });
  expect(toConfig(readEnvironment({ LIMIT_STARTS_PERSON: '0' })).limits.startsPerPerson).toBe(0);
  expect(() => readEnvironment({ LIMIT_FORKS_PERSON: '-1' })).toThrow('LIMIT_FORKS_PERSON is from 0 to');
});
