import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/slack/parse-event.ts';
import { parseCommand, parseInteraction } from '../../../src/slack/parse-interaction.ts';

const identity: Identity = { teamId: 'T1', botUserId: 'UBOT', botId: 'B1', botName: 'pilot', teamUrl: 'https://team.slack.com/' };
const base = { team: { id: 'T1' }, user: { id: 'UANNA', team_id: 'T1' }, trigger_id: 't.1' };

describe('a command', () => {
  const form = {
    team_id: 'T1',
    user_id: 'UANNA',
    channel_id: 'C1',
    trigger_id: 't.1',
    text: 'start a &amp; b',
    response_url: 'https://x.example/1',
  };

  it('is read with a key under which a repetition is known', () => {
    expect(parseCommand(form, identity)).toEqual({
      kind: 'command',
      asker: { orgId: 'T1', channelId: 'C1', userId: 'UANNA', isOutsider: false, key: 'command:t.1' },
      text: 'start a & b',
      answer: { channelId: 'C1', userId: 'UANNA', isEphemeral: false, responseUrl: 'https://x.example/1' },
    });
  });

  it('of another team is an outsider’s', () => {
    expect(parseCommand({ ...form, team_id: 'T2' }, identity)).toMatchObject({ asker: { isOutsider: true, orgId: 'T1' } });
  });

  it('without a person or a place is none', () => {
    expect(parseCommand({ ...form, user_id: undefined }, identity).kind).toBe('unsupported');
  });
});

describe('a press', () => {
  const press = {
    ...base,
    type: 'block_actions',
    channel: { id: 'C1' },
    container: { type: 'message', message_ts: '1.2', channel_id: 'C1', thread_ts: '1.1', is_ephemeral: true },
    actions: [{ action_id: 'form#2', value: '{"w":"ws_1"}' }],
    response_url: 'https://x.example/1',
  };

  it('is read with its action, its value and where to answer', () => {
    expect(parseInteraction(press, identity)).toMatchObject({
      kind: 'action',
      action: 'form',
      value: '{"w":"ws_1"}',
      triggerId: 't.1',
      answer: { threadTs: '1.1', isEphemeral: true },
      asker: { key: 'offer:C1:UANNA:1.2', isOutsider: false },
    });
  });

  it.each([[{ team: { id: 'T2' } }], [{ user: { id: 'UNORA', team_id: 'T2' } }]])(
    'by somebody of another team (%j) is an outsider’s',
    (fields) => {
      expect(parseInteraction({ ...press, ...fields }, identity)).toMatchObject({ asker: { isOutsider: true } });
    },
  );
});

describe('a submitted form', () => {
  const submit = (values: object) => ({
    ...base,
    type: 'view_submission',
    view: {
      id: 'V1',
      hash: 'h1',
      private_metadata: 'kept',
      blocks: [{ type: 'section' }, { type: 'input', block_id: 'name' }, { type: 'input', block_id: 'power' }],
      state: { values },
    },
  });

  it('is read input by input', () => {
    const values = {
      name: { value: { type: 'plain_text_input', value: 'Rosa' } },
      empty: { value: { type: 'plain_text_input', value: null } },
      power: { value: { type: 'static_select', selected_option: { value: 'high' } } },
      unset: { value: { type: 'static_select', selected_option: null } },
      picked: { value: { type: 'multi_static_select', selected_options: [{ value: 'i1' }, { value: 'i2' }] } },
      people: { value: { type: 'multi_users_select', selected_users: ['U1'] } },
    };
    expect(parseInteraction(submit(values), identity)).toMatchObject({
      kind: 'view',
      inputs: ['name', 'power'],
      values: { name: 'Rosa', empty: null, power: 'high', unset: null, picked: ['i1', 'i2'], people: ['U1'] },
    });
  });

  it('sent twice has one key; mended after a refusal it has another', () => {
    const keyOf = (name: string) => {
      const parsed = parseInteraction(submit({ name: { value: { type: 'plain_text_input', value: name } } }), identity);
      return parsed.kind === 'view' ? parsed.asker.key : '';
    };
    expect(keyOf('Rosa')).toBe(keyOf('Rosa'));
    expect(keyOf('Rosa')).not.toBe(keyOf('Rosa M.'));
  });
});

it('nothing that can arrive makes the parser throw (G-08)', () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom('block_actions', 'view_submission', 'message_action', 'x'), (value, type) => {
      parseCommand(value, identity);
      parseInteraction(value, identity);
      parseInteraction({ ...(value as object), ...base, type, view: value, message: value, actions: [value], channel: value }, identity);
    }),
  );
});
