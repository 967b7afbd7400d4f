import { describe, expect, it } from 'vitest';
import { buildTimeline } from '../../../../../src/practice/page/state/build-timeline.ts';
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
