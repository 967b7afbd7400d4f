import { expect, it } from 'vitest';
import { pickNews } from '../../../../../src/practice/page/state/pick-news.ts';
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
