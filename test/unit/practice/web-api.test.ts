import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { connectRawSocket } from '../../fixtures/raw-bot.ts';

let practice: Practice;
let client: WebClient;
let channel: string;
let maya: string;

beforeEach(async () => {
  practice = await startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml' });
  client = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl, retryConfig: { retries: 0 } });
  channel = practice.control.channel('clinic-checkin').id;
  maya = practice.control.person('maya').id;
});
afterEach(() => practice.close());

const post = async (text: string, over: Record<string, unknown> = {}) => {
  const { ts } = await client.chat.postMessage({ channel, text, ...over });
  return ts ?? '';
};

describe('messages', () => {
  test('keep their metadata, which history and replies give back when asked', async () => {
    const metadata = { event_type: 'outbox', event_payload: { key: 'k1' } };
    const root = await post('card', { metadata });
    await post('reply', { thread_ts: root, metadata });
    const plain = await client.conversations.history({ channel });
    expect(plain.messages?.[0]?.metadata).toBeUndefined();
    const history = await client.conversations.history({ channel, include_all_metadata: true });
    expect(history.messages?.[0]?.metadata).toEqual(metadata);
    const replies = await client.conversations.replies({ channel, ts: root, include_all_metadata: true });
    expect(replies.messages?.map((message) => message.text)).toEqual(['card', 'reply']);
    expect(replies.messages?.[1]?.metadata).toEqual(metadata);
    expect(replies.messages?.[0]).toMatchObject({ reply_count: 1, thread_ts: root });
  });

  test('page through a long history, newest first, and between two moments', async () => {
    const all: string[] = [];
    for (let index = 0; index < 7; index += 1) all.push(await post(`m${index}`));
    const seen: (string | undefined)[] = [];
    for await (const page of client.paginate('conversations.history', { channel, limit: 3 }))
      seen.push(...((page as unknown as { messages: { text: string }[] }).messages ?? []).map((message) => message.text));
    expect(seen).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1', 'm0']);
    const middle = await client.conversations.history({ channel, oldest: all[2] ?? '', latest: all[5] ?? '' });
    expect(middle.messages?.map((message) => message.text)).toEqual(['m4', 'm3']);
    const inclusive = await client.conversations.history({ channel, oldest: all[2] ?? '', latest: all[5] ?? '', inclusive: true });
    expect(inclusive.messages).toHaveLength(4);
  });

  test('keep their blocks when an update does not send any, and lose them to an empty list', async () => {
    const ts = await post('card', { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'body' } }] });
    await client.chat.update({ channel, ts, text: 'card two' });
    expect(practice.control.messages(channel)[0]).toMatchObject({ text: 'card two', blocks: [{ type: 'section' }] });
    await client.chat.update({ channel, ts, text: 'bare', blocks: [] });
    expect(practice.control.messages(channel)[0]?.blocks).toBeUndefined();
    expect(practice.control.messages(channel)[0]?.edited).toBeDefined();
  });

  test('a deleted root with replies leaves a tombstone, a deleted reply is counted out', async () => {
    const root = await post('root');
    const reply = await post('reply', { thread_ts: root });
    const second = await post('second', { thread_ts: root });
    await client.chat.delete({ channel, ts: reply });
    expect(practice.control.messages(channel)[0]?.thread).toMatchObject({ replies: 1, lastTs: second });
    await client.chat.delete({ channel, ts: root });
    expect(practice.control.thread(channel, root).map((message) => message.subtype)).toEqual(['tombstone', undefined]);
  });

  test('to one person are seen by that person alone, and not in any history', async () => {
    await client.chat.postEphemeral({ channel, user: maya, text: 'only you' });
    expect(practice.control.snapshot(maya).ephemerals.map((entry) => entry.text)).toEqual(['only you']);
    expect(practice.control.snapshot(practice.control.person('tomas').id).ephemerals).toEqual([]);
    expect((await client.conversations.history({ channel })).messages).toEqual([]);
  });

  test('to a person’s id go to the direct conversation', async () => {
    const { channel: direct } = await client.chat.postMessage({ channel: maya, text: 'hello' });
    expect(practice.control.channel(direct ?? '')).toMatchObject({ isDirect: true, members: [maya, practice.control.bot().id] });
    expect(practice.control.snapshot(practice.control.person('tomas').id).messages).toEqual([]);
  });

  test('have a permalink that opens the page', async () => {
    const ts = await post('here');
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    expect(permalink).toBe(`${new URL(practice.url).origin}/archives/${channel}/p${ts.replace('.', '')}`);
  });
});

describe('files', () => {
  test('are uploaded in Slack’s three steps and shown in the thread', async () => {
    const root = await post('root');
    const { files } = await client.filesUploadV2({
      channel_id: channel,
      thread_ts: root,
      filename: 'pack.md',
      content: '# Pack – ünïcode',
      initial_comment: 'the pack',
    });
    const id = files[0]?.files?.[0]?.id ?? '';
    const message = practice.control.thread(channel, root)[1];
    expect(message).toMatchObject({ text: 'the pack', fileIds: [id], user: practice.control.bot().id });
    expect(practice.control.fileText(id)).toBe('# Pack – ünïcode');
    expect(practice.control.snapshot(maya).files).toMatchObject([
      { id, name: 'pack.md', mimeType: 'text/markdown', preview: '# Pack – ünïcode' },
    ]);
  });

  test('pictures have a title and say what they show, and stand in a canvas once they are shared', async () => {
    const png = Buffer.from('picture');
    const upload = async (share: Record<string, unknown>) => {
      const ticket = (await client.apiCall('files.getUploadURLExternal', {
        filename: 'map.png',
        length: png.length,
        alt_txt: 'Who decides.',
      })) as {
        upload_url?: string;
        file_id?: string;
      };
      await fetch(ticket.upload_url ?? '', { method: 'POST', body: png });
      const done = await client.files.completeUploadExternal({ files: [{ id: ticket.file_id ?? '', title: 'Stakeholders' }], ...share });
      return done.files?.[0] as { id: string; permalink: string };
    };
    const make = (markdown: string) => client.canvases.create({ document_content: { type: 'markdown', markdown } });
    const shared = await upload({ channel_id: channel });
    expect(practice.control.snapshot(maya).files).toMatchObject([
      { id: shared.id, name: 'map.png', title: 'Stakeholders', altText: 'Who decides.' },
    ]);
    expect((await make(`# Map\n\n![](${shared.permalink})\n\nBy ![](@${maya})`)).ok).toBe(true);
    const kept = await upload({});
    for (const target of [
      kept.permalink,
      `${shared.permalink}x`,
      'https://example.org/map.png',
      'https://example.slack.com/files/U1/F1/map.png',
    ])
      await expect(make(`![](${target})`)).rejects.toThrow('canvas_creation_failed');
    expect((await make('```\n![](https://example.org/map.png)\n```')).ok).toBe(true);
  });

  test('are downloaded with the token and files:read, and not without', async () => {
    await practice.control.uploadFile({ as: maya, channel, name: 'long paste.txt', text: 'words' });
    const { messages } = await client.conversations.history({ channel });
    const url = messages?.[0]?.files?.[0]?.url_private ?? '';
    const get = async (headers: Record<string, string>) => fetch(url, { headers, redirect: 'manual' });
    const answer = await get({ authorization: `Bearer ${practice.botToken}` });
    expect([answer.status, await answer.text()]).toEqual([200, 'words']);
    expect((await get({})).status).toBe(302);
    practice.control.withoutScope('files:read');
    expect((await get({ authorization: `Bearer ${practice.botToken}` })).status).toBe(302);
  });
});

describe('streams', () => {
  test('grow through Slack’s own streamer and end as one message', async () => {
    const root = await post('root');
    await client.assistant.threads.setStatus({ channel_id: channel, thread_ts: root, status: 'is thinking…' });
    expect(practice.control.snapshot(maya).statuses).toEqual([{ channel, threadTs: root, text: 'is thinking…' }]);
    const stream = client.chatStream({
      channel,
      thread_ts: root,
      recipient_team_id: 'TPRACTICE1',
      recipient_user_id: maya,
      buffer_size: 4,
    });
    await stream.append({ markdown_text: 'Hello ' });
    expect(practice.control.thread(channel, root)[1]).toMatchObject({ text: 'Hello ', streaming: true });
    expect(practice.control.snapshot(maya).statuses).toEqual([]);
    await stream.append({ chunks: [{ type: 'task_update', id: 't', title: 'Read the notes', status: 'complete' }] } as never);
    await stream.append({ markdown_text: '**world**' });
    await stream.stop({ blocks: [{ type: 'divider' }] });
    expect(practice.control.thread(channel, root)[1]).toMatchObject({
      text: 'Hello **world**',
      streaming: false,
      blocks: [{ type: 'task_card', title: 'Read the notes' }, { type: 'markdown', text: 'Hello **world**' }, { type: 'divider' }],
    });
  });
});

describe('canvases', () => {
  test('are tabbed to a channel, edited in parts and shared', async () => {
    const { canvas_id: id = '' } = await client.canvases.create({
      title: 'Pack',
      document_content: { type: 'markdown', markdown: '# Pack\n\nold text\n\n## Next' },
    });
    const seen = () => practice.control.snapshot(maya).canvases;
    expect(seen()).toEqual([]);
    await client.canvases.access.set({ canvas_id: id, access_level: 'read', channel_ids: [channel] });
    expect(seen()).toMatchObject([{ id, title: 'Pack', sharedWith: [channel] }]);
    const { sections } = await client.canvases.sections.lookup({ canvas_id: id, criteria: { contains_text: 'old' } });
    await client.canvases.edit({
      canvas_id: id,
      changes: [
        { operation: 'replace', section_id: sections?.[0]?.id ?? '', document_content: { type: 'markdown', markdown: 'new text' } },
      ],
    });
    expect(seen()[0]?.markdown).toBe('# Pack\n\nnew text\n\n## Next');
    await client.canvases.edit({
      canvas_id: id,
      changes: [{ operation: 'replace', document_content: { type: 'markdown', markdown: '# All new' } }],
    });
    expect(seen()[0]?.markdown).toBe('# All new');
    const { file } = await client.files.info({ file: id });
    expect(file?.permalink).toBe(`${new URL(practice.url).origin}/docs/TPRACTICE1/${id}`);
    const listed = await client.files.list({ user: file?.user ?? '', ts_from: String(file?.created), types: 'all' });
    expect(listed.files?.map((one) => [one.id, one.title, one.filetype])).toEqual([[id, seen()[0]?.title, 'quip']]);
    expect((await client.files.list({ ts_from: String((file?.created ?? 0) + 60) })).files).toEqual([]);
    await client.canvases.delete({ canvas_id: id });
    expect(seen()).toEqual([]);
    expect((await client.files.list({})).files).toEqual([]);
  });
});

describe('interactivity', () => {
  test('a message shortcut tells the bot which message', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    const posted = await practice.control.postMessage({ as: maya, channel, text: 'keep this' });
    const ts = posted.ok ? posted.ts : '';
    expect(await practice.control.runShortcut({ as: maya, callbackId: 'capture', channel, ts })).toEqual({ ok: true });
    const payload = bot.received.find((envelope) => envelope.type === 'interactive')?.payload;
    expect(payload).toMatchObject({
      type: 'message_action',
      callback_id: 'capture',
      message_ts: ts,
      message: { text: 'keep this' },
      channel: { id: channel },
      user: { id: maya },
    });
    expect(payload?.['response_url']).toBeDefined();
  });

  test('a choice in a message carries the option and the state of all its elements', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });
    const ts = await post('choose', {
      blocks: [
        {
          type: 'actions',
          block_id: 'b',
          elements: [
            { type: 'static_select', action_id: 'one', options: [option('x'), option('y')] },
            { type: 'checkboxes', action_id: 'many', options: [option('1'), option('2')] },
          ],
        },
      ],
    });
    const act = (actionId: string, value: string | string[]) =>
      practice.control.act({ as: maya, source: { channel, ts }, blockId: 'b', actionId, value });
    expect(await act('one', 'y')).toEqual({ ok: true });
    expect(await act('many', ['1', '2'])).toEqual({ ok: true });
    expect(await act('one', 'z')).toMatchObject({ ok: false, error: '"z" is not one of the options.' });
    expect(await act('three', 'z')).toMatchObject({ ok: false });
    const [first, second] = bot.received.filter((envelope) => envelope.type === 'interactive').map((envelope) => envelope.payload);
    expect(first).toMatchObject({
      actions: [{ type: 'static_select', action_id: 'one', selected_option: { value: 'y' } }],
      container: { type: 'message', message_ts: ts, is_ephemeral: false },
    });
    expect(second).toMatchObject({
      state: { values: { b: { one: { selected_option: { value: 'y' } }, many: { selected_options: [{ value: '1' }, { value: '2' }] } } } },
    });
  });

  test('a button of an ephemeral comes without the message, and only its reader can press it', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    await client.chat.postEphemeral({
      channel,
      user: maya,
      text: 'sure?',
      blocks: [
        { type: 'actions', block_id: 'b', elements: [{ type: 'button', action_id: 'yes', text: { type: 'plain_text', text: 'Yes' } }] },
      ],
    });
    const { id } = practice.control.ephemeralsOf(maya)[0] ?? { id: '' };
    const press = (as: string) => practice.control.act({ as, source: { channel, ts: id }, blockId: 'b', actionId: 'yes' });
    expect(await press(practice.control.person('tomas').id)).toMatchObject({ ok: false });
    expect(await press(maya)).toEqual({ ok: true });
    const [payload] = bot.received.map((envelope) => envelope.payload);
    expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: id } });
    expect(payload?.['message']).toBeUndefined();
    await fetch(String(payload?.['response_url']), { method: 'POST', body: JSON.stringify({ delete_original: true }) });
    expect(practice.control.ephemeralsOf(maya)).toEqual([]);
  });

  test('modals stack up to three, are updated keeping what was typed, and tell when they are closed', async () => {
    const input = {
      type: 'input',
      block_id: 'i',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'v' },
    };
    const modal = (title: string) =>
      ({
        type: 'modal',
        title: { type: 'plain_text', text: title },
        submit: { type: 'plain_text', text: 'Go' },
        blocks: [
          input,
          {
            type: 'actions',
            block_id: 'a',
            elements: [{ type: 'button', action_id: 'deeper', text: { type: 'plain_text', text: 'Deeper' } }],
          },
        ],
        notify_on_close: true,
      }) as never;
    const bot = await connectRawSocket(practice, ({ payload }) =>
      payload['type'] === 'view_submission' ? { response_action: 'update', view: modal('Updated') } : undefined,
    );
    const last = () =>
      bot.received.at(-1)?.payload as { trigger_id: string; type: string; is_cleared?: boolean; view?: { state: { values: unknown } } };
    const { view } = await client.views.open({ trigger_id: practice.control.issueTrigger(maya), view: modal('First') });
    for (const title of ['Second', 'Third']) {
      const top = practice.control.viewsOf(maya).at(-1)?.id ?? '';
      await practice.control.act({ as: maya, source: { viewId: top }, blockId: 'a', actionId: 'deeper' });
      await client.views.push({ trigger_id: last().trigger_id, view: modal(title) });
    }
    expect(practice.control.viewsOf(maya).map((entry) => entry.title)).toEqual(['First', 'Second', 'Third']);
    const top = practice.control.viewsOf(maya).at(-1)?.id ?? '';
    await practice.control.act({ as: maya, source: { viewId: top }, blockId: 'a', actionId: 'deeper' });
    await expect(client.views.push({ trigger_id: last().trigger_id, view: modal('Fourth') })).rejects.toMatchObject({
      data: { error: 'push_limit_reached' },
    });
    expect(await practice.control.submitView({ as: maya, viewId: top, values: { i: { v: 'Ada' } } })).toEqual({ ok: true });
    expect(last().view?.state.values).toMatchObject({ i: { v: { type: 'plain_text_input', value: 'Ada' } } });
    expect(practice.control.viewsOf(maya).at(-1)?.title).toBe('Updated');
    expect(await practice.control.closeView({ as: maya, viewId: view?.id ?? '' })).toEqual({ ok: true });
    expect(last()).toMatchObject({ type: 'view_closed', is_cleared: false });
    expect(practice.control.viewsOf(maya)).toEqual([]);
  });

  test('a modal answered with errors for blocks that are no inputs stays open with Slack’s complaint', async () => {
    await connectRawSocket(practice, () => ({ response_action: 'errors', errors: { nowhere: 'Wrong.' } }));
    const input = {
      type: 'input',
      block_id: 'i',
      optional: true,
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'v' },
    };
    const { view } = await client.views.open({
      trigger_id: practice.control.issueTrigger(maya),
      view: {
        type: 'modal',
        title: { type: 'plain_text', text: 'T' },
        submit: { type: 'plain_text', text: 'Go' },
        blocks: [input],
      } as never,
    });
    expect(await practice.control.submitView({ as: maya, viewId: view?.id ?? '', values: {} })).toMatchObject({
      ok: false,
      error: expect.stringContaining('We had some trouble connecting'),
    });
    expect(practice.control.viewsOf(maya)).toHaveLength(1);
  });

  test('the home tab is published and its buttons work', async () => {
    const bot = await connectRawSocket(practice, () => undefined);
    await client.views.publish({
      user_id: maya,
      view: {
        type: 'home',
        blocks: [
          { type: 'actions', block_id: 'b', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] },
        ],
      },
    });
    const home = practice.control.snapshot(maya).home;
    expect(home?.type).toBe('home');
    expect(await practice.control.act({ as: maya, source: { viewId: home?.id ?? '' }, blockId: 'b', actionId: 'go' })).toEqual({
      ok: true,
    });
    expect(bot.received[0]?.payload).toMatchObject({ type: 'block_actions', container: { type: 'view', view_id: home?.id } });
  });
});

describe('faults', () => {
  const texts = () => practice.control.messages(channel).map((message) => message.text);

  test('before, after and without an effect', async () => {
    practice.control.failNext('chat.postMessage', { status: 500 });
    await expect(post('lost')).rejects.toMatchObject({ statusCode: 500 });
    practice.control.failNext('chat.postMessage', { effect: 'after', status: 503 });
    await expect(post('there all the same')).rejects.toMatchObject({ statusCode: 503 });
    practice.control.failNext('chat.postMessage', { effect: 'after', drop: true });
    await expect(post('there too')).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    practice.control.failNext('chat.postMessage', { error: 'restricted_action', times: 2 });
    await expect(post('no')).rejects.toMatchObject({ data: { error: 'restricted_action' } });
    await expect(post('no')).rejects.toMatchObject({ data: { error: 'restricted_action' } });
    await post('yes');
    expect(texts()).toEqual(['there all the same', 'there too', 'yes']);
  });

  test('a rate limit with Retry-After, a method that this Slack does not have', async () => {
    practice.control.failNext('*', { retryAfterSeconds: 7 });
    const impatient = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl, rejectRateLimitedCalls: true });
    await expect(impatient.auth.test()).rejects.toMatchObject({ retryAfter: 7 });
    practice.control.disableMethods(['canvases.create']);
    await expect(client.canvases.create({ title: 'x' })).rejects.toMatchObject({ data: { error: 'unknown_method' } });
    expect(practice.control.calls().map((call) => [call.method, call.answer?.['error']])).toEqual([
      ['auth.test', 'ratelimited'],
      ['canvases.create', 'unknown_method'],
    ]);
  });
});
