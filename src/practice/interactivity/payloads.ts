import { compact, teamOf, toSlackMessage } from '../message-shape.ts';
import type { Channel, Ephemeral, UserId } from '../protocol.ts';
import { grantOf, type Workspace } from '../workspace.ts';
import type { StoredMessage } from '../world.ts';
import type { StateValues } from './input-state.ts';
import { type StoredView, toSlackView } from './view-store.ts';

type Json = Record<string, unknown>;

/** What every interaction says about itself. */
export function basePayload(workspace: Workspace, user: UserId): Json {
  const { seeds, people } = workspace.world;
  const person = people.get(user);
  const home = teamOf(workspace.world, person);
  return {
    // Where the person comes from, which in a channel that companies share is not where the app is.
    team: { id: home, domain: home === seeds.team.id ? seeds.team.domain : home.toLowerCase() },
    enterprise: seeds.enterprise ?? null,
    is_enterprise_install: grantOf(workspace)?.place.isOrgWide === true,
    user: { id: user, username: person?.name ?? '', name: person?.name ?? '', team_id: teamOf(workspace.world, person) },
    api_app_id: seeds.appId,
    token: 'practice-verification-token',
  };
}

export function channelStub(channel: Channel): Json {
  return { id: channel.id, name: channel.isDirect ? 'directmessage' : channel.isPrivate ? 'privategroup' : channel.name };
}

export function responseUrlFor(
  workspace: Workspace,
  user: UserId,
  source: { channel: string; message?: StoredMessage; ephemeral?: Ephemeral },
): string {
  const threadTs = source.message?.threadTs ?? source.ephemeral?.threadTs;
  const sourceTs = source.message?.ts ?? source.ephemeral?.id;
  const id = workspace.responseUrls.issue({
    channel: source.channel,
    user,
    isEphemeral: source.ephemeral !== undefined,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(sourceTs === undefined ? {} : { sourceTs }),
  });
  return `${workspace.origin()}/response/${id}`;
}

export function blockActions(
  workspace: Workspace,
  user: UserId,
  source: { message: StoredMessage; channel: Channel } | { ephemeral: Ephemeral; channel: Channel } | { view: StoredView },
  action: Json,
  state: StateValues,
): Json {
  const { triggers, world } = workspace;
  const base = { type: 'block_actions', ...basePayload(workspace, user), actions: [action] };
  if ('view' in source) {
    return {
      ...base,
      trigger_id: triggers.issue(user, source.view.id),
      container: { type: 'view', view_id: source.view.id },
      view: toSlackView(world, source.view),
    };
  }
  const { channel } = source;
  const threadTs = 'message' in source ? source.message.threadTs : source.ephemeral.threadTs;
  const ts = 'message' in source ? source.message.ts : source.ephemeral.id;
  return compact({
    ...base,
    trigger_id: triggers.issue(user),
    container: compact({
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: 'ephemeral' in source,
      thread_ts: threadTs,
    }),
    channel: channelStub(channel),
    // Slack does not show the app an ephemeral message again.
    message: 'message' in source ? toSlackMessage(world, source.message, { origin: workspace.origin(), metadata: true }) : undefined,
    state: { values: state },
    response_url: responseUrlFor(workspace, user, {
      channel: channel.id,
      ...('message' in source ? { message: source.message } : { ephemeral: source.ephemeral }),
    }),
  });
}
