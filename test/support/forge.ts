import type { RawAnswer } from '../../src/practice/control.ts';
import type { View } from '../../src/practice/protocol.ts';
import type { Name, Room } from './room.ts';

/** What nobody could send by using Slack: values that we never wrote, ids of elsewhere, presses on what is gone. */
export interface Forgery {
  /** Another company's Slack team. */
  team?: string;
  channel?: string;
  /** The same key as of another press: the same press, delivered again. */
  trigger?: string;
}

/** A press on a button that carries whatever `value` says. */
export async function forgePress(
  room: Room,
  as: Name,
  button: { action: string; value: string },
  forgery: Forgery = {},
): Promise<RawAnswer> {
  const { control } = room;
  const user = room.id(as);
  const channel = forgery.channel ?? room.channel;
  const team = forgery.team ?? room.place.orgId;
  const ts = room.posts()[0]?.ts ?? '1.000001';
  const action = { type: 'button', action_id: button.action, block_id: 'b1', value: button.value, action_ts: ts };
  return control.sendRaw(
    {
      type: 'block_actions',
      team: { id: team },
      user: { id: user, name: as, username: as, team_id: team },
      api_app_id: 'AWORKSHOP1',
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
      channel: { id: channel, name: 'somewhere' },
      trigger_id: forgery.trigger ?? control.issueTrigger(user),
      actions: [{ ...action, text: { type: 'plain_text', text: 'Forged' } }],
    },
    { kind: 'interactive' },
  );
}

/** The body with which Slack would send this form, with another memory in it. `values`: by block. */
export function forgedSubmission(
  room: Room,
  as: Name,
  view: View,
  memory: unknown,
  values: Record<string, string>,
): Record<string, unknown> {
  const user = room.id(as);
  const team = room.place.orgId;
  return {
    type: 'view_submission',
    team: { id: team },
    user: { id: user, name: as, username: as, team_id: team },
    api_app_id: 'AWORKSHOP1',
    trigger_id: room.control.issueTrigger(user),
    response_urls: [],
    view: {
      id: view.id,
      team_id: team,
      type: 'modal',
      callback_id: view.callbackId,
      private_metadata: typeof memory === 'string' ? memory : JSON.stringify(memory),
      hash: '1.forged',
      blocks: view.blocks,
      state: {
        values: Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { value: { type: 'plain_text_input', value } }])),
      },
    },
  };
}

/** `/workshop …` as it arrives, from another team or twice with one trigger. */
export async function forgeCommand(room: Room, as: Name, text: string, forgery: Forgery = {}): Promise<RawAnswer> {
  const user = room.id(as);
  return room.control.sendRaw(
    {
      team_id: forgery.team ?? room.place.orgId,
      team_domain: 'somewhere',
      channel_id: forgery.channel ?? room.channel,
      channel_name: 'somewhere',
      user_id: user,
      user_name: as,
      command: '/workshop',
      text,
      api_app_id: 'AWORKSHOP1',
      trigger_id: forgery.trigger ?? room.control.issueTrigger(user),
    },
    { kind: 'slash_commands' },
  );
}
