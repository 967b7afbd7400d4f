import { afterEach, expect, it } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { createSlackClient, readFailure } from '../../../src/slack/slack-client.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let practice: Practice | undefined;
afterEach(() => practice?.close());

it('a method that Slack asked to wait with is not called before that; others, and other channels, go on', async () => {
  practice = await startPractice({ manifestPath: 'manifest.yml' });
  const { control } = practice;
  const client = createSlackClient(practice.botToken, practice.apiUrl, silent);
  const held: unknown[] = [];
  const called: string[] = [];
  client.watch = { onHeld: (name, waitMs) => held.push([name, waitMs]), onCall: (method, outcome) => called.push(`${method} ${outcome}`) };
  const codeOf = (call: Promise<unknown>) => call.then(() => 'ok').catch((error: unknown) => readFailure(error).code);
  control.failNext('users.info', { retryAfterSeconds: 30 });
  const user = control.person('maya').id;
  expect([await codeOf(client.users.info({ user })), await codeOf(client.users.info({ user }))]).toEqual(['ratelimited', 'ratelimited']);
  expect(control.calls('users.info')).toHaveLength(1);
  expect(await codeOf(client.auth.test())).toBe('ok');
  control.failNext('chat.postMessage', { retryAfterSeconds: 10 });
  const post = (channel: string) => codeOf(client.chat.postMessage({ channel, text: 'Hello' }));
  expect([await post('C1'), await post('C1'), await post('C2')]).toEqual(['ratelimited', 'ratelimited', 'channel_not_found']);
  expect(held).toEqual([
    ['users.info', 30_000],
    ['C1', 10_000],
  ]);
  expect(called).toEqual([
    'users.info rate-limited',
    'auth.test ok',
    'chat.postMessage rate-limited',
    'chat.postMessage channel_not_found',
  ]);
});
