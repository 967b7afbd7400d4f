import { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noMeters } from '../../../src/ports/meters.ts';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { createEventLanes } from '../../../src/slack/event-lanes.ts';
import { createSdkLogger } from '../../../src/slack/slack-client.ts';
import { createSocketReceiver } from '../../../src/slack/socket-receiver.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let practice: Practice;
let app: App | undefined;
let heard: string[];
let listen: (text: string) => Promise<void>;
const unhandled: unknown[] = [];
const keep = (reason: unknown) => void unhandled.push(reason);

beforeEach(async () => {
  practice = await startPractice({ manifestPath: 'manifest.yml', retryDelaysMs: [50, 50, 50] });
  heard = [];
  listen = async (text) => void heard.push(text);
  process.on('unhandledRejection', keep);
});

afterEach(async () => {
  await app?.stop();
  await practice.close();
  process.off('unhandledRejection', keep);
  expect(unhandled).toEqual([]);
});

async function connect(appToken = practice.appToken): Promise<void> {
  const receiver = createSocketReceiver({ meters: noMeters, appToken, apiUrl: practice.apiUrl, lanes: createEventLanes(), log });
  const identity = { botToken: practice.botToken, botId: 'BWORKSHOP1', botUserId: practice.control.bot().id };
  app = new App({ receiver, authorize: async () => identity, logger: createSdkLogger(log), convoStore: false });
  app.error(async (error) => {
    throw error;
  });
  app.event('message', async ({ body }) => listen((body.event as { text?: string }).text ?? ''));
  app.command('/workshop', async ({ ack, command }) => ack(`got ${command.text}`));
  await app.start();
  await isConnected();
}

async function isConnected(): Promise<void> {
  await practice.control.waitFor(() => practice.control.botConnections() === 1, { why: 'one connection', timeoutMs: 10_000 });
}

async function say(text: string): Promise<void> {
  const { control } = practice;
  const posted = await control.postMessage({ as: control.person('maya').id, channel: control.channel('clinic-checkin').id, text });
  expect(posted.ok).toBe(true);
}

async function hear(text: string): Promise<void> {
  await practice.control.waitFor(() => heard.includes(text), { why: `“${text}” to be heard`, timeoutMs: 10_000 });
}

describe('Socket Mode', () => {
  it('hears messages and answers commands', async () => {
    await connect();
    const { control } = practice;
    await say('hello');
    await hear('hello');
    const maya = control.person('maya').id;
    expect(
      await control.runCommand({ as: maya, channel: control.channel('clinic-checkin').id, command: '/workshop', text: 'help' }),
    ).toEqual({ ok: true });
    expect(control.ephemeralsOf(maya).map((one) => one.text)).toEqual(['got help']);
  });

  it('does not acknowledge what its listener could not store: it comes again (G-03)', async () => {
    await connect();
    let attempts = 0;
    listen = async (text) => {
      attempts += 1;
      if (attempts === 1) throw new Error('the database is away');
      heard.push(text);
    };
    await say('do not lose me');
    await hear('do not lose me');
    await practice.control.whenDelivered();
    expect(attempts).toBe(2);
    expect(practice.control.lostEvents()).toBe(0);
  });

  it.each(['refresh', 'cut'] as const)('goes on after a %s (G-04)', async (how) => {
    await connect();
    practice.control.disconnect(how);
    await say('after the gap');
    await hear('after the gap');
    await isConnected();
  });

  it.each([
    ['invalid_auth', { error: 'invalid_auth' }],
    ['a 503', { status: 503 }],
    ['a 429', { retryAfterSeconds: 1 }],
    ['a cut call', { drop: true }],
  ])('survives %s when it reconnects (G-04)', async (_, fault) => {
    await connect();
    practice.control.failNext('apps.connections.open', { times: 2, ...fault });
    practice.control.disconnect('cut');
    await say('still here');
    await hear('still here');
  });

  it('survives envelopes without an event, such as app_rate_limited (G-04)', async () => {
    await connect();
    const { control } = practice;
    await control.sendRaw({ type: 'app_rate_limited', team_id: 'TPRACTICE1', minute_rate_limited: 1 }, { kind: 'events_api' });
    await control.sendRaw(null, { kind: 'events_api' });
    await control.sendRaw({ event: null }, { kind: 'events_api' });
    await control.sendRaw(null, { kind: 'interactive' });
    await say('alive');
    await hear('alive');
  });

  it('says at the start that the app token is wrong', async () => {
    await expect(connect('xapp-wrong')).rejects.toThrow('SLACK_APP_TOKEN');
    app = undefined;
  });

  it('waits at the start for a Slack that is away', async () => {
    practice.control.failNext('apps.connections.open', { times: 2, status: 503 });
    await connect();
    await say('patience');
    await hear('patience');
  });
});
