import { createId } from '@paralleldrive/cuid2';

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

export function newId(kind: keyof typeof prefixes): string {
  return `${prefixes[kind]}_${createId()}`;
}
