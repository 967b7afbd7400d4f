import { App } from '@slack/bolt';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noMeters } from '../../../src/ports/meters.ts';
import { signRequest } from '../../../src/practice/delivery/http-transport.ts';
import { createEventLanes } from '../../../src/slack/event-lanes.ts';
import { createHttpReceiver, type HttpReceiver } from '../../../src/slack/http-receiver.ts';
import { createSdkLogger } from '../../../src/slack/slack-client.ts';

const signingSecret = 'a secret of thirty-two characters';
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const event = (fields: object = {}) => ({
  type: 'event_callback',
  team_id: 'T1',
  event: { type: 'message', channel: 'C1', user: 'U1', ts: '1.2', ...fields },
});

let receiver: HttpReceiver;
let heard: unknown[];
let listen: (body: unknown) => Promise<void>;

beforeEach(async () => {
  heard = [];
  listen = async (body) => void heard.push(body);
  receiver = createHttpReceiver({ meters: noMeters, signingSecret, port: 0, lanes: createEventLanes(), log, now: Date.now });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1' }),
    logger: createSdkLogger(log),
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) => {
    throw error;
  });
  app.event(/./, async ({ body }) => listen(body));
  app.command('/workshop', async ({ ack, body }) => {
    await ack({ response_type: 'ephemeral', text: `got ${body.text}` });
    await listen(body);
  });
  await app.start();
});

afterEach(() => receiver.stop());

async function send(body: string, headers: Record<string, string> = {}, type = 'application/json') {
  const response = await fetch(`http://127.0.0.1:${receiver.port}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': type, ...signRequest(signingSecret, body), ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const form = (body: string) => send(body, {}, 'application/x-www-form-urlencoded');

describe('requests over HTTP', () => {
  it('reach their listener, and are acknowledged after it has done its work (G-03)', async () => {
    let finish: () => void = () => undefined;
    const working = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isAnswered = false;
    listen = async () => working;
    const answered = send(JSON.stringify(event())).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await send(JSON.stringify({ type: 'url_verification', challenge: 'x' }));
    expect(isAnswered).toBe(false);
    finish();
    expect(await answered).toEqual({ status: 200, text: '' });
  });

  it('are not acknowledged when their listener fails, so that Slack sends them again', async () => {
    listen = async () => Promise.reject(new Error('the database is away'));
    expect((await send(JSON.stringify(event()))).status).toBe(500);
    listen = async (body) => void heard.push(body);
    expect((await send(JSON.stringify(event()))).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  it('that are commands carry their answer, at once', async () => {
    listen = async () => new Promise(() => undefined);
    const answer = await form(
      new URLSearchParams({ command: '/workshop', text: 'status', team_id: 'T1', user_id: 'U1', channel_id: 'C1' }).toString(),
    );
    expect(answer).toEqual({ status: 200, text: JSON.stringify({ response_type: 'ephemeral', text: 'got status' }) });
  });

  it('for a command that nobody knows are refused', async () => {
    expect((await form('command=%2Fother&text=&team_id=T1&user_id=U1&channel_id=C1')).status).toBe(404);
  });

  it('of kinds that hold no event are taken note of (G-04)', async () => {
    expect((await send(JSON.stringify({ type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1 }))).status).toBe(200);
  });

  it('answer Slack’s own checks', async () => {
    expect(await send(JSON.stringify({ type: 'url_verification', challenge: 'abc' }))).toEqual({
      status: 200,
      text: '{"challenge":"abc"}',
    });
    expect((await send('ssl_check=1&token=x', { 'x-slack-signature': 'v0=wrong' }, 'application/x-www-form-urlencoded')).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${receiver.port}/health`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${receiver.port}/other`)).status).toBe(404);
  });
});

describe('requests that are not what they should be', () => {
  it.each([
    'null',
    '[]',
    '"text"',
    '1',
    'true',
    '',
    '{',
    '{"event":null}',
    '{"event":[]}',
    '{"type":"event_callback"}',
    '{"event":{"type":null}}',
  ])('a signed %s does no harm (G-08)', async (body) => {
    expect((await send(body)).status).toBeLessThan(501);
    expect((await send(JSON.stringify(event()))).status).toBe(200);
  });

  it.each([
    'payload=null',
    'payload=',
    'payload=%5B%5D',
    'payload=1',
    'payload=%7B%7D',
    'payload=%7B%22type%22%3A%22block_actions%22%7D',
    '',
  ])('a signed form %j does no harm (G-08)', async (body) => {
    expect((await form(body)).status).toBeLessThan(501);
    expect((await send(JSON.stringify(event()))).status).toBe(200);
  });

  it('whatever is signed, the next request is served (G-08)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.boolean(), async (json, asForm) => {
        const { status } = await (asForm ? form(`payload=${encodeURIComponent(json)}`) : send(json));
        expect(status).toBeGreaterThanOrEqual(200);
      }),
      { numRuns: 40 },
    );
    expect((await send(JSON.stringify(event()))).status).toBe(200);
  });

  it('forged, stale or from the future are refused', async () => {
    const body = JSON.stringify(event());
    const at = (minutes: number) => signRequest(signingSecret, body, Math.floor(Date.now() / 1_000) + minutes * 60);
    expect((await send(body, signRequest('another secret', body))).status).toBe(401);
    expect((await send(body, at(-6))).status).toBe(401);
    expect((await send(body, at(6))).status).toBe(401);
    expect((await send(body, { 'x-slack-request-timestamp': 'soon' })).status).toBe(401);
    expect((await send(body, at(-4))).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  it('beyond a mebibyte are refused', async () => {
    const answer = await send(JSON.stringify(event({ text: 'x'.repeat(1_100_000) }))).catch(() => ({ status: 413 }));
    expect(answer.status).toBe(413);
    expect(heard).toHaveLength(0);
  });
});
