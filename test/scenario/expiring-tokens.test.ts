import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InstalledScenario, openInstalled } from '../support/open-installed.ts';
import { openRoom } from '../support/room.ts';

let scenario: InstalledScenario;
beforeAll(async () => {
  scenario = await openInstalled({ rotates: true });
  expect(await scenario.install('TPRACTICE1')).toMatchObject({ status: 200 });
}, 60_000);
afterAll(() => scenario.close());

describe('a workspace whose tokens expire', () => {
  it('goes on with its workshop after a token has run out: whoever finds that out has it renewed, once', async () => {
    const { practice, clock } = scenario;
    const room = await openRoom({ control: practice.control, deps: await scenario.depsOf(practice.control) });
    await room.start();
    await room.tell('tomas', 'Problem: people hear why you came');
    await room.quiet();
    const exchanges = () => practice.control.calls('oauth.v2.access').length;
    const before = exchanges();
    clock.advance(13 * 3_600_000);
    await Promise.all([room.tell('aiko', 'User: patients'), room.tell('sam', 'Outcome: a calm start')]);
    await room.holds('challenge', {
      problemStatement: 'people hear why you came',
      targetUser: 'patients',
      desiredOutcome: 'a calm start',
    });
    expect([exchanges() - before, practice.reusedRefreshTokens()]).toEqual([1, 0]);
    expect(scenario.log()).toContain('a token was renewed');
    expect(scenario.log()).not.toMatch(/xox[a-z][.-]/);
  });
});
