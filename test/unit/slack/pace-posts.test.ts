import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pacePosts } from '../../../src/slack/pace-posts.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('pacing', () => {
  it('lets the first post of a channel go at once, and other channels do not wait for it', async () => {
    const takeTurn = pacePosts(1_000, new AbortController().signal);
    expect(await takeTurn('C1')).toBe(true);
    expect(await takeTurn('C2')).toBe(true);
  });

  it('gives up waiting when everything stops', async () => {
    const stopping = new AbortController();
    const takeTurn = pacePosts(60_000, stopping.signal);
    await takeTurn('C1');
    const second = takeTurn('C1');
    stopping.abort();
    expect(await second).toBe(false);
  });

  it('costs nothing without an interval', async () => {
    const takeTurn = pacePosts(0, new AbortController().signal);
    expect(await Promise.all([takeTurn('C1'), takeTurn('C1'), takeTurn('C1')])).toEqual([true, true, true]);
  });
});

it('posts of one channel are an interval apart', async () => {
  vi.useRealTimers();
  const takeTurn = pacePosts(40, new AbortController().signal);
  const started = performance.now();
  await takeTurn('C1');
  await takeTurn('C1');
  await takeTurn('C1');
  expect(performance.now() - started).toBeGreaterThanOrEqual(75);
});
