import { init } from '@paralleldrive/cuid2';

/** By table, so that an id in a log says what it belongs to. */
const prefixes = {
  workshop: 'ws',
  member: 'mem',
  step: 'wst',
  session: 'ses',
  buildPack: 'pack',
  artifact: 'art',
  summary: 'sum',
  context: 'ctx',
  message: 'msg',
  revision: 'rev',
  reaction: 'rea',
  outbox: 'out',
  card: 'card',
  audit: 'aud',
  proposal: 'prop',
  fact: 'fact',
  manifest: 'man',
  usage: 'use',
  activity: 'rnd',
  ballot: 'bal',
  sheet: 'sht',
  timer: 'tmr',
  approval: 'app',
  nudge: 'nud',
  action: 'act',
  shareLink: 'shr',
  teamErasure: 'era',
} as const;

const pool = new Uint32Array(1_024);
let next = pool.length;

/** From 0 to 1, of the system's randomness. An id takes some thirty of them: asking for each alone costs more than all the rest of it. */
function random(): number {
  if (next === pool.length) {
    crypto.getRandomValues(pool);
    next = 0;
  }
  return (pool[next++] ?? 0) / 2 ** 32;
}

const createId = init({ random });

const reserve: string[] = [];
const reserved = 128;
let isRefilling = false;

/** Made ahead, a few at a time, while nothing else is to be done: an id takes a fifth of a millisecond, and Slack is waiting. */
function refill(): void {
  for (let n = 0; n < 8 && reserve.length < reserved; n++) reserve.push(createId());
  isRefilling = reserve.length < reserved;
  if (isRefilling) setImmediate(refill).unref();
}

function takeId(): string {
  if (!isRefilling && reserve.length < reserved / 2) {
    isRefilling = true;
    setImmediate(refill).unref();
  }
  return reserve.pop() ?? createId();
}

export function newId(kind: keyof typeof prefixes): string {
  return `${prefixes[kind]}_${takeId()}`;
}
