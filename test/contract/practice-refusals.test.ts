import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Practice, startPractice } from '../../src/practice/start-practice.ts';

/**
 * What Slack refuses, the practice workspace refuses with the same words: a bot that is rehearsed here must not learn bad habits.
 * Every call goes through Slack's own client. Codes as documented on docs.slack.dev for each method.
 */
let practice: Practice;
let client: WebClient;
let inside: string;
let outside: string;
let archived: string;
let maya: string;
let theirs: string;
let ours: string;
let reply: string;
let clock = 1_760_000_000_000;

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
const button = (over: Record<string, unknown> = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...over });
const input = { type: 'input', block_id: 'i', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'v' } };
const modal = (over: Record<string, unknown> = {}) => ({ type: 'modal', title: plain('A form'), blocks: [section('hi')], ...over });
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const option = (index: number) => ({ text: plain(`Option ${index}`), value: `v${index}` });

type Refusal = { error?: string; messages?: string[]; needed?: string; provided?: string; detail?: string };

async function refusal(method: string, args: Record<string, unknown>, by: WebClient = client): Promise<Refusal> {
  try {
    await by.apiCall(method, args);
  } catch (problem) {
    const { data } = problem as { data?: Refusal & { response_metadata?: { messages?: string[] } } };
    if (data === undefined) throw problem;
    return { ...data, messages: data.response_metadata?.messages ?? [] };
  }
  return {};
}

const post = (args: Record<string, unknown>) => refusal('chat.postMessage', { channel: inside, text: 'x', ...args });
const blocks = (...list: unknown[]) => post({ blocks: list });

async function trigger(): Promise<string> {
  return practice.control.issueTrigger(maya);
}

beforeAll(async () => {
  practice = await startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml', now: () => clock });
  client = new WebClient(practice.botToken, { slackApiUrl: practice.apiUrl, retryConfig: { retries: 0 }, logger: quiet() });
  const { control } = practice;
  maya = control.person('maya').id;
  inside = control.channel('clinic-checkin').id;
  outside = control.channel('random').id;
  const made = await control.createChannel({ as: maya, name: 'old-stuff' });
  archived = made.ok ? made.channel : '';
  await control.joinChannel({ as: maya, channel: archived, user: control.bot().id });
  await control.archiveChannel({ as: maya, channel: archived });
  const posted = await control.postMessage({ as: maya, channel: inside, text: 'mine' });
  theirs = posted.ok ? posted.ts : '';
  ours = (await client.chat.postMessage({ channel: inside, text: 'ours' })).ts ?? '';
  reply = (await client.chat.postMessage({ channel: inside, text: 'a reply', thread_ts: ours })).ts ?? '';
});

afterAll(async () => {
  await practice.close();
});

function quiet() {
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    setName: nothing,
    getLevel: () => 'error' as never,
  };
}

describe('who is calling', () => {
  test('no token at all', async () => {
    const nobody = new WebClient(undefined, { slackApiUrl: practice.apiUrl, retryConfig: { retries: 0 }, logger: quiet() });
    expect((await refusal('auth.test', {}, nobody)).error).toBe('not_authed');
  });
  test('a wrong token', async () => {
    expect((await refusal('auth.test', { token: 'xoxb-wrong' })).error).toBe('invalid_auth');
  });
  test('the bot token where an app token is needed, and the other way round', async () => {
    expect((await refusal('apps.connections.open', {})).error).toBe('not_allowed_token_type');
    expect((await refusal('chat.postMessage', { channel: inside, text: 'x', token: practice.appToken })).error).toBe(
      'not_allowed_token_type',
    );
  });
  test('a method that does not exist', async () => {
    expect((await refusal('chat.shout', { channel: inside })).error).toBe('unknown_method');
  });
  test('a scope that the manifest does not ask for', async () => {
    const { error, needed, provided } = await refusal('team.info', {});
    expect({ error, needed }).toEqual({ error: 'missing_scope', needed: 'team:read' });
    expect(provided).toContain('chat:write');
  });
  test('a scope that was taken away', async () => {
    practice.control.withoutScope('chat:write');
    expect((await post({})).error).toBe('missing_scope');
    practice.control.clearFaults();
    expect(await post({})).toEqual({});
  });
});

describe('messages', () => {
  test('into a channel that does not exist', async () => {
    expect((await post({ channel: 'C0NOWHERE' })).error).toBe('channel_not_found');
  });
  test('into a channel without the bot', async () => {
    expect((await post({ channel: outside })).error).toBe('not_in_channel');
  });
  test('into an archived channel', async () => {
    expect((await post({ channel: archived })).error).toBe('is_archived');
  });
  test('without anything to say', async () => {
    expect((await post({ text: '' })).error).toBe('no_text');
  });
  test('into a thread that is not there, or under a reply', async () => {
    expect((await post({ thread_ts: '1500000000.000100' })).error).toBe('thread_not_found');
    expect((await post({ thread_ts: reply })).error).toBe('cannot_reply_to_message');
    expect((await post({ thread_ts: 'soon' })).error).toBe('invalid_thread_ts');
  });
  test('markdown together with blocks, or too much of it', async () => {
    expect((await post({ text: undefined, markdown_text: '# hi', blocks: [section('x')] })).error).toBe('markdown_text_conflict');
    expect((await post({ text: undefined, markdown_text: 'x'.repeat(12_001) })).error).toBe('msg_too_long');
  });
  test('metadata without its type', async () => {
    expect((await post({ metadata: { event_payload: {} } })).error).toBe('invalid_metadata_schema');
    expect((await post({ metadata: { event_type: 'x', event_payload: { long: 'x'.repeat(9_000) } } })).error).toBe('metadata_too_large');
  });
  test('more than a hundred attachments', async () => {
    expect((await post({ attachments: times(101, () => ({ text: 'x' })) })).error).toBe('too_many_attachments');
  });
  test('text of more than 40,000 characters is cut, not refused', async () => {
    const { message } = await client.chat.postMessage({ channel: inside, text: 'x'.repeat(40_010) });
    expect(message?.text).toHaveLength(40_000);
  });
  test('an update of somebody else’s message, of none, or to more than 4,000 characters', async () => {
    const update = (args: Record<string, unknown>) => refusal('chat.update', { channel: inside, text: 'new', ...args });
    expect((await update({ ts: theirs })).error).toBe('cant_update_message');
    expect((await update({ ts: '1500000000.000100' })).error).toBe('message_not_found');
    expect((await update({ ts: ours, text: 'x'.repeat(4_001) })).error).toBe('msg_too_long');
  });
  test('deleting somebody else’s message', async () => {
    expect((await refusal('chat.delete', { channel: inside, ts: theirs })).error).toBe('cant_delete_message');
  });
  test('an ephemeral message for somebody who is not in the channel', async () => {
    const nora = practice.control.person('nora').id;
    expect((await refusal('chat.postEphemeral', { channel: inside, user: nora, text: 'psst' })).error).toBe('user_not_in_channel');
  });
  test('a permalink of nothing', async () => {
    expect((await refusal('chat.getPermalink', { channel: inside, message_ts: '1500000000.000100' })).error).toBe('message_not_found');
  });
});

describe('blocks', () => {
  const cases: [string, unknown[], RegExp][] = [
    ['more than fifty', times(51, () => ({ type: 'divider' })), /no more than 50 items allowed \[json-pointer:\/blocks\]/],
    ['a type that does not exist', [{ type: 'poem' }], /unsupported type: poem \[json-pointer:\/blocks\/0\/type\]/],
    [
      'a section of 3,001 characters',
      [section('x'.repeat(3001))],
      /must be less than 3001 characters \[json-pointer:\/blocks\/0\/text\/text\]/,
    ],
    ['an empty section', [section('')], /must be more than 0 characters/],
    ['a section with neither text nor fields', [{ type: 'section' }], /missing required field: text/],
    ['eleven fields', [{ type: 'section', fields: times(11, () => plain('x')) }], /no more than 10 items/],
    ['a header of 151 characters', [{ type: 'header', text: plain('x'.repeat(151)) }], /less than 151/],
    ['mrkdwn in a header', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], /unsupported type: mrkdwn/],
    [
      'two blocks of one id',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      /already exists/,
    ],
    ['two buttons of one action id', [{ type: 'actions', elements: [button(), button()] }], /`action_id` already exists/],
    ['a button text of 76 characters', [{ type: 'actions', elements: [button({ text: plain('x'.repeat(76)) })] }], /less than 76/],
    ['a button value of 2,001 characters', [{ type: 'actions', elements: [button({ value: 'x'.repeat(2001) })] }], /less than 2001/],
    ['a button in a made-up style', [{ type: 'actions', elements: [button({ style: 'loud' })] }], /must be one of: primary, danger/],
    ['twenty-six buttons', [{ type: 'actions', elements: times(26, (n) => button({ action_id: `a${n}` })) }], /no more than 25/],
    ['actions without elements', [{ type: 'actions', elements: [] }], /no less than 1 items/],
    ['eleven context elements', [{ type: 'context', elements: times(11, () => plain('x')) }], /no more than 10/],
    ['a button in a context', [{ type: 'context', elements: [button()] }], /unsupported type: button/],
    [
      '101 options',
      [{ type: 'actions', elements: [{ type: 'static_select', action_id: 's', options: times(101, option) }] }],
      /no more than 100/,
    ],
    [
      'eleven checkboxes',
      [{ type: 'actions', elements: [{ type: 'checkboxes', action_id: 's', options: times(11, option) }] }],
      /no more than 10/,
    ],
    [
      'a preset that is not offered',
      [{ type: 'actions', elements: [{ type: 'static_select', action_id: 's', options: [option(1)], initial_option: option(2) }] }],
      /must exactly match/,
    ],
    ['a property that does not exist', [{ ...section('x'), colour: 'red' }], /invalid additional property: colour/],
    ['an input without a label', [{ ...input, label: undefined }], /missing required field: label/],
    ['a file input in a message', [{ ...input, element: { type: 'file_input', action_id: 'f' } }], /unsupported type: file_input/],
    ['two tables', times(2, () => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })), /only_one_table_allowed/],
  ];
  test.each(cases)('%s', async (_name, list, message) => {
    const { error, messages } = await blocks(...list);
    expect(error).toBe('invalid_blocks');
    expect(messages?.join('\n')).toMatch(message);
  });
  test('more than 13,200 characters together', async () => {
    expect((await blocks(...times(5, () => section('x'.repeat(2_800))))).error).toBe('msg_blocks_too_long');
  });
  test('blocks that are not JSON', async () => {
    expect((await post({ blocks: '[{' })).error).toBe('invalid_blocks_format');
  });
});

describe('views', () => {
  const open = async (view: unknown, triggerId?: string) => refusal('views.open', { trigger_id: triggerId ?? (await trigger()), view });
  test('a trigger that was never issued, is too old or was used', async () => {
    expect((await open(modal(), 'nonsense')).error).toBe('invalid_trigger_id');
    const old = await trigger();
    clock += 3_001;
    expect((await open(modal(), old)).error).toBe('expired_trigger_id');
    const used = await trigger();
    expect(await open(modal(), used)).toEqual({});
    expect((await open(modal(), used)).error).toBe('exchanged_trigger_id');
  });
  test('a push that does not come from a modal', async () => {
    expect((await refusal('views.push', { trigger_id: await trigger(), view: modal() })).error).toBe('not_found');
  });
  const cases: [string, Record<string, unknown>, RegExp][] = [
    ['a title of 25 characters', modal({ title: plain('x'.repeat(25)) }), /less than 25 characters \[json-pointer:\/view\/title\/text\]/],
    ['a submit text of 25 characters', modal({ submit: plain('x'.repeat(25)) }), /less than 25 characters/],
    ['an input without a submit button', modal({ blocks: [input] }), /submit/],
    ['101 blocks', modal({ blocks: times(101, () => ({ type: 'divider' })) }), /no more than 100/],
    ['private metadata of 3,001 characters', modal({ private_metadata: 'x'.repeat(3001) }), /less than 3001/],
    ['a markdown block', modal({ blocks: [{ type: 'markdown', text: 'x' }] }), /unsupported type: markdown/],
    ['no title', modal({ title: undefined }), /missing required field: title/],
  ];
  test.each(cases)('a modal with %s', async (_name, view, message) => {
    const { error, messages } = await open(view);
    expect(error).toBe('invalid_arguments');
    expect(messages?.join('\n')).toMatch(message);
  });
  test('a view of more than 250 kB', async () => {
    expect((await open(modal({ blocks: times(90, () => section('x'.repeat(2_990))) }))).error).toBe('view_too_large');
  });
  test('an update of a view that is gone, or that somebody changed meanwhile', async () => {
    expect((await refusal('views.update', { view_id: 'V0GONE', view: modal() })).error).toBe('not_found');
    const { view } = await client.views.open({ trigger_id: await trigger(), view: modal() as never });
    expect((await refusal('views.update', { view_id: view?.id, hash: '1.old', view: modal() })).error).toBe('hash_conflict');
  });
  test('a home tab for the bot itself, or with a modal in it', async () => {
    expect((await refusal('views.publish', { user_id: practice.control.bot().id, view: { type: 'home', blocks: [] } })).error).toBe(
      'invalid_arguments',
    );
    expect((await refusal('views.publish', { user_id: maya, view: modal() })).error).toBe('invalid_arguments');
  });
});

describe('everything else', () => {
  test('reactions: twice, unknown, none to take back, on nothing', async () => {
    const react = (args: Record<string, unknown>) =>
      refusal('reactions.add', { channel: inside, timestamp: theirs, name: 'white_check_mark', ...args });
    expect(await react({})).toEqual({});
    expect((await react({})).error).toBe('already_reacted');
    expect((await react({ name: 'Not An Emoji!' })).error).toBe('invalid_name');
    expect((await react({ timestamp: '1500000000.000100' })).error).toBe('message_not_found');
    expect((await refusal('reactions.remove', { channel: inside, timestamp: theirs, name: 'tada' })).error).toBe('no_reaction');
  });
  test('history of a channel without the bot, replies of nothing', async () => {
    expect((await refusal('conversations.history', { channel: outside })).error).toBe('not_in_channel');
    expect((await refusal('conversations.replies', { channel: inside, ts: '1500000000.000100' })).error).toBe('thread_not_found');
    expect((await refusal('conversations.history', { channel: inside, limit: 5_000 })).error).toBe('invalid_limit');
    expect((await refusal('conversations.history', { channel: inside, cursor: 'x' })).error).toBe('invalid_cursor');
  });
  test('joining a direct conversation or an archived channel', async () => {
    const direct = (await client.conversations.open({ users: maya })).channel?.id;
    expect((await refusal('conversations.join', { channel: direct })).error).toBe('method_not_supported_for_channel_type');
    expect((await refusal('conversations.join', { channel: archived })).error).toBe('is_archived');
  });
  test('people and files that do not exist', async () => {
    expect((await refusal('users.info', { user: 'U0NOBODY' })).error).toBe('user_not_found');
    expect((await refusal('files.info', { file: 'F0NONE' })).error).toBe('file_not_found');
    expect((await refusal('files.list', { types: 'everything' })).error).toBe('unknown_type');
    expect((await refusal('files.list', { user: 'U0NOBODY' })).error).toBe('user_not_found');
    expect((await refusal('files.completeUploadExternal', { files: [{ id: 'F0NONE' }] })).error).toBe('file_not_found');
    expect((await refusal('files.getUploadURLExternal', { filename: 'x.txt', length: 0 })).error).toBe('missing_argument');
  });
  test('canvases: a second one for a channel, markdown that canvases cannot hold, a section that is not there', async () => {
    const document = (markdown: string) => ({ document_content: { type: 'markdown', markdown } });
    expect(await refusal('conversations.canvases.create', { channel_id: inside, ...document('# ok') })).toEqual({});
    expect((await refusal('conversations.canvases.create', { channel_id: inside, ...document('# ok') })).error).toBe(
      'channel_canvas_already_exists',
    );
    for (const bad of ['> - a list in a quote', '- > a quote in a list', '#### too deep', '1. > quote']) {
      const { error, detail } = await refusal('canvases.create', document(bad));
      expect({ error, why: detail !== undefined }).toEqual({ error: 'canvas_creation_failed', why: true });
    }
    const table = ['| a | b | c |', '|---|---|---|', ...times(101, () => '| 1 | 2 | 3 |')].join('\n');
    expect((await refusal('canvases.create', document(table))).error).toBe('canvas_creation_failed');
    expect((await refusal('canvases.create', document('x'.repeat(1_048_577)))).error).toBe('canvas_too_large');
    expect((await refusal('canvases.edit', { canvas_id: 'F0NONE', changes: [{ operation: 'replace', ...document('x') }] })).error).toBe(
      'canvas_not_found',
    );
    const { canvas_id: id } = await client.canvases.create({ title: 'Notes', document_content: { type: 'markdown', markdown: '# Notes' } });
    const change = { operation: 'delete', section_id: 'temp:C:none' };
    expect((await refusal('canvases.edit', { canvas_id: id, changes: [change] })).error).toBe('canvas_editing_failed');
    expect((await refusal('canvases.edit', { canvas_id: id, changes: [change, change] })).error).toBe('invalid_arguments');
    expect(
      (await refusal('canvases.access.set', { canvas_id: id, access_level: 'read', channel_ids: [inside], user_ids: [maya] })).error,
    ).toBe('invalid_parameters');
  });
  test('streams: without a recipient, outside a thread, after their five minutes, after their end', async () => {
    const { team_id: team = '' } = await client.auth.test();
    const start = (args: Record<string, unknown>) =>
      refusal('chat.startStream', { channel: inside, thread_ts: ours, recipient_team_id: team, recipient_user_id: maya, ...args });
    expect((await start({ recipient_user_id: undefined })).error).toBe('missing_recipient_user_id');
    expect((await start({ recipient_team_id: undefined })).error).toBe('missing_recipient_team_id');
    expect((await start({ recipient_team_id: 'T' })).error).toBe('team_not_found');
    expect((await start({ thread_ts: undefined })).error).toBe('invalid_arguments');
    expect((await start({ chunks: [{ type: 'song' }] })).error).toBe('invalid_chunks');
    const { ts } = await client.chat.startStream({ channel: inside, thread_ts: ours, recipient_team_id: team, recipient_user_id: maya });
    const append = (args: Record<string, unknown>) => refusal('chat.appendStream', { channel: inside, ts, markdown_text: 'more', ...args });
    expect((await append({ markdown_text: 'x'.repeat(12_001) })).error).toBe('msg_too_long');
    expect((await refusal('chat.update', { channel: inside, ts, text: 'new' })).error).toBe('streaming_state_conflict');
    expect((await append({ ts: theirs })).error).toBe('message_not_owned_by_app');
    clock += 300_001;
    expect((await append({})).error).toBe('message_not_in_streaming_state');
    expect((await refusal('chat.stopStream', { channel: inside, ts })).error).toBe('message_not_in_streaming_state');
  });
  test('pins and bookmarks: twice, and to nowhere', async () => {
    expect(await refusal('pins.add', { channel: inside, timestamp: ours })).toEqual({});
    expect((await refusal('pins.add', { channel: inside, timestamp: ours })).error).toBe('already_pinned');
    expect((await refusal('bookmarks.add', { channel_id: inside, title: 'x', type: 'link', link: 'javascript:x' })).error).toBe(
      'invalid_link',
    );
  });
  test('a call too many, when limits are enforced', async () => {
    const strict = await startPractice({ manifestPath: 'test/fixtures/practice-manifest.yml', enforceRateLimits: true, now: () => clock });
    const hasty = new WebClient(strict.botToken, {
      slackApiUrl: strict.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: quiet(),
    });
    try {
      const calls = await Promise.allSettled(times(21, () => hasty.conversations.list({})));
      expect(calls.filter((call) => call.status === 'rejected')).toHaveLength(1);
      const posts = await Promise.allSettled(times(6, () => hasty.chat.postMessage({ channel: inside, text: 'x' })));
      const late = posts.find((call) => call.status === 'rejected');
      expect((late as PromiseRejectedResult | undefined)?.reason).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    } finally {
      await strict.close();
    }
  });
});
