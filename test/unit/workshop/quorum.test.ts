import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeQuorum, type Quorum } from '../../../src/workshop/quorum.ts';

const team = ['A', 'B', 'C', 'D', 'E', 'F'];
const judge = (quorum: Quorum, takePart: string[], done: string[]) => judgeQuorum(quorum, { team, takePart, done });

describe('a step is done for the team', () => {
  it.each([
    ['majority', 4, 2, { of: 4, needed: 3, isReached: false }],
    ['majority', 4, 3, { of: 4, needed: 3, isReached: true }],
    ['majority', 3, 2, { of: 3, needed: 2, isReached: true }],
    ['everyone', 3, 2, { of: 3, needed: 3, isReached: false }],
    ['everyone', 3, 3, { of: 3, needed: 3, isReached: true }],
  ] as const)('by %s of %i who take part, with %i done', (rule, present, ready, expected) => {
    expect(judge({ rule }, team.slice(0, present), team.slice(0, ready))).toMatchObject({ done: ready, ...expected });
  });

  it('by a number of people, never more than there are', () => {
    expect(judge({ rule: 'count', count: 4 }, team, team.slice(0, 3))).toMatchObject({ needed: 4, isReached: false });
    expect(judge({ rule: 'count', count: 40 }, team, team)).toMatchObject({ needed: 6, isReached: true });
  });

  it('never by one alone where there are two, and by one who is alone', () => {
    expect(judge({ rule: 'majority' }, ['A'], ['A'])).toMatchObject({ done: 1, needed: 2, isReached: false });
    expect(judge({ rule: 'count', count: 1 }, team, ['A'])).toMatchObject({ needed: 2, isReached: false });
    expect(judgeQuorum({ rule: 'majority' }, { team: ['A'], takePart: [], done: ['A'] })).toMatchObject({ isReached: true });
  });

  it('never by those who only read along, and never by nobody', () => {
    expect(judge({ rule: 'majority' }, ['A', 'B', 'GUEST'], ['GUEST', 'A'])).toMatchObject({ done: 1, of: 2, isReached: false });
    expect(judge({ rule: 'majority' }, [], [])).toMatchObject({ isReached: false });
    expect(judgeQuorum({ rule: 'majority' }, { team: [], takePart: [], done: [] })).toMatchObject({ isReached: false });
  });

  it('the more so the more are done', () => {
    const people = fc.subarray(team);
    const rule: fc.Arbitrary<Quorum> = fc.oneof(
      fc.constant<Quorum>({ rule: 'majority' }),
      fc.constant<Quorum>({ rule: 'everyone' }),
      fc.integer({ min: 1, max: 9 }).map((count): Quorum => ({ rule: 'count', count })),
    );
    fc.assert(
      fc.property(rule, people, people, (quorum, takePart, done) => {
        const state = judge(quorum, takePart, done);
        expect(state.needed).toBeGreaterThanOrEqual(1);
        expect(state.needed).toBeLessThanOrEqual(team.length);
        if (done.length === team.length) expect(state.isReached).toBe(true);
      }),
    );
  });
});
