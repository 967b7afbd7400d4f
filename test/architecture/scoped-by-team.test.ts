import { describe, expect, it } from 'vitest';
import type { GlobalName } from '../../src/ports/global-name.ts';
import type { Store } from '../../src/ports/store.ts';
import { openTestDatabase } from '../support/open-test-database.ts';
import { storeOn } from '../support/open-test-store.ts';

/** What is there without a team: it looks after all of them, or finds out whose something is. Nothing of a use case belongs here. */
const global: Record<GlobalName, string> = {
  ofTeam: 'the way to a team’s store',
  onOutbox: 'wakes the delivery',
  claimOutbox: 'the delivery takes what is due, whoever’s it is',
  claimCards: 'the delivery takes what is due, whoever’s it is',
  nextDueAt: 'until when the delivery may sleep',
  releaseLeases: 'at the start of the only process',
  onStop: 'wakes whoever writes a reply',
  backlog: 'how far everything is behind',
  countLate: 'how far everything is behind',
  takeChore: 'a chore',
  endChore: 'a chore',
  tidyUp: 'a chore',
  overdueTurns: 'a chore',
  overdueWakeUps: 'a chore',
  rescheduleTurn: 'a chore',
  rescheduleWakeUp: 'a chore',
  prepareVectors: 'a chore',
  unembedded: 'a chore',
  saveEmbeddings: 'a chore',
  findShared: 'whose page an outsider’s link opens is only known when it is found',
  noteOpened: 'the same',
  close: 'ends everything',
};

describe('the store', () => {
  it('has these functions without a team and no other; a team’s store has all the others and none of these', async () => {
    const { store } = await storeOn(await openTestDatabase());
    try {
      const everything = Object.keys(store) as (keyof Store)[];
      const ofTeam = Object.keys(store.ofTeam('T1'));
      expect(everything.filter((name) => !ofTeam.includes(name)).toSorted()).toEqual(Object.keys(global).toSorted());
      expect(ofTeam.filter((name) => name in global)).toEqual([]);
      expect(ofTeam.filter((name) => !everything.includes(name as keyof Store))).toEqual([]);
    } finally {
      await store.close();
    }
  });
});
