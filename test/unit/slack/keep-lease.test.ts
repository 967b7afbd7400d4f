import { describe, expect, it } from 'vitest';
import { keepLease } from '../../../src/slack/keep-lease.ts';
import { RowLost } from '../../../src/slack/sent.ts';

function open(answers: ('ours' | 'stop' | 'lost' | 'away')[]) {
  let nowMs = 0;
  const asked: number[] = [];
  const heard: string[] = [];
  const lease = keepLease({
    leaseMs: 15_000,
    now: () => new Date(nowMs),
    async extend(until) {
      asked.push(until.getTime());
      const answer = answers.shift() ?? 'ours';
      if (answer === 'away') throw new Error('no database');
      return answer;
    },
    onLost: () => heard.push('lost'),
    onStop: () => heard.push('stop'),
  });
  return {
    lease,
    asked,
    heard,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('a lease', () => {
  it('costs nothing where a piece of work is quick', async () => {
    const { lease, asked, pass } = open([]);
    pass(9_000);
    await lease.hold();
    expect([asked, lease.heldAt]).toEqual([[], new Date(9_000)]);
    lease.release();
  });

  it('is asked for again before a call by a process that stood still, which learns so that it is too late', async () => {
    const { lease, pass, heard } = open(['lost']);
    pass(60_000);
    await expect(lease.hold()).rejects.toThrow(RowLost);
    expect(heard).toEqual(['lost']);
    lease.release();
  });

  it('holds for as long as it last said while the database is away, and no longer', async () => {
    const { lease, pass } = open(['away', 'away']);
    pass(12_000);
    await lease.hold();
    pass(4_000);
    await expect(lease.hold()).rejects.toThrow(RowLost);
    lease.release();
  });

  it('tells of a wish to stop, and stays', async () => {
    const { lease, heard } = open(['stop']);
    expect([await lease.isOurs(), heard]).toEqual([true, ['stop']]);
    lease.release();
  });
});
