import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { environmentSchema, readEnvironment, toConfig } from '../../src/config.ts';

const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

it('.env.example names every setting once, and no other', () => {
  const named = [...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
  expect(named.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});

it('looks into earlier workshops, and shows replies by edits, only where the operator says so', () => {
  const { recall, delivery } = toConfig(readEnvironment({}));
  expect([recall.earlierWorkshops, delivery.replies.isStreamed]).toEqual([false, true]);
  const other = toConfig(readEnvironment({ RECALL_EARLIER_WORKSHOPS: 'yes', REPLY_STYLE: 'edit' }));
  expect([other.recall.earlierWorkshops, other.delivery.replies.isStreamed]).toEqual([true, false]);
});
