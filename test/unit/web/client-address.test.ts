import { expect, it } from 'vitest';
import { clientAddress } from '../../../src/web/client-address.ts';

const asked = (forwarded: string | undefined, trustedProxies: number) =>
  clientAddress(
    { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '10.0.0.9' } },
    trustedProxies,
  );

it('is who is connected, whatever the request says, while no proxy is trusted', () => {
  expect(asked('203.0.113.7', 0)).toBe('10.0.0.9');
});

it.each([
  ['203.0.113.7', 1, '203.0.113.7'],
  ['198.51.100.1, 203.0.113.7', 1, '203.0.113.7'],
  ['198.51.100.1, 203.0.113.7, 10.0.0.8', 2, '203.0.113.7'],
  ['203.0.113.7:4711', 1, '203.0.113.7'],
  ['[2001:db8::1]:4711', 1, '2001:db8::1'],
  ['2001:db8::1', 1, '2001:db8::1'],
])('is what the outermost trusted proxy wrote into “%s” with %i', (forwarded, proxies, address) => {
  expect(asked(forwarded, proxies)).toBe(address);
});

it.each([undefined, '', 'unknown', 'a'.repeat(5_000), '203.0.113.7'])(
  'is who is connected when the proxies wrote no address: %s',
  (forwarded) => {
    expect(asked(forwarded, 2)).toBe('10.0.0.9');
  },
);
