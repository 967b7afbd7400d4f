import { describe, expect, it } from 'vitest';
import { coalesceReads } from '../../../../../src/practice/page/state/coalesce-reads.ts';

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
