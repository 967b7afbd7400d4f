import { describe, expect, it } from 'vitest';
import { findCompletions } from '../../../../src/practice/page/composer/find-completions.ts';
import { buildTimeline } from '../../../../src/practice/page/state/build-timeline.ts';
import { coalesceReads } from '../../../../src/practice/page/state/coalesce-reads.ts';
import { createDraftStore } from '../../../../src/practice/page/state/create-draft-store.ts';
import { createDirectory } from '../../../../src/practice/page/state/directory-context.ts';
import { pickNews } from '../../../../src/practice/page/state/pick-news.ts';
import { formatPlace, type Place, parsePlace } from '../../../../src/practice/page/state/place.ts';
import { countUnread, markRead } from '../../../../src/practice/page/state/read-marks.ts';
import { resolveLink } from '../../../../src/practice/page/state/resolve-link.ts';
import { reuseUnchanged } from '../../../../src/practice/page/state/reuse-unchanged.ts';
import { decodeStored } from '../../../../src/practice/page/text/decode-stored.ts';
import { formatDateToken, formatDay } from '../../../../src/practice/page/text/format-time.ts';
import type { Message, Person } from '../../../../src/practice/protocol.ts';

const noonMs = Date.UTC(2026, 10, 4, 12);
const at = (minutes: number) => `${noonMs / 1000 + minutes * 60}.000100`;
const message = (ts: string, user: string, more: Partial<Message> = {}): Message => ({
  channel: 'C1',
  ts,
  user,
  text: 'words',
  reactions: [],
  fileIds: [],
  ...more,
});
const person = (id: string, name: string, realName: string): Person => ({
  id,
  name,
  realName,
  timeZone: 'UTC',
  colour: '#000',
  isBot: false,
  isOutsider: false,
});

describe('a timeline', () => {
  const build = (messages: Message[], more = {}) =>
    buildTimeline({ messages, ephemerals: [], me: 'U1', timeZone: 'UTC', nowMs: noonMs, ...more }).map((row) =>
      row.kind === 'message' ? `${row.isFirst ? 'first' : 'more'} ${row.message.user}` : row.kind === 'day' ? row.label : row.kind,
    );

  it('groups what one person says within minutes, and starts anew with another person, a card or a day', () => {
    const card = { blocks: [{ type: 'header' }, { type: 'actions' }] };
    expect(
      build([
        message(at(-1500), 'U1'),
        message(at(0), 'U1'),
        message(at(2), 'U1'),
        message(at(3), 'U2'),
        message(at(20), 'U2'),
        message(at(21), 'U2', card),
      ]),
    ).toEqual(['Yesterday', 'first U1', 'Today', 'first U1', 'more U1', 'first U2', 'first U2', 'first U2']);
  });

  it('draws one line before the first message by somebody else that is new', () => {
    const rows = build([message(at(0), 'U2'), message(at(1), 'U1'), message(at(2), 'U2'), message(at(3), 'U2')], { newAfter: at(0) });
    expect(rows).toEqual(['Today', 'first U2', 'first U1', 'new', 'first U2', 'more U2']);
  });

  it('counts the replies after the first message of a thread', () => {
    expect(build([message(at(0), 'U2'), message(at(1), 'U2')], { rootTs: at(0) })).toEqual(['Today', 'first U2', 'replies', 'first U2']);
  });

  it('puts what only one person sees where it came', () => {
    const ephemerals = [{ id: 'E1', channel: 'C1', to: 'U1', text: 'psst', at: at(1) }];
    expect(build([message(at(0), 'U2'), message(at(2), 'U2')], { ephemerals })).toEqual(['Today', 'first U2', 'ephemeral', 'first U2']);
  });
});

describe('a new reading of the snapshot', () => {
  it('keeps every part that did not change, even when the list moved on', () => {
    const before = { messages: [message(at(0), 'U1'), message(at(1), 'U2'), message(at(2), 'U1')], revision: 1 };
    const after = structuredClone({ messages: [...before.messages.slice(1), message(at(3), 'U2')], revision: 2 });
    const result = reuseUnchanged(before, after);
    expect(result).toEqual(after);
    expect(result.messages[0]).toBe(before.messages[1]);
    expect(result.messages[1]).toBe(before.messages[2]);
    expect(reuseUnchanged(before, structuredClone(before))).toBe(before);
  });

  it('sees what was added, changed and removed', () => {
    const before = { a: { b: 1, c: 2 }, list: [1, 2], gone: true };
    const after = { a: { b: 1 }, list: [1, 3] };
    expect(reuseUnchanged(before, structuredClone(after))).toEqual(after);
  });
});

describe('readings', () => {
  it('are one at a time, however many were asked for, and the last begins after the last request', async () => {
    const finish: (() => void)[] = [];
    const request = coalesceReads(() => new Promise((resolve) => finish.push(resolve)));
    for (let times = 0; times < 50; times += 1) request();
    expect(finish).toHaveLength(1);
    finish[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(finish).toHaveLength(2);
    finish[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(finish).toHaveLength(2);
    request();
    expect(finish).toHaveLength(3);
  });
});

describe('drafts', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  };

  it('are kept by person and spot, and survive a reload', () => {
    const own = storage();
    const drafts = createDraftStore(own);
    drafts.write('U1 C1', 'one');
    drafts.write('U2 C1', 'two');
    expect(createDraftStore(own).read('U1 C1')).toBe('one');
    expect(createDraftStore(own).read('U1 C2')).toBe('');
  });

  it('take back what could not be sent without losing what was typed since', () => {
    const drafts = createDraftStore(storage());
    drafts.write('k', 'typed since');
    drafts.giveBack('k', 'not sent');
    expect(drafts.read('k')).toBe('not sent\ntyped since');
  });

  it('work where nothing can be stored', () => {
    const full = {
      getItem: () => 'not json',
      setItem: () => {
        throw new Error('full');
      },
    };
    const drafts = createDraftStore(full);
    drafts.write('k', 'text');
    expect(drafts.read('k')).toBe('text');
  });
});

it('a place survives the address', () => {
  const places: Place[] = [
    { kind: 'list' },
    { kind: 'home' },
    { kind: 'channel', channel: 'C1', tab: 'messages' },
    { kind: 'channel', channel: 'C1', tab: 'canvas', side: { kind: 'thread', ts: '17.000100' } },
    { kind: 'channel', channel: 'C1', tab: 'messages', side: { kind: 'canvas', id: 'F1' } },
  ];
  expect(places.map((place) => parsePlace(formatPlace(place)))).toEqual(places);
});

it('unread counts others only, threads apart, and ends when seen', () => {
  const messages = [
    message(at(0), 'U2'),
    message(at(1), 'U2', { threadTs: at(0) }),
    message(at(2), 'U1'),
    message(at(3), 'U2', { subtype: 'channel_join' }),
  ];
  const fresh = { since: '0', marks: {} };
  const unread = countUnread({ messages, me: 'U1' }, fresh);
  expect([...unread.bySpot]).toEqual([
    ['C1', 1],
    [`C1/${at(0)}`, 1],
  ]);
  expect(unread.byChannel.get('C1')).toBe(2);
  const seen = markRead(markRead(fresh, 'U1', 'C1', at(3)), 'U1', `C1/${at(0)}`, at(1));
  expect(countUnread({ messages, me: 'U1' }, seen).byChannel.size).toBe(0);
  expect(countUnread({ messages, me: 'U3' }, seen).byChannel.get('C1')).toBe(3);
});

it('news is read once, in the spots on screen, and a streamed message when it is whole', () => {
  const spots = new Set(['C1']);
  const first = pickNews(undefined, { messages: [message(at(0), 'U2')], ephemerals: [], me: 'U1' }, spots);
  expect(first.news).toEqual([]);
  const streaming = message(at(1), 'U2', { streaming: true });
  const others = [message(at(0), 'U2'), message(at(2), 'U1'), message(at(3), 'U2', { threadTs: at(0) })];
  const second = pickNews(first.seen, { messages: [...others, streaming], ephemerals: [], me: 'U1' }, spots);
  expect(second.news).toEqual([]);
  const third = pickNews(second.seen, { messages: [...others, message(at(1), 'U2')], ephemerals: [], me: 'U1' }, spots);
  expect(third.news).toEqual([{ user: 'U2', text: 'words' }]);
});

describe('addresses', () => {
  const channel = { id: 'C1', name: 'general', topic: '', isPrivate: false, isArchived: false, isDirect: false, members: ['U1'] };
  const canvas = { id: 'F9', title: '', markdown: '', sharedWith: ['C1'], createdBy: 'U1', updatedAt: at(0) };
  const directory = createDirectory({
    team: { id: 'T1', name: '' },
    me: 'U1',
    people: [person('U1', 'maya', 'Maya L')],
    channels: [channel],
    canvases: [canvas],
    files: [],
    commands: [],
    shortcuts: [],
  });

  it('of messages and canvases lead there', () => {
    expect(resolveLink('https://x.test/archives/C1/p1700000000000100', directory, undefined)).toEqual({
      kind: 'channel',
      channel: 'C1',
      tab: 'messages',
      side: { kind: 'thread', ts: '1700000000.000100' },
    });
    expect(
      resolveLink('https://x.test/archives/C1/p1700000009000100?thread_ts=1700000000.000100&cid=C1', directory, undefined),
    ).toMatchObject({
      side: { ts: '1700000000.000100' },
    });
    expect(resolveLink('https://x.test/docs/T1/F9', directory, 'C1')).toMatchObject({ side: { kind: 'canvas', id: 'F9' } });
    expect(resolveLink('https://elsewhere.test/page', directory, 'C1')).toBeUndefined();
  });

  it('and mentions become what one types, for editing', () => {
    expect(decodeStored('<@U1> in <#C1|>, <!here>: <https://a.test|a> &lt;b&gt; <@U9>', directory.people, directory.channels)).toBe(
      '@maya in #general, @here: https://a.test <b> <@U9>',
    );
  });
});

describe('completions', () => {
  const commands = [{ command: '/workshop', description: 'Workshops', usageHint: 'start IDEA' }];
  const people = [person('U1', 'maya', 'Maya Lindqvist'), person('U2', 'tomas', 'Tomás Rivera')];
  const find = (text: string, caret = text.length) => findCompletions(text, caret, commands, people)?.items.map((item) => item.insert);

  it('offer commands only at the very beginning', () => {
    expect(find('/')).toEqual(['/workshop ']);
    expect(find('/workshop start')).toBeUndefined();
    expect(find('and /wo')).toBeUndefined();
    expect(find('/nothing')).toBeUndefined();
  });

  it('find people by handle or any of their names, at the caret', () => {
    expect(find('hello @riv')).toEqual(['@tomas ']);
    expect(find('@ma and more', 3)).toEqual(['@maya ']);
    expect(find('mail@ma')).toBeUndefined();
  });
});

describe('times', () => {
  it('are told in the zone of the reader', () => {
    const lateMs = Date.UTC(2026, 10, 4, 23, 30);
    expect(formatDay(lateMs, noonMs, 'UTC')).toBe('Today');
    expect(formatDay(lateMs, lateMs, 'Asia/Tokyo')).toBe('Today');
    expect(formatDateToken(lateMs / 1000, '{date_short} at {time}', noonMs, 'Asia/Tokyo')).toBe('5 Nov 2026 at 08:30');
    expect(formatDateToken(lateMs / 1000, '{date_num} {date_pretty}', noonMs, 'UTC')).toBe('2026-11-04 today');
  });

  it('fall back when a token or zone is unknown', () => {
    expect(formatDateToken(0, '{moon}', noonMs, 'UTC')).toBeUndefined();
    expect(formatDateToken(noonMs / 1000, '{time}', noonMs, 'Nowhere/Land')).toBe('12:00');
  });
});
