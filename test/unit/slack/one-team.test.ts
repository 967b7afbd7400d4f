import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMeters } from '../../../src/ports/meters.ts';
import { type Practice, startPractice } from '../../../src/practice/start-practice.ts';
import { createOneTeam, type Teams } from '../../../src/slack/teams.ts';
import { someDeps } from '../../support/some-deps.ts';

const logged: string[] = [];
const note = (_: object, text: string) => void logged.push(text);

describe('the app in the one workspace of its token', () => {
  let practice: Practice;
  let teams: Teams;
  beforeAll(async () => {
    practice = await startPractice({ manifestPath: 'manifest.yml' });
    const log = { debug: note, info: note, warn: note, error: note };
    teams = createOneTeam({
      botToken: practice.botToken,
      apiUrl: practice.apiUrl,
      makeDeps: () => someDeps({}),
      log,
      meters: noMeters,
      now: Date.now,
    });
    await teams.start();
  });
  afterAll(() => practice.close());
  const event = { type: 'message', channel: 'C1' };

  it('hears what is for that workspace, and nothing of another', async () => {
    expect(await teams.ofBody({ event, team_id: 'TPRACTICE1' })).toBe(teams.only);
    expect(await teams.ofBody({ event, team_id: 'T9', authorizations: [{ team_id: 'TPRACTICE1' }] })).toBe(teams.only);
    expect(await teams.ofBody({ event, team_id: 'T9' })).toBeUndefined();
    expect(await teams.of('T9')).toBeUndefined();
  });

  it('takes presses of other companies’ people, for it alone can be meant', async () => {
    expect(await teams.ofBody({ type: 'block_actions', team: { id: 'T9' } })).toBe(teams.only);
  });

  it('says when the app is taken out, and erases nothing: whoever set the token may be about to set another', async () => {
    expect(await teams.takeRemoval({ event: { type: 'app_uninstalled' }, team_id: 'TPRACTICE1', event_time: 1 })).toBe(true);
    expect(await teams.takeRemoval({ event, team_id: 'TPRACTICE1', event_time: 1 })).toBe(false);
    expect(logged.join()).toContain('the app was removed from the workspace');
  });
});
