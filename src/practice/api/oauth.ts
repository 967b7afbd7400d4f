import type { IssuedTokens } from '../app-grants.ts';
import { emitRevoked, emitUninstalled } from '../events.ts';
import { SlackError } from '../slack-error.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, type Method, optional } from './method.ts';

/** @throws SlackError invalid_client_id, bad_client_secret */
function checkClient({ grants: { app } }: Workspace, args: Args): void {
  if (optional(args, 'client_id') !== app.clientId) throw new SlackError('invalid_client_id');
  if (optional(args, 'client_secret') !== app.clientSecret) throw new SlackError('bad_client_secret');
}

const access: Method = {
  tier: 'tier4',
  token: 'none',
  run(workspace, args) {
    const { grants } = workspace;
    checkClient(workspace, args);
    const grantType = optional(args, 'grant_type') ?? 'authorization_code';
    if (grantType === 'refresh_token') {
      if (!grants.app.rotates) throw new SlackError('token_rotation_not_enabled');
      const refreshToken = optional(args, 'refresh_token');
      if (refreshToken === undefined) throw new SlackError('invalid_refresh_token');
      return toAnswer(workspace, grants.refresh(refreshToken));
    }
    if (grantType !== 'authorization_code') throw new SlackError('invalid_grant_type');
    const code = optional(args, 'code');
    if (code === undefined) throw new SlackError('invalid_code');
    return toAnswer(workspace, grants.exchange(code, optional(args, 'redirect_uri')));
  },
};

function toAnswer(
  { all }: Workspace,
  { place, scopes, accessToken, refreshToken, expiresInSeconds }: IssuedTokens,
): Record<string, unknown> {
  const home = all.find(({ world: { seeds } }) => seeds.team.id === place.id || seeds.enterprise?.id === place.id);
  const seeds = home?.world.seeds;
  return {
    app_id: seeds?.appId,
    authed_user: { id: [...(home?.world.people.values() ?? [])].find((person) => !person.isBot && !person.isOutsider)?.id },
    scope: scopes.join(','),
    token_type: 'bot',
    access_token: accessToken,
    bot_user_id: seeds?.botUserId,
    team: place.isOrgWide ? null : { id: seeds?.team.id, name: seeds?.team.name },
    enterprise: seeds?.enterprise ?? null,
    is_enterprise_install: place.isOrgWide,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken, expires_in: expiresInSeconds }),
  };
}

const revoke: Method = {
  tier: 'tier3',
  run(workspace, args, { token }) {
    if (args['test'] === '1' || args['test'] === true) return { revoked: false };
    // The event goes out in the name of what is about to end.
    emitRevoked(workspace);
    return { revoked: workspace.grants.revoke(token ?? '') };
  },
};

const uninstall: Method = {
  tier: 'tier1',
  run(workspace, args, { place }) {
    checkClient(workspace, args);
    if (place === undefined) throw new SlackError('invalid_auth');
    emitUninstalled(workspace);
    workspace.grants.uninstall(place.id);
    return {};
  },
};

export const oauthMethods: Record<string, Method> = {
  'oauth.v2.access': access,
  'auth.revoke': revoke,
  'apps.uninstall': uninstall,
};
