import { expect, it } from 'vitest';
import { countUnread, markRead } from '../../../../../src/practice/page/state/read-marks.ts';
import type { Message } from '../../../../../src/practice/protocol.ts';

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
  expect(unread.byChannel.get('C1')).toBe(1);
  expect([...unread.inThreads]).toEqual(['C1']);
  const seen = markRead(markRead(fresh, 'U1', 'C1', at(3)), 'U1', `C1/${at(0)}`, at(1));
  expect(countUnread({ messages, me: 'U1' }, seen)).toEqual({ bySpot: new Map(), byChannel: new Map(), inThreads: new Set() });
  expect(countUnread({ messages, me: 'U3' }, seen).byChannel.get('C1')).toBe(2);
});
