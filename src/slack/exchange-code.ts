import { WebClient } from '@slack/web-api';
import type { NewInstallation } from '../ports/installations.ts';
import type { Log } from '../ports/log.ts';
import type { AppCredentials } from './renew-tokens.ts';
import { clientOptions } from './slack-client.ts';

/** Slack's answer to a code is not an installation of a bot. */
export class NoInstallation extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoInstallation';
  }
}

/** Trades the code that a browser brought for a token, and asks with it who we are there. Throws what Slack's client throws. */
export async function exchangeCode(
  code: string,
  options: { credentials: AppCredentials; apiUrl: string | undefined; now: () => number; log: Log },
): Promise<NewInstallation> {
  const { credentials, apiUrl, now, log } = options;
  const answer = await new WebClient(undefined, clientOptions(apiUrl, log)).oauth.v2.access({
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
    code,
  });
  const installedAt = new Date(now());
  const { access_token: botToken, bot_user_id: botUserId, token_type: kind, expires_in: seconds, refresh_token: refreshToken } = answer;
  const isOrgWide = answer.is_enterprise_install === true;
  const place = isOrgWide ? answer.enterprise : answer.team;
  if (!botToken || kind !== 'bot' || !botUserId) throw new NoInstallation('no bot token');
  if (!place?.id) throw new NoInstallation('no team');
  if ((refreshToken === undefined) !== (seconds === undefined)) throw new NoInstallation('half a rotating token');
  const who = await new WebClient(botToken, clientOptions(apiUrl, log)).auth.test();
  return {
    orgId: place.id,
    isOrgWide,
    enterpriseId: answer.enterprise?.id ?? null,
    teamName: place.name ?? who.team ?? place.id,
    teamUrl: who.url ?? 'https://slack.com/',
    appId: answer.app_id ?? '',
    botUserId,
    botId: who.bot_id ?? '',
    botName: who.user ?? 'workshop-pilot',
    botToken,
    refreshToken: refreshToken ?? null,
    expiresAt: seconds === undefined ? null : new Date(installedAt.getTime() + seconds * 1_000),
    scopes: answer.scope ?? '',
    installedBy: answer.authed_user?.id ?? '',
    installedAt,
  };
}
