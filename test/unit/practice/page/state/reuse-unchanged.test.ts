import { describe, expect, it } from 'vitest';
import { reuseUnchanged } from '../../../../../src/practice/page/state/reuse-unchanged.ts';
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
