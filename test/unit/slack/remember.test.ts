import { expect, it } from 'vitest';
import { remember } from '../../../src/slack/remember.ts';

it('what is remembered counts for so long and no longer, whatever the clock begins with', () => {
  let now = 0;
  const known = remember<string>({ max: 2, forMs: 1_000, now: () => now });
  known.set('a', 'Anna');
  now = 999;
  expect(known.get('a')).toBe('Anna');
  now = 1_000;
  expect(known.get('a')).toBeUndefined();
});

it('what was asked for the longest ago makes room for what is new', () => {
  const known = remember<string>({ max: 2, forMs: 1_000, now: () => 0 });
  known.set('a', 'Anna');
  known.set('b', 'Ben');
  known.get('a');
  known.set('c', 'Cem');
  expect([known.get('a'), known.get('b'), known.get('c')]).toEqual(['Anna', undefined, 'Cem']);
  known.forget('a');
  expect(known.get('a')).toBeUndefined();
});
