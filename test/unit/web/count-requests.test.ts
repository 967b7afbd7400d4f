import { describe, expect, it } from 'vitest';
import { createRequestCounter } from '../../../src/web/count-requests.ts';

const counter = () => createRequestCounter({ perMinute: 3, maxAddresses: 2 });
const takeAll = (one: ReturnType<typeof counter>, address: string, nowMs = 0) => [1, 2, 3].map(() => one.take(address, nowMs));

describe('counting requests by address', () => {
  it('lets so many pass in a minute and says when the next one may', () => {
    const one = counter();
    expect(takeAll(one, '192.0.2.1')).toEqual([0, 0, 0]);
    expect(one.take('192.0.2.1', 0)).toBe(20);
    expect(one.take('192.0.2.1', 19_000)).toBe(1);
    expect(one.take('192.0.2.1', 20_000)).toBe(0);
    expect(one.take('192.0.2.1', 20_000)).toBe(20);
  });

  it('counts each address for itself, and a network of IPv6 as one', () => {
    const one = counter();
    takeAll(one, '192.0.2.1');
    expect(one.take('192.0.2.2', 0)).toBe(0);
    const six = counter();
    takeAll(six, '2001:db8:0:1::a');
    expect(six.take('2001:db8:0000:1:ffff:0:0:1', 0)).toBe(20);
    expect(six.take('2001:db8:0:2::a', 0)).toBe(0);
  });

  it('knows an IPv4 address that comes as IPv6', () => {
    const one = counter();
    takeAll(one, '::ffff:192.0.2.1');
    expect(one.take('192.0.2.1', 0)).toBe(20);
  });

  it('forgets the one that was heard least lately when there are too many', () => {
    const one = counter();
    takeAll(one, 'a');
    takeAll(one, 'b');
    expect(one.take('a', 0)).toBe(20);
    takeAll(one, 'c');
    expect(one.take('a', 0)).toBe(20);
    expect(one.take('b', 0)).toBe(0);
  });

  it('stands still when the clock goes back', () => {
    const one = counter();
    takeAll(one, 'a', 60_000);
    expect(one.take('a', 0)).toBe(20);
  });
});
