import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { connectRawSocket } from '../../fixtures/raw-bot.ts';

let practice: Practice;
let client: WebClient;
let channel: string;
let maya: string;
let root: string;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse('2026-11-21T10:00:00Z');
  practice = await startPractice({ manifestPath: 'manifest.yml', now: () => nowMs });
  client = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl, retryConfig: { retries: 0 } });
  maya = practice.control.person('maya').id;
  channel = practice.control.channel('clinic-checkin').id;
  root = (await client.chat.postMessage({ channel, text: 'root' })).ts ?? '';
});
afterEach(() => practice.close());

const recipient = () => ({ recipient_team_id: 'TPRACTICE1', recipient_user_id: maya });
const begin = async (text = 'Hello ') =>
  (await client.chat.startStream({ channel, thread_ts: root, markdown_text: text, ...recipient() })).ts ?? '';
const append = (ts: string, text = 'world') => client.chat.appendStream({ channel, ts, markdown_text: text });
const refused = async (call: Promise<unknown>) => call.then(() => 'ok').catch((error) => error.data.error);
const message = () => practice.control.thread(channel, root)[1];
const statuses = () => practice.control.snapshot(maya).statuses.map((status) => status.text);
const think = () => client.assistant.threads.setStatus({ channel_id: channel, thread_ts: root, status: 'is thinking…' });

describe('a stream', () => {
  test('needs a person of that team to stream to, and a thread', async () => {
    const start = (more: object) => refused(client.chat.startStream({ channel, thread_ts: root, markdown_text: 'x', ...more }));
    expect(await start({})).toBe('missing_recipient_team_id');
    expect(await start({ recipient_team_id: 'TPRACTICE1' })).toBe('missing_recipient_user_id');
    expect(await start({ ...recipient(), recipient_user_id: 'UNOBODY01' })).toBe('user_not_found');
    expect(await start({ ...recipient(), recipient_team_id: 'TOTHER0001' })).toBe('team_not_found');
    practice.control.withoutScope('chat:write');
    expect(await start(recipient())).toBe('missing_scope');
  });

  test('carries metadata only once it has ended', async () => {
    const metadata = { event_type: 'outbox', event_payload: { key: 'k' } };
    const ts = (await client.chat.startStream({ channel, thread_ts: root, markdown_text: 'x', ...recipient(), ...{ metadata } })).ts ?? '';
    expect(message()?.metadata).toBeUndefined();
    await client.chat.stopStream({ channel, ts, metadata });
    expect(message()?.metadata).toEqual(metadata);
  });

  test('can be neither edited nor deleted before it has ended', async () => {
    const ts = await begin();
    expect(await refused(client.chat.update({ channel, ts, text: 'other' }))).toBe('streaming_state_conflict');
    expect(await refused(client.chat.delete({ channel, ts }))).toBe('cant_delete_message');
    await client.chat.stopStream({ channel, ts });
    expect(await refused(client.chat.update({ channel, ts, text: 'other', blocks: [] }))).toBe('ok');
    expect(await refused(client.chat.delete({ channel, ts }))).toBe('ok');
  });

  test('goes on with what it was begun with, and with something', async () => {
    const ts = await begin();
    const chunk = { type: 'markdown_text', text: 'x' } as const;
    expect(await refused(client.chat.appendStream({ channel, ts, chunks: [chunk] }))).toBe('streaming_mode_mismatch');
    expect(await refused(client.chat.appendStream({ channel, ts, chunks: [chunk], markdown_text: 'x' }))).toBe(
      'cannot_provide_both_markdown_text_and_chunks',
    );
    expect(await refused(client.chat.appendStream({ channel, ts }))).toBe('markdown_text_or_chunks_required');
  });

  test('ends by itself five minutes after it began, whatever still comes', async () => {
    const ts = await begin();
    for (let minute = 0; minute < 5; minute += 0.25) {
      nowMs += 15_000;
      expect(await refused(append(ts))).toBe('ok');
    }
    nowMs += 1_000;
    expect(await refused(append(ts))).toBe('message_not_in_streaming_state');
    expect(await refused(client.chat.stopStream({ channel, ts }))).toBe('message_not_in_streaming_state');
    expect(await refused(client.chat.update({ channel, ts, text: 'all of it', blocks: [] }))).toBe('ok');
  });

  test('ends by itself when nothing comes for a while', async () => {
    const ts = await begin();
    nowMs += 31_000;
    expect(await refused(append(ts))).toBe('message_not_in_streaming_state');
    expect(message()?.streaming).toBe(false);
  });

  test('ends with all others when a test says so', async () => {
    const ts = await begin();
    practice.control.closeStreams();
    expect(await refused(append(ts))).toBe('message_not_in_streaming_state');
  });
});

describe('stop', () => {
  const stop = (as = maya) => practice.control.stopBot({ as, channel, threadTs: root });

  test('ends the streams of a thread, and the bot is told which', async () => {
    const bot = await connectRawSocket(practice, () => ({}));
    const ts = await begin();
    expect(await stop()).toEqual({ ok: true });
    expect(message()).toMatchObject({ text: 'Hello ', streaming: false });
    expect(await refused(append(ts))).toBe('stopped_by_user');
    expect(await refused(client.chat.stopStream({ channel, ts }))).toBe('message_not_in_streaming_state');
    const heard = () => bot.received.find(({ payload }) => payload.event?.type === 'agent_session_stopped');
    const told = await practice.control.waitFor(heard, { why: 'the event' });
    expect(told.payload.event).toMatchObject({ channel, user: maya, thread_ts: root, streaming_message_ts: [ts] });
    bot.socket.close();
  });

  test('is there while the bot thinks, and not when it does nothing', async () => {
    expect((await stop()).ok).toBe(false);
    await think();
    expect(await stop()).toEqual({ ok: true });
    expect(statuses()).toEqual([]);
  });

  test('is for people in the channel, and for apps that listen', async () => {
    await think();
    const outside = practice.control
      .snapshot(maya)
      .people.find((person) => !person.isBot && !practice.control.channel(channel).members.includes(person.id));
    if (outside) expect((await stop(outside.id)).ok).toBe(false);
    practice.control.withoutScope('assistant:write');
    expect((await stop()).ok).toBe(false);
    expect(practice.control.snapshot(maya).canStopBot).toBe(false);
  });
});

describe('a status', () => {
  test('goes with the next words of the bot in its thread, and after two minutes', async () => {
    await think();
    await client.chat.postMessage({ channel, text: 'elsewhere' });
    expect(statuses()).toEqual(['is thinking…']);
    await client.chat.postMessage({ channel, thread_ts: root, text: 'here' });
    expect(statuses()).toEqual([]);
    await think();
    nowMs += 120_000;
    expect(statuses()).toEqual([]);
  });
});
