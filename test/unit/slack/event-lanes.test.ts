import { describe, expect, it } from 'vitest';
import { createEventLanes } from '../../../src/slack/event-lanes.ts';

function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe('lanes of events', () => {
  it('keep the order in a channel, whoever is quicker', async () => {
    const lanes = createEventLanes();
    const done: string[] = [];
    const slow = gate();
    const first = lanes.run('C1', async () => {
      await slow.passed;
      done.push('first');
    });
    const second = lanes.run('C1', async () => void done.push('second'));
    const other = lanes.run('C2', async () => void done.push('other channel'));
    await other;
    slow.open();
    await Promise.all([first, second]);
    expect(done).toEqual(['other channel', 'first', 'second']);
  });

  it('go on after a failure, which only its own caller sees', async () => {
    const lanes = createEventLanes();
    const failed = lanes.run('C1', async () => Promise.reject(new Error('no')));
    const next = lanes.run('C1', async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('wait for what is running when they are drained, and take nothing new', async () => {
    const lanes = createEventLanes();
    const slow = gate();
    let isDone = false;
    const running = lanes.run(undefined, async () => {
      await slow.passed;
      isDone = true;
    });
    const drained = lanes.drain(5_000);
    await expect(lanes.run('C1', async () => undefined)).rejects.toThrow('stopping');
    slow.open();
    await drained;
    expect(isDone).toBe(true);
    await running;
  });

  it('do not wait for ever', async () => {
    const lanes = createEventLanes();
    void lanes.run('C1', () => new Promise(() => undefined));
    await lanes.drain(10);
  });

  it('are bounded', async () => {
    const lanes = createEventLanes();
    const slow = gate();
    const all = Array.from({ length: 1_000 }, () => lanes.run('C1', () => slow.passed));
    await expect(lanes.run('C1', async () => undefined)).rejects.toThrow('more than 1000');
    slow.open();
    await Promise.all(all);
    await expect(lanes.run('C1', async () => 'again')).resolves.toBe('again');
  });
});
