import type { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { createChannelRosters } from '../../../src/slack/channel-rosters.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const minute = 60_000;

/** A channel with these people, a page of `pageSize` at a time. */
function channelOf(people: string[], pageSize = 1_000) {
  const calls: string[] = [];
  const client = {
    conversations: {
      async members({ cursor }: { cursor?: string }) {
        calls.push('members');
        const from = Number(cursor ?? 0);
        const next = from + pageSize;
        return { members: people.slice(from, next), response_metadata: { next_cursor: next < people.length ? String(next) : '' } };
      },
    },
    users: {
      async conversations({ user }: { user: string }) {
        calls.push(`channels of ${user}`);
        return { channels: people.includes(user) ? [{ id: 'C1' }] : [{ id: 'C2' }] };
      },
    },
  } as unknown as WebClient;
  return { people, calls, client };
}

describe('who is in a channel', () => {
  it('is asked once for all who want to know, and again after a minute', async () => {
    const { people, calls, client } = channelOf(['U1', 'U2']);
    let now = 0;
    const rosters = createChannelRosters(client, log, () => now);
    expect(await Promise.all(['U1', 'U2', 'U3'].map((userId) => rosters.hasPerson('C1', userId)))).toEqual([true, true, false]);
    expect(calls).toHaveLength(1);
    people.push('U3');
    expect(await rosters.hasPerson('C1', 'U3')).toBe(false);
    now = minute;
    expect(await rosters.hasPerson('C1', 'U3')).toBe(true);
  });

  it('is asked again at once when somebody came or went', async () => {
    const { people, client } = channelOf(['U1', 'U2']);
    const rosters = createChannelRosters(client, log, () => 0);
    expect(await rosters.hasPerson('C1', 'U2')).toBe(true);
    people.pop();
    rosters.forget('C1');
    expect(await rosters.hasPerson('C1', 'U2')).toBe(false);
  });

  it('is not known of a channel that names nobody, and that is not remembered', async () => {
    const { people, client } = channelOf([]);
    const rosters = createChannelRosters(client, log, () => 0);
    expect(await rosters.hasPerson('C1', 'U1')).toBeUndefined();
    people.push('U1');
    expect(await rosters.hasPerson('C1', 'U1')).toBe(true);
  });

  it('is asked by person where there are more than we look through', async () => {
    const { calls, client } = channelOf(
      Array.from({ length: 12 }, (_, index) => `U${index}`),
      2,
    );
    const rosters = createChannelRosters(client, log, () => 0);
    expect(await rosters.hasPerson('C1', 'U11')).toBe(true);
    expect(await rosters.hasPerson('C1', 'U99')).toBe(false);
    expect(calls).toEqual([...Array.from({ length: 5 }, () => 'members'), 'channels of U11', 'channels of U99']);
  });
});
