import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRemoval } from '../../../src/slack/read-removal.ts';
import { sharedPlaceOf, teamOfBody } from '../../../src/slack/team-of-body.ts';

describe('an event is for the team', () => {
  const event = { type: 'message', channel: 'C1' };
  it.each<[string, object, object]>([
    [
      'in whose name it comes',
      { authorizations: [{ team_id: 'T1', enterprise_id: null }], context_team_id: 'T2', team_id: 'T3' },
      { teamId: 'T1' },
    ],
    ['by way of which it was seen, when no name is on it', { authorizations: [], context_team_id: 'T2', team_id: 'T3' }, { teamId: 'T2' }],
    ['that it names, when nothing else is said', { team_id: 'T3' }, { teamId: 'T3' }],
    [
      'and not the organisation, when an organisation’s installation hears it',
      {
        authorizations: [{ team_id: 'E1', enterprise_id: 'E1', is_enterprise_install: true }],
        team_id: 'T3',
      },
      { teamId: 'T3', enterpriseId: 'E1', isOrgWide: true },
    ],
  ])('%s', (_, outer, address) => {
    expect(teamOfBody({ event, ...outer })).toMatchObject(address);
  });
});

describe('a press, a form, a command is for the team', () => {
  const presser = { team: { id: 'TPRESSER' }, user: { id: 'U1', team_id: 'TPRESSER' }, api_app_id: 'A1' };
  it.each<[string, object, string | undefined]>([
    ['whose app opened the view', { ...presser, view: { app_installed_team_id: 'T1' } }, 'T1'],
    [
      'whose bot posted the message, not that of whoever presses on it',
      { ...presser, message: { bot_id: 'B1', app_id: 'A1', team: 'T1' } },
      'T1',
    ],
    [
      'in the bot’s own profile, where a message says both',
      { ...presser, message: { app_id: 'A1', team: 'T9', bot_profile: { team_id: 'T1' } } },
      'T1',
    ],
    ['of whoever uses a shortcut on a message of somebody else', { ...presser, message: { user: 'U2', team: 'TAUTHOR' } }, 'TPRESSER'],
    ['of whoever uses a shortcut on a message of another app', { ...presser, message: { app_id: 'A2', team: 'TOTHER' } }, 'TPRESSER'],
    ['of the person, where the organisation installed it', { ...presser, is_enterprise_install: true, team: null }, 'TPRESSER'],
    ['that a command names', { command: '/workshop', team_id: 'T1', is_enterprise_install: 'false' }, 'T1'],
    [
      'of the person, where the view is of the organisation',
      { ...presser, is_enterprise_install: true, view: { app_installed_team_id: 'E1' } },
      'TPRESSER',
    ],
  ])('%s', (_, payload, teamId) => {
    expect(teamOfBody(payload).teamId).toBe(teamId);
  });

  it('of an organisation brings its id along, in whatever place Slack puts it', () => {
    for (const payload of [{ enterprise: { id: 'E1' } }, { team: { id: 'T1', enterprise_id: 'E1' } }, { enterprise_id: 'E1' }])
      expect(teamOfBody({ ...payload, is_enterprise_install: 'true' })).toMatchObject({ enterpriseId: 'E1', isOrgWide: true });
  });
});

describe('what companies share', () => {
  it('is looked up by channel, thread and message, and by who is mentioned', () => {
    const event = { type: 'app_mention', channel: 'C1', thread_ts: '1.1', ts: '1.2', text: '<@UBOT> hello <@W2|x>' };
    expect(sharedPlaceOf({ event, is_ext_shared_channel: true })).toEqual({
      channelId: 'C1',
      ts: ['1.1', '1.2'],
      mentioned: ['UBOT', 'W2'],
    });
    const reaction = { type: 'reaction_added', item: { channel: 'C1', ts: '1.1' } };
    expect(sharedPlaceOf({ event: reaction, is_ext_shared_channel: true })).toEqual({ channelId: 'C1', ts: ['1.1'], mentioned: [] });
  });

  it('is what only one person sees, too: all that Slack says of it is who pressed', () => {
    const payload = { container: { is_ephemeral: true, channel_id: 'C1', thread_ts: '1.1' }, team: { id: 'TPRESSER' } };
    expect(sharedPlaceOf(payload)).toEqual({ channelId: 'C1', ts: ['1.1'], mentioned: [] });
  });

  it('is nothing else', () => {
    expect(sharedPlaceOf({ event: { type: 'message', channel: 'C1', ts: '1.1' } })).toBeUndefined();
    expect(sharedPlaceOf({ container: { channel_id: 'C1' } })).toBeUndefined();
  });
});

describe('that the app is gone', () => {
  const outer = {
    team_id: 'T1',
    event_time: 1_700_000_000,
    authorizations: [{ team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: false }],
  };
  const gone = { type: 'app_uninstalled' };

  it('is told of a team, with the time', () => {
    expect(readRemoval({ ...outer, event: gone })).toEqual({
      orgId: 'T1',
      at: new Date(1_700_000_000_000),
      reason: 'app_uninstalled',
      botUserIds: undefined,
    });
  });

  it('is told of an organisation only where its own installation is named: a team’s end is not everybody’s', () => {
    const whole = { ...outer, authorizations: [{ team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: true }] };
    expect(readRemoval({ ...whole, event: gone })?.orgId).toBe('E1');
    expect(readRemoval({ ...outer, enterprise_id: 'E1', event: gone })?.orgId).toBe('T1');
  });

  it('is told of some teams of an organisation that keeps it', () => {
    const taken = { type: 'team_access_revoked', team_ids: ['T2', 'T3', 7] };
    expect(readRemoval({ ...outer, event: taken })).toMatchObject({ orgId: 'E1', teamIds: ['T2', 'T3'] });
    expect(readRemoval({ ...outer, authorizations: [], event: taken })).toBeUndefined();
  });

  it('is not what the end of people’s tokens means, nor an event without a time', () => {
    expect(readRemoval({ ...outer, event: { type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: [] } } })).toBeUndefined();
    expect(readRemoval({ ...outer, event: { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } } })).toMatchObject({ botUserIds: ['UBOT'] });
    expect(readRemoval({ ...outer, event_time: undefined, event: gone })).toBeUndefined();
    expect(readRemoval({ ...outer, event_time: 'soon', event: gone })).toBeUndefined();
  });
});

it('nothing that Slack, or somebody in its name, can send makes reading it fail', () => {
  const odd = fc.anything();
  fc.assert(
    fc.property(odd, odd, odd, (event, one, other) => {
      for (const body of [
        one,
        { event, authorizations: one, team: other },
        { event: { type: 'tokens_revoked', tokens: one }, event_time: other },
        { view: one, message: other, is_ext_shared_channel: true, event: { text: one } },
      ]) {
        teamOfBody(body);
        sharedPlaceOf(body);
        readRemoval(body);
      }
    }),
  );
});
