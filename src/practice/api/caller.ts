import type { IncomingMessage } from 'node:http';
import type { GrantPlace } from '../app-grants.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, type Method, optional } from './method.ts';

/** With whose rights a method runs. */
export interface Caller {
  token: string | undefined;
  /** Undefined for what takes an app's own token or none. */
  place: GrantPlace | undefined;
}

export function readToken(request: IncomingMessage, args: Args): string | undefined {
  const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return header ?? (typeof args['token'] === 'string' ? args['token'] : undefined);
}

/** @throws SlackError not_authed, invalid_auth, token_expired, token_revoked, account_inactive, not_allowed_token_type */
export function readCaller(first: Workspace, method: Method, token: string | undefined): Caller {
  if (method.token === 'none') return { token, place: undefined };
  const { appToken } = first.world.secrets;
  if (token === undefined || token === '') throw new SlackError('not_authed');
  if (token === appToken) {
    if (method.token !== 'app') throw new SlackError('not_allowed_token_type');
    return { token, place: undefined };
  }
  const found = first.grants.find(token);
  if (found === undefined) throw new SlackError('invalid_auth');
  if (found.state === 'revoked') throw new SlackError(first.grants.of(found.place.id) === undefined ? 'account_inactive' : 'token_revoked');
  if (found.state === 'expired') throw new SlackError('token_expired');
  if (method.token === 'app') throw new SlackError('not_allowed_token_type');
  return { token, place: found.place };
}

/** Where a call goes: the token's team; of an organisation, the team that it names or whose channel, person or window it is about. */
export function placeOf(first: Workspace, { place }: Caller, args: Args): Workspace {
  if (place === undefined) return first;
  const within = first.all.filter(({ world: { seeds } }) => seeds.team.id === place.id || seeds.enterprise?.id === place.id);
  const [only] = within;
  if (only === undefined) throw new SlackError('team_not_found');
  if (within.length === 1) return only;
  const named = optional(args, 'team_id');
  const channel = optional(args, 'channel') ?? optional(args, 'channel_id') ?? optional(args, 'channels');
  const found = within.find(
    ({ world, views, triggers }) =>
      world.seeds.team.id === named ||
      (channel !== undefined && (world.channels.has(channel) || isOnlyHere(within, channel, world.seeds.team.id))) ||
      triggers.has(args['trigger_id']) ||
      (optional(args, 'view_id') !== undefined && views.find(optional(args, 'view_id') ?? '') !== undefined),
  );
  return found ?? within.find(({ world }) => world.people.has(optional(args, 'user') ?? optional(args, 'user_id') ?? '')) ?? only;
}

/** A person's id stands for the direct conversation with them. */
function isOnlyHere(within: readonly Workspace[], person: string, teamId: string): boolean {
  const knowing = within.filter(({ world }) => world.people.get(person)?.isOutsider === false);
  return knowing.length > 0 && knowing[0]?.world.seeds.team.id === teamId;
}
