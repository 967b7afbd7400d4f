import { setTimeout as wait } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import type { InstallationStore, TokenClaim } from '../ports/installations.ts';
import type { Log } from '../ports/log.ts';
import { type CallFailure, clientOptions, readFailure } from './slack-client.ts';

export interface AppCredentials {
  clientId: string;
  clientSecret: string;
}

export interface TokenRenewerOptions {
  installations: InstallationStore;
  credentials: AppCredentials;
  apiUrl: string | undefined;
  /** Who claims; unique among all processes. */
  owner: string;
  now: () => number;
  log: Log;
}

/** Tokens that expire, and are renewed with a token that works once. */
export interface TokenRenewer {
  /** Renews what expires within half an hour; how many there were. Any number of processes may do this at once. */
  renewDue(): Promise<number>;
  /** Slack calls this one expired: resolves when somebody, here or in another process, has renewed it, or it can't be done now. */
  renew(orgId: string): Promise<void>;
}

const aheadMs = 30 * 60_000;
/** Longer than Slack's answer may take. */
const leaseMs = 60_000;
const maxAtOnce = 200;
const patienceMs = 8_000;
const lookEveryMs = 100;
const pauseMs = { unreachable: 15_000, refused: 60_000 };
/** Nothing but a new installation helps. */
const hopeless = new Set(['invalid_refresh_token', 'token_revoked', 'invalid_grant', 'authorization_not_found', 'account_inactive']);

export function createTokenRenewer(options: TokenRenewerOptions): TokenRenewer {
  const { installations, owner, now } = options;
  const underWay = new Map<string, Promise<void>>();

  const claim = async (before: number, orgId?: string): Promise<TokenClaim | undefined> => {
    const at = now();
    const wanted = { owner, now: new Date(at), before: new Date(before), leaseMs, limit: 1, ...(orgId ? { orgId } : {}) };
    return (await installations.claimTokens(wanted))[0];
  };

  /** What Slack calls expired is renewed whatever our clock says of it. */
  async function renewOne(orgId: string): Promise<void> {
    const before = await installations.findInstallation(orgId);
    if (!before) return;
    const claimed = await claim(Number.MAX_SAFE_INTEGER / 4, before.orgId);
    if (claimed) return exchange(options, claimed);
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookEveryMs) {
      await wait(lookEveryMs);
      const later = await installations.findInstallation(orgId);
      if (later?.revision !== before.revision) return;
    }
  }

  return {
    async renewDue() {
      for (let count = 0; ; count++) {
        const claimed = count < maxAtOnce ? await claim(now() + aheadMs) : undefined;
        if (!claimed) return count;
        await exchange(options, claimed);
      }
    },
    renew(orgId) {
      const before = underWay.get(orgId);
      if (before) return before;
      const mine = renewOne(orgId).finally(() => underWay.delete(orgId));
      underWay.set(orgId, mine);
      return mine;
    },
  };
}

async function exchange({ installations, credentials, apiUrl, now, log }: TokenRenewerOptions, claim: TokenClaim): Promise<void> {
  const { orgId, refreshToken } = claim;
  const client = new WebClient(undefined, clientOptions(apiUrl, log));
  try {
    const answer = await client.oauth.v2.access({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    const { access_token: botToken, refresh_token: next, expires_in: seconds } = answer;
    if (!botToken || !next || !seconds) throw new Error('Slack renewed a token without giving one');
    const isStored = await installations.storeRenewed(claim, {
      botToken,
      refreshToken: next,
      expiresAt: new Date(now() + seconds * 1_000),
    });
    if (isStored) log.info({ team: orgId }, 'a token was renewed');
    else log.warn({ team: orgId }, 'a token was renewed by two, or the app installed anew meanwhile; the other one counts');
  } catch (error) {
    await release(installations, claim, failureOf(error), now(), log);
  }
}

async function release(installations: InstallationStore, claim: TokenClaim, failure: CallFailure, at: number, log: Log): Promise<void> {
  const { code, kind } = failure;
  if (kind === 'refused' && hopeless.has(code)) {
    log.error({ team: claim.orgId, code }, 'a token can’t be renewed: the app has to be installed there again');
    return installations.releaseClaim(claim, { error: code });
  }
  log.warn({ team: claim.orgId, code }, 'a token was not renewed; it is tried again');
  const pause = kind === 'rate-limited' ? failure.waitMs : kind === 'refused' ? pauseMs.refused : pauseMs.unreachable;
  await installations.releaseClaim(claim, { after: new Date(at + pause) });
}

function failureOf(error: unknown): CallFailure {
  try {
    return readFailure(error);
  } catch {
    return { kind: 'doubtful', code: error instanceof Error ? error.name : 'unknown' };
  }
}
