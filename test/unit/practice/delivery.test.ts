import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Practice, type PracticeOptions, startPractice } from '../../../src/practice/start-practice.ts';
import { connectRawSocket, type RawEnvelope, startRawHttpBot } from '../../fixtures/raw-bot.ts';

let practice: Practice;
let channel: string;
let maya: string;

async function start(options: Partial<PracticeOptions> = {}): Promise<void> {
  practice = await startPractice({
    manifestPath: 'test/fixtures/practice-manifest.yml',
    retryDelaysMs: [0, 20, 20],
    ...options,
  });
  channel = practice.control.channel('clinic-checkin').id;
  maya = practice.control.person('maya').id;
}

beforeEach(() => start());
afterEach(() => practice.close());

const say = async (text: string, as = maya, to = channel) => {
  const answer = await practice.control.postMessage({ as, channel: to, text });
  if (!answer.ok) throw new Error(answer.error);
  return answer.ts;
};
const texts = (envelopes: RawEnvelope[]) => envelopes.map((envelope) => envelope.payload.event?.text);

describe('Socket Mode', () => {
  test('tries an event that is not acknowledged four times, says why, and then gives it up', async () => {
    await practice.close();
    await start({ ackTimeoutMs: 40 });
    const bot = await connectRawSocket(practice, () => 'silent');
    await say('anybody?');
    await practice.control.waitFor(() => practice.control.lostEvents() === 1, { why: 'the event to be given up' });
    expect(bot.received.map((envelope) => envelope.retry_attempt)).toEqual([0, 1, 2, 3]);
    expect(bot.received.map((envelope) => envelope.retry_reason)).toEqual(['', 'timeout', 'timeout', 'timeout']);
    expect(new Set(bot.received.map((envelope) => envelope.payload.event_id)).size).toBe(1);
    expect(practice.control.pendingEvents()).toBe(0);
  });

  test('keeps what happens while no bot is there and delivers it in order when one comes', async () => {
    await say('one');
    await say('two');
    expect(practice.control.pendingEvents()).toBe(2);
    const bot = await connectRawSocket(practice, () => undefined);
    await practice.control.whenDelivered();
    expect(texts(bot.received)).toEqual(['one', 'two']);
    expect(bot.received[0]?.retry_attempt).toBe(0);
  });

  test('gives a bot that died before it acknowledged the event again', async () => {
    const dying = await connectRawSocket(practice, () => {
      dying.socket.terminate();
      return 'silent';
    });
    await say('are you well?');
    await practice.control.waitFor(() => practice.control.botConnections() === 0, { why: 'the connection to end' });
    const bot = await connectRawSocket(practice, () => undefined);
    await practice.control.whenDelivered();
    expect(texts(bot.received)).toEqual(['are you well?']);
    expect(bot.received[0]).toMatchObject({ retry_attempt: 1, retry_reason: 'connection_failed' });
  });

  test('delivers two thousand messages of one thread once each and in order, within seconds', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    const threadTs = await say('root');
    const said = Array.from({ length: 2_000 }, (_, index) => `message ${index}`);
    const startedAt = performance.now();
    for (const text of said) await practice.control.postMessage({ as: maya, channel, text, threadTs });
    await practice.control.whenDelivered({ timeoutMs: 20_000 });
    expect(texts(bot.received).slice(1)).toEqual(said);
    expect(practice.control.thread(channel, threadTs)[0]?.thread?.replies).toBe(2_000);
    expect(practice.control.snapshot(maya).messages).toHaveLength(401);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('sends each payload to one of several connections', async () => {
    const bots = [await connectRawSocket(practice, () => undefined), await connectRawSocket(practice, () => undefined)];
    for (const text of ['a', 'b', 'c', 'd']) await say(text);
    await practice.control.whenDelivered();
    expect(bots.map((bot) => bot.received.length)).toEqual([2, 2]);
  });

  test('refuses an eleventh connection', async () => {
    for (let open = 0; open < 10; open += 1) await connectRawSocket(practice, () => undefined);
    const response = await fetch(`${practice.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${practice.appToken}` },
    });
    expect(await response.json()).toMatchObject({ ok: false, error: 'too_many_websockets' });
  });

  test('repeats an event as often as told, with new event ids if told', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    practice.control.duplicateDelivery(3, { newEventIds: true });
    await say('once');
    await practice.control.waitFor(() => bot.received.length === 4 || undefined, { why: 'the copies' });
    expect(new Set(bot.received.map((envelope) => envelope.payload.event_id)).size).toBe(4);
    await say('again');
    await practice.control.whenDelivered();
    expect(bot.received).toHaveLength(5);
  });

  test('holds back while paused, asks for a reconnect, sends raw bodies', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    practice.control.pauseDelivery();
    await say('later');
    expect(bot.received).toHaveLength(0);
    practice.control.resumeDelivery();
    await practice.control.whenDelivered();
    expect(texts(bot.received)).toEqual(['later']);
    expect(await practice.control.sendRaw({ type: 'event_callback', event: { type: 'forged' } })).toEqual({ acknowledged: true });
    expect(bot.received[1]?.payload).toEqual({ type: 'event_callback', event: { type: 'forged' } });
    practice.control.disconnect('refresh');
    await new Promise((resolve) => bot.socket.once('message', resolve));
    expect(bot.disconnects).toMatchObject([{ reason: 'refresh_requested' }]);
  });
});

describe('HTTP', () => {
  test('signs what it posts and marks retries', async () => {
    const bot = await startRawHttpBot([500, 500, 200]);
    practice.setDelivery({ url: bot.url, signingSecret: 'shhh' });
    await say('hello');
    await practice.control.waitFor(() => bot.requests.length === 3 && practice.control.pendingEvents() === 0, { why: 'three tries' });
    expect(bot.requests.map((request) => request.headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
    expect(bot.requests[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    for (const { headers, body } of bot.requests) {
      const expected = createHmac('sha256', 'shhh').update(`v0:${headers['x-slack-request-timestamp']}:${body}`).digest('hex');
      expect(headers['x-slack-signature']).toBe(`v0=${expected}`);
    }
    await bot.close();
  });

  test('waits for a bot that is not there yet', async () => {
    const bot = await startRawHttpBot([200]);
    await bot.close();
    practice.setDelivery({ url: bot.url });
    await say('too early');
    expect(practice.control.pendingEvents()).toBe(1);
    expect(practice.control.snapshot(maya).botConnected).toBe(false);
    const late = await startRawHttpBot([200]);
    practice.setDelivery({ url: late.url });
    await practice.control.whenDelivered();
    expect(JSON.parse(late.requests[0]?.body ?? '{}')).toMatchObject({ type: 'event_callback', event: { text: 'too early' } });
    await late.close();
  });

  test('sends a raw body byte for byte', async () => {
    const bot = await startRawHttpBot([200, 401]);
    practice.setDelivery({ url: bot.url });
    expect(await practice.control.sendRaw('null')).toMatchObject({ acknowledged: true, status: 200 });
    const forged = await practice.control.sendRaw('{}', { headers: { 'x-slack-signature': 'v0=forged' } });
    expect(forged).toMatchObject({ acknowledged: false, status: 401 });
    expect(bot.requests.map((request) => request.body)).toEqual(['null', '{}']);
    await bot.close();
  });
});

describe('which events are sent', () => {
  const types = (bot: { received: RawEnvelope[] }) =>
    bot.received.map(({ payload: { event } }) => [event?.type, event?.['subtype']].filter((part) => part !== undefined).join('/'));

  test('messages, edits and deletions, in Slack’s shapes', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    const ts = await say('frist');
    await practice.control.editMessage({ as: maya, channel, ts, text: 'first' });
    await practice.control.deleteMessage({ as: maya, channel, ts });
    await practice.control.whenDelivered();
    expect(types(bot)).toEqual(['message', 'message/message_changed', 'message/message_deleted']);
    const [posted, changed, deleted] = bot.received.map((envelope) => envelope.payload.event);
    expect(posted).toMatchObject({ user: maya, text: 'frist', ts, channel, channel_type: 'channel', event_ts: ts, team: 'TPRACTICE1' });
    expect(posted?.['blocks']).toMatchObject([{ type: 'rich_text' }]);
    expect(changed).toMatchObject({
      hidden: true,
      channel,
      message: { text: 'first', ts, edited: { user: maya } },
      previous_message: { text: 'frist' },
    });
    expect(deleted).toMatchObject({ hidden: true, deleted_ts: ts, previous_message: { text: 'first' } });
    expect(bot.received[0]?.payload).toMatchObject({
      type: 'event_callback',
      team_id: 'TPRACTICE1',
      authorizations: [{ user_id: practice.control.bot().id, is_bot: true }],
    });
  });

  test('a mention arrives twice: as a message and as app_mention', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    await say('@workshop next');
    await practice.control.whenDelivered();
    expect(types(bot)).toEqual(['message', 'app_mention']);
    expect(bot.received[1]?.payload.event?.text).toBe(`<@${practice.control.bot().id}> next`);
  });

  test('nothing from channels without the bot', async () => {
    await say('psst', maya, practice.control.channel('random').id);
    expect(practice.control.pendingEvents()).toBe(0);
  });

  test('nothing that needs a scope which is missing', async () => {
    const ts = await say('nice');
    practice.control.withoutScope('reactions:read');
    await practice.control.addReaction({ as: maya, channel, ts, name: 'pushpin' });
    expect(practice.control.pendingEvents()).toBe(1);
    practice.control.clearFaults();
    await practice.control.addReaction({ as: maya, channel, ts, name: 'tada' });
    expect(practice.control.pendingEvents()).toBe(2);
  });

  test('joining, leaving, archiving, files and the home tab', async () => {
    const { control } = practice;
    const bot = await connectRawSocket(practice, () => undefined);
    const random = control.channel('random').id;
    await control.joinChannel({ as: maya, channel: random, user: control.bot().id });
    await control.uploadFile({ as: maya, channel: random, name: 'notes.md', text: '# Notes', comment: 'see' });
    await control.leaveChannel({ as: maya, channel: random, user: control.bot().id });
    await control.openHome({ as: maya });
    await control.archiveChannel({ as: maya, channel });
    await control.whenDelivered();
    expect(types(bot)).toEqual([
      'member_joined_channel',
      'message/channel_join',
      'message/file_share',
      'message/channel_leave',
      'member_left_channel',
      'app_home_opened',
      'message/channel_archive',
      'channel_archive',
    ]);
    expect(bot.received[2]?.payload.event?.['files']).toMatchObject([
      { name: 'notes.md', url_private: expect.stringContaining('/files-pri/') },
    ]);
  });

  test('an app that is removed is told, and its token is dead', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    practice.control.uninstallApp();
    await practice.control.whenDelivered();
    expect(types(bot)).toEqual(['tokens_revoked', 'app_uninstalled']);
    const response = await fetch(`${practice.apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${practice.botToken}` },
    });
    expect(await response.json()).toEqual({ ok: false, error: 'account_inactive' });
  });

  test('a list typed into the usual composer arrives with bullets, as Slack sends it', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    await practice.control.postMessage({ as: maya, channel, text: 'pains:\n- queue @sam\n- forms', formatted: true });
    await practice.control.whenDelivered();
    const sam = practice.control.person('sam').id;
    expect(bot.received[0]?.payload.event).toMatchObject({
      text: `pains:\n• queue <@${sam}>\n• forms`,
      blocks: [
        {
          elements: [
            { type: 'rich_text_section' },
            { type: 'rich_text_list', style: 'bullet', elements: [{ elements: [{ text: 'queue ' }, { user_id: sam }] }, {}] },
          ],
        },
      ],
    });
  });

  test('an outsider is marked as one', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    await say('hello from next door', practice.control.person('nora').id, practice.control.channel('harbour-partners').id);
    await practice.control.whenDelivered();
    expect(bot.received[0]?.payload).toMatchObject({
      is_ext_shared_channel: true,
      context_team_id: 'TPRACTICE1',
      event: { user_team: 'TOUTSIDE01', source_team: 'TOUTSIDE01', team: 'TOUTSIDE01' },
    });
  });
});

describe('commands', () => {
  const run = (over: Record<string, string> = {}) =>
    practice.control.runCommand({ as: maya, channel, command: '/workshop', text: 'next', ...over });
  const shown = () => practice.control.ephemeralsOf(maya).at(-1)?.text;

  test('are refused in threads, with Slack’s words', async () => {
    const ts = await say('root');
    await connectRawSocket(practice, () => undefined);
    expect(await run({ threadTs: ts })).toEqual({ ok: false, error: '/workshop is not supported in threads. Sorry!' });
    expect(shown()).toBe('/workshop is not supported in threads. Sorry!');
  });

  test('fail when nobody answers in time, or nobody is there', async () => {
    await practice.close();
    await start({ ackTimeoutMs: 40 });
    await run();
    expect(shown()).toBe('/workshop failed with the error "dispatch_failed"');
    await connectRawSocket(practice, () => 'silent');
    await run();
    expect(shown()).toBe('/workshop failed with the error "operation_timeout"');
  });

  test('that do not exist, or come from another company, never reach the bot', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    expect(await run({ command: '/dance' })).toMatchObject({ ok: false, error: expect.stringContaining('/dance is not a valid command') });
    const partners = practice.control.channel('harbour-partners').id;
    expect(await run({ as: practice.control.person('nora').id, channel: partners })).toMatchObject({ ok: false });
    expect(bot.received).toEqual([]);
  });

  test('carry names and links when the manifest asks for it, and are escaped always', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    await run({ text: 'with @tomas & #general https://example.test/a?b=1' });
    await run({ command: '/plain', text: 'with @tomas & <b>' });
    const sent = bot.received.map((envelope) => envelope.payload['text']);
    const general = practice.control.channel('general').id;
    expect(sent).toEqual([
      `with <@${practice.control.person('tomas').id}|tomas> &amp; <#${general}|general> <https://example.test/a?b=1>`,
      'with @tomas &amp; &lt;b&gt;',
    ]);
    expect(bot.received[0]?.payload['thread_ts']).toBeUndefined();
  });

  test('an answer whose blocks Slack would refuse is an error that the person sees', async () => {
    await connectRawSocket(practice, () => ({ blocks: [{ type: 'poem' }] }));
    await run();
    expect(shown()).toBe('/workshop failed with the error "invalid_blocks"');
  });

  test('may be answered five times by the response address, within half an hour', async () => {
    let clock = 1_760_000_000_000;
    await practice.close();
    await start({ now: () => clock });
    const bot = await connectRawSocket(practice, () => undefined);
    await run();
    await run();
    const [first, second] = bot.received.map((envelope) => String(envelope.payload['response_url']));
    const answer = async (url: string | undefined, body: unknown) => {
      const response = await fetch(url ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    for (let use = 0; use < 5; use += 1) expect(await answer(first, { text: `answer ${use}` })).toEqual({ ok: true });
    expect(await answer(first, { text: 'one more' })).toEqual({ ok: false, error: 'used_url' });
    clock += 30 * 60_000 + 1;
    expect(await answer(second, { text: 'late' })).toEqual({ ok: false, error: 'expired_url' });
    expect(practice.control.ephemeralsOf(maya).map((entry) => entry.text)).toEqual([
      'answer 0',
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 4',
    ]);
  });
});
