import { randomBytes } from 'node:crypto';
import type { Ts } from './protocol.ts';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** An id as Slack's look: a letter or two for the kind, then capitals and digits. */
export function createId(prefix: string, length = 9): string {
  let id = prefix;
  for (const byte of randomBytes(length)) id += ALPHABET[byte % ALPHABET.length];
  return id;
}

export function createSecret(length = 24): string {
  return randomBytes(length).toString('hex');
}

export interface TsClock {
  /** A timestamp later than all before it, also when the clock stands still or goes back. */
  next(): Ts;
  /** Tells the clock of a timestamp that is already taken. */
  seen(ts: Ts): void;
}

export function createTsClock(now: () => number): TsClock {
  let lastMicros = 0;
  return {
    next() {
      lastMicros = Math.max(Math.floor(now()) * 1000, lastMicros + 1);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    seen(ts) {
      lastMicros = Math.max(lastMicros, tsToMicros(ts));
    },
  };
}

function tsToMicros(ts: Ts): number {
  const [seconds = '0', micros = '0'] = ts.split('.');
  return Number(seconds) * 1_000_000 + Number(micros.padEnd(6, '0').slice(0, 6));
}

export function isTs(value: unknown): value is Ts {
  return typeof value === 'string' && /^\d{10}\.\d{6}$/.test(value);
}
