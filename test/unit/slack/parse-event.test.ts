import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/slack/decode-text.ts';
import { type Identity, parseEvent } from '../../../src/slack/parse-event.ts';

const identity: Identity = { teamId: 'T1', botUserId: 'UBOT', botId: 'B1', botName: 'pilot', teamUrl: 'https://team.slack.com/' };

const body = (event: object, outer: object = {}) => ({ type: 'event_callback', team_id: 'T1', event, ...outer });
const message = (fields: object = {}) => ({
  type: 'message',
  channel: 'C1',
  user: 'UANNA',
  text: 'hello',
  ts: '1700000000.000100',
  ...fields,
});

describe('a message', () => {
  it('in a thread is read with its author, place, time and words', () => {
    expect(parseEvent(body(message({ thread_ts: '1699999999.000001', parent_user_id: 'UBOT', team: 'T1' })), identity)).toEqual({
      kind: 'message',
      orgId: 'T1',
      channelId: 'C1',
      slackTs: '1700000000.000100',
      threadTs: '1699999999.000001',
      userId: 'UANNA',
      text: 'hello',
      isOutsider: false,
      addressed: false,
      sentAt: new Date(1_700_000_000_000),
      isReplyToBot: true,
      files: [],
      textFiles: [],
      isMention: false,
    });
  });

  it('and its app_mention differ in nothing but that', () => {
    const text = '<@UBOT> write this down';
    const said = parseEvent(body(message({ text })), identity);
    const mentioned = parseEvent(body(message({ text, type: 'app_mention' })), identity);
    expect(said).toMatchObject({ kind: 'message', addressed: true, isMention: false });
    expect(mentioned).toEqual({ ...said, isMention: true });
  });

  it('is addressed wherever it mentions the bot, and not when it mentions somebody else', () => {
    expect(parseEvent(body(message({ text: 'as I told <@UBOT|pilot>' })), identity)).toMatchObject({ addressed: true });
    expect(parseEvent(body(message({ text: '<@UANNA> UBOT @pilot' })), identity)).toMatchObject({ addressed: false });
  });

  it.each([['file_share'], ['thread_broadcast'], ['me_message']])('of subtype %s counts too', (subtype) => {
    expect(parseEvent(body(message({ subtype, files: [{ name: 'notes.txt' }, {}] })), identity)).toMatchObject({
      kind: 'message',
      files: ['notes.txt'],
    });
  });

  it('brings its text files along, and no other ones', () => {
    const files = [
      { name: 'notes.txt', mimetype: 'text/plain', size: 90_000, url_private_download: 'https://files.slack.com/1' },
      { name: 'photo.png', mimetype: 'image/png', size: 10, url_private: 'https://files.slack.com/2' },
      { name: 'log.txt', mimetype: 'text/plain', size: 9_000_000, url_private: 'https://files.slack.com/3' },
    ];
    expect(parseEvent(body(message({ subtype: 'file_share', files })), identity)).toMatchObject({
      files: ['notes.txt', 'photo.png', 'log.txt'],
      textFiles: [{ name: 'notes.txt', address: 'https://files.slack.com/1' }],
    });
  });

  it.each(['channel_join', 'bot_message', 'channel_topic', 'assistant_app_thread', 'anything_new'])('of subtype %s does not', (subtype) => {
    expect(parseEvent(body(message({ subtype })), identity).kind).toBe('unsupported');
  });

  it.each([
    ['ours', { user: 'UBOT' }],
    ['another bot’s', { bot_id: 'B2' }],
    ['nobody’s', { user: undefined }],
  ])('that is %s is left alone', (_, fields) => {
    expect(parseEvent(body(message(fields)), identity).kind).toBe('unsupported');
  });

  it('by somebody of another company is known as such', () => {
    expect(parseEvent(body(message({ team: 'T2', user_team: 'T2' })), identity)).toMatchObject({ isOutsider: true });
    expect(parseEvent(body(message({ team: 'T1' })), identity)).toMatchObject({ isOutsider: false });
  });

  it('of a colleague in another team of the organisation is no outsider’s', () => {
    const inOrg = { ...identity, enterpriseId: 'E1', siblings: new Set(['T2']) };
    const outside = (team: string) => parseEvent(body(message({ user_team: team })), inOrg);
    expect(['T1', 'T2', 'E1', 'T9'].map((team) => outside(team))).toMatchObject(
      [false, false, false, true].map((isOutsider) => ({ isOutsider })),
    );
  });
});

describe('what happens to a message', () => {
  it('an edit has a key of its own, so that a repetition is known', () => {
    const edit = {
      type: 'message',
      subtype: 'message_changed',
      channel: 'C1',
      message: message({ text: 'better', edited: { user: 'UANNA', ts: '1700000005.000000' } }),
    };
    expect(parseEvent(body(edit), identity)).toMatchObject({
      kind: 'message-changed',
      text: 'better',
      addressed: false,
      key: 'edit:C1:1700000000.000100:1700000005.000000',
    });
  });

  it('an unfurl is no edit', () => {
    expect(parseEvent(body({ type: 'message', subtype: 'message_changed', channel: 'C1', message: message() }), identity).kind).toBe(
      'unsupported',
    );
  });

  it('a deletion is one, and so is the tombstone of a root with replies', () => {
    const deletion = {
      type: 'message',
      subtype: 'message_deleted',
      channel: 'C1',
      deleted_ts: '1700000000.000100',
      previous_message: message(),
      ts: '1700000009.000000',
    };
    const tombstone = {
      type: 'message',
      subtype: 'message_changed',
      channel: 'C1',
      message: { subtype: 'tombstone', ts: '1700000000.000100' },
      previous_message: message(),
      ts: '1700000009.000000',
    };
    for (const event of [deletion, tombstone])
      expect(parseEvent(body(event), identity)).toMatchObject({
        kind: 'message-deleted',
        slackTs: '1700000000.000100',
        key: 'delete:C1:1700000000.000100',
      });
  });

  it('reactions go by their name without the tone of skin', () => {
    const reaction = {
      type: 'reaction_added',
      user: 'UANNA',
      reaction: 'thumbsup::skin-tone-3',
      item: { type: 'message', channel: 'C1', ts: '1700000000.000100' },
      event_ts: '1700000007.000100',
    };
    expect(parseEvent(body(reaction), identity)).toMatchObject({ kind: 'reaction', name: 'thumbsup', added: true });
    expect(parseEvent(body({ ...reaction, user: 'UBOT' }), identity).kind).toBe('unsupported');
  });
});

describe('what happens around', () => {
  it('a press on stop is one for a thread', () => {
    const event = {
      type: 'agent_session_stopped',
      channel: 'C1',
      user: 'UANNA',
      thread_ts: '1.2',
      streaming_message_ts: ['1.3'],
      event_ts: '1.4',
    };
    expect(parseEvent(body(event), identity)).toEqual({
      kind: 'reply-stopped',
      orgId: 'T1',
      channelId: 'C1',
      threadTs: '1.2',
      userId: 'UANNA',
    });
    expect(parseEvent(body({ ...event, thread_ts: undefined }), identity).kind).toBe('unsupported');
  });

  it.each([
    [{ type: 'member_left_channel', user: 'UBOT', channel: 'C1' }, 'bot-left'],
    [{ type: 'channel_left', channel: 'C1' }, 'bot-left'],
    [{ type: 'member_joined_channel', user: 'UBOT', channel: 'C1' }, 'bot-joined'],
    [{ type: 'member_joined_channel', user: 'UANNA', channel: 'C1' }, 'person-joined'],
    [{ type: 'member_left_channel', user: 'UANNA', channel: 'C1' }, 'person-left'],
    [{ type: 'member_left_channel', channel: 'C1' }, 'unsupported'],
    [{ type: 'channel_archive', channel: 'C1' }, 'channel-archived'],
    [{ type: 'app_home_opened', user: 'UANNA', tab: 'home' }, 'home-opened'],
    [{ type: 'app_home_opened', user: 'UANNA', tab: 'messages' }, 'unsupported'],
    [{ type: 'star_added' }, 'unsupported'],
  ])('%j is %s', (event, kind) => {
    expect(parseEvent(body(event), identity).kind).toBe(kind);
  });

  it('nothing that can arrive makes it throw (G-08)', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (event, outer) => {
        parseEvent(outer, identity);
        parseEvent(body(event as object), identity);
        parseEvent(body({ ...(event as object), type: 'message', subtype: 'message_changed' }), identity);
      }),
    );
  });
});

describe('decoding', () => {
  it.each([
    ['a &lt;b&gt; &amp; c', 'a <b> & c'],
    ['&amp;lt;', '&lt;'],
    ['<https://example.org>', 'https://example.org'],
    ['<https://example.org|example.org>', 'https://example.org'],
    ['<https://example.org/a|our notes>', 'our notes (https://example.org/a)'],
    ['<mailto:a@example.org|a@example.org>', 'a@example.org'],
    ['<@UANNA> and <@UANNA|anna>', '<@UANNA> and <@UANNA>'],
    ['<#C1|general> <#C2|> <#C3>', '#general #C2 #C3'],
    ['<!channel> <!here|here> <!subteam^S1|@design>', '@channel @here @design'],
    ['a\u202eb\u0000c\u200bd', 'abcd'],
  ])('%j reads %j', (slackText, plain) => {
    expect(decodeText(slackText)).toBe(plain);
  });

  it('a typed mention is not a mention', () => {
    expect(decodeText('&lt;@UANNA&gt; &lt;!channel&gt;')).not.toMatch(/<[@!]/);
  });
});
