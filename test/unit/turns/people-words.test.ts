import { describe, expect, it } from 'vitest';
import { readPeopleWords } from '../../../src/turns/people/people-words.ts';
import { followUpsOf, lullMsOf } from '../../../src/turns/talkativeness.ts';

const read = (text: string) => readPeopleWords(text, 'UME');

describe('“/workshop people …”', () => {
  it.each([
    ['', { kind: 'show' }],
    ['invite', { kind: 'invite' }],
    ['host <@U2>', null],
    ['host <@U22>', { kind: 'change', changes: [{ userId: 'U22', seat: 'host' }] }],
    ['co-host <@U22>', { kind: 'change', changes: [{ userId: 'U22', seat: 'co-host' }] }],
    [
      'cohost <@U22> and <@U33>',
      {
        kind: 'change',
        changes: [
          { userId: 'U22', seat: 'co-host' },
          { userId: 'U33', seat: 'co-host' },
        ],
      },
    ],
    ['let in <@U22>', { kind: 'change', changes: [{ userId: 'U22', seat: 'participant' }] }],
    ['VIEWER <@U22>, <@U22>', { kind: 'change', changes: [{ userId: 'U22', seat: 'viewer' }] }],
    ['leave', { kind: 'change', changes: [{ userId: 'UME', seat: 'participant' }] }],
    ['viewer me', { kind: 'change', changes: [{ userId: 'UME', seat: 'viewer' }] }],
  ])('“%s” is read', (text, expected) => {
    if (expected) expect(read(text)).toEqual(expected);
    else expect(() => read(text)).toThrow("can't see who that is");
  });

  it.each(['host', 'host tomas', 'host <@U22> tomorrow', 'hostess <@U22>', 'crown <@U22>', 'host <@U22> <@U33>'])(
    '“%s” is refused',
    (text) => {
      expect(() => read(text)).toThrow();
    },
  );

  it('bounds how many are named at once', () => {
    expect(() => read(`viewer ${Array.from({ length: 21 }, (_, index) => `<@U1${index}>`).join(' ')}`)).toThrow('21 people at once');
  });
});

describe('how much the facilitator talks', () => {
  it('is never more than the method allows', () => {
    expect(
      (['quiet', 'normal', 'lively'] as const).map((talk) =>
        [3, 1, 0].map((followUps) => followUpsOf({ followUps }, { pace: 'live', talk })),
      ),
    ).toEqual([
      [1, 0, 0],
      [3, 1, 0],
      [3, 1, 0],
    ]);
  });

  it('changes how long it waits', () => {
    const lull = { live: 10, async: 100 };
    expect((['quiet', 'normal', 'lively'] as const).map((talk) => lullMsOf(lull, { pace: 'live', talk }))).toEqual([30, 10, 5]);
    expect(lullMsOf(lull, { pace: 'async' })).toBe(100);
  });
});
