import { describe, expect, it } from 'vitest';
import { createDirectory } from '../../../../../src/practice/page/state/directory-context.ts';
import { resolveLink } from '../../../../../src/practice/page/state/resolve-link.ts';
import { decodeStored } from '../../../../../src/practice/page/text/decode-stored.ts';
import type { Person } from '../../../../../src/practice/protocol.ts';

const noonMs = Date.UTC(2026, 10, 4, 12);
const at = (minutes: number) => `${noonMs / 1000 + minutes * 60}.000100`;
const person = (id: string, name: string, realName: string): Person => ({
  id,
  name,
  realName,
  timeZone: 'UTC',
  colour: '#000',
  isBot: false,
  isOutsider: false,
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
