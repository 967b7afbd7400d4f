import { createId, createSecret } from './ids.ts';
import { LIMITS } from './limits.ts';
import { SlackError } from './slack-error.ts';

/** Where the app can be: a team, or a whole organisation. */
export interface GrantPlace {
  id: string;
  isOrgWide: boolean;
}

export type TokenState = 'live' | 'expired' | 'revoked';

interface Grant {
  /** It was there before anybody installed anything. */
  isGiven?: boolean;
  place: GrantPlace;
  scopes: Set<string>;
  /** Newest last. */
  tokens: { token: string; expiresAt: number | undefined }[];
  refreshToken: string | undefined;
}

interface Code {
  place: GrantPlace;
  scopes: Set<string>;
  redirectUri: string | undefined;
  expiresAt: number;
  isUsed: boolean;
}

export interface AppCredentials {
  clientId: string;
  clientSecret: string;
  redirectUrls: readonly string[];
  /** Tokens expire and are renewed with a refresh token. */
  rotates: boolean;
}

export interface IssuedTokens {
  place: GrantPlace;
  scopes: readonly string[];
  accessToken: string;
  refreshToken?: string;
  expiresInSeconds?: number;
}

/** With which tokens, and with what permissions, the app is where (docs.slack.dev/authentication). Nothing here is stored. */
export class AppGrants {
  readonly app: AppCredentials;
  private readonly now: () => number;
  private readonly grants = new Map<string, Grant>();
  private readonly codes = new Map<string, Code>();
  private readonly dead = new Map<string, GrantPlace>();
  /** Refresh tokens that were used, and how often that was tried again. */
  readonly spent = new Map<string, number>();

  constructor(app: AppCredentials, now: () => number) {
    this.app = app;
    this.now = now;
  }

  /** A token that was there before: it does not expire. */
  adopt(place: GrantPlace, token: string, scopes: ReadonlySet<string>): void {
    this.grants.set(place.id, {
      place,
      isGiven: true,
      scopes: new Set(scopes),
      tokens: [{ token, expiresAt: undefined }],
      refreshToken: undefined,
    });
  }

  of(placeId: string): { place: GrantPlace; scopes: ReadonlySet<string>; isGiven?: boolean } | undefined {
    return this.grants.get(placeId);
  }

  find(token: string): { place: GrantPlace; state: TokenState } | undefined {
    for (const { place, tokens } of this.grants.values()) {
      const found = tokens.find((one) => one.token === token);
      if (found) return { place, state: found.expiresAt !== undefined && found.expiresAt <= this.now() ? 'expired' : 'live' };
    }
    const place = this.dead.get(token);
    return place && { place, state: 'revoked' };
  }

  issueCode(place: GrantPlace, scopes: readonly string[], redirectUri: string | undefined): string {
    const code = `${createSecret(6)}.${createSecret(6)}.${createSecret(32)}`;
    const expiresAt = this.now() + LIMITS.oauth.codeLifetimeMs;
    this.codes.set(code, { place, scopes: new Set(scopes), redirectUri, expiresAt, isUsed: false });
    return code;
  }

  /** @throws SlackError */
  exchange(code: string, redirectUri: string | undefined): IssuedTokens {
    const known = this.codes.get(code);
    if (known === undefined || known.expiresAt <= this.now()) throw new SlackError('invalid_code');
    if (known.isUsed) throw new SlackError('code_already_used');
    if (known.redirectUri !== redirectUri) throw new SlackError('bad_redirect_uri');
    known.isUsed = true;
    const { place } = known;
    const before = this.grants.get(place.id);
    // Scopes add up over installations; without rotation the token stays the same.
    const scopes = new Set([...(before?.scopes ?? []), ...known.scopes]);
    const kept = this.app.rotates ? undefined : before?.tokens.find((one) => one.expiresAt === undefined);
    const grant: Grant = { place, scopes, tokens: kept ? [kept] : [...(before?.tokens ?? [])], refreshToken: before?.refreshToken };
    this.grants.set(place.id, grant);
    return kept ? { place, scopes: [...scopes], accessToken: kept.token } : this.issue(grant);
  }

  /** A refresh token works once, and an access token lives on until the one after the next is made. @throws SlackError */
  refresh(refreshToken: string): IssuedTokens {
    const again = this.spent.get(refreshToken);
    if (again !== undefined) {
      this.spent.set(refreshToken, again + 1);
      throw new SlackError('invalid_refresh_token');
    }
    const grant = [...this.grants.values()].find((one) => one.refreshToken === refreshToken);
    if (grant === undefined) throw new SlackError('invalid_refresh_token');
    this.spent.set(refreshToken, 0);
    return this.issue(grant);
  }

  revoke(token: string): boolean {
    const grant = [...this.grants.values()].find((one) => one.tokens.some((known) => known.token === token));
    if (grant === undefined) return false;
    this.bury(grant, token);
    if (grant.tokens.length === 0) this.grants.delete(grant.place.id);
    return true;
  }

  uninstall(placeId: string): void {
    const grant = this.grants.get(placeId);
    if (grant === undefined) return;
    for (const { token } of [...grant.tokens]) this.bury(grant, token);
    this.grants.delete(placeId);
  }

  private bury(grant: Grant, token: string): void {
    grant.tokens = grant.tokens.filter((one) => one.token !== token);
    this.dead.set(token, grant.place);
  }

  private issue(grant: Grant): IssuedTokens {
    const { place } = grant;
    const scopes = [...grant.scopes];
    if (!this.app.rotates) {
      const accessToken = `xoxb-${createSecret(20)}`;
      grant.tokens = [{ token: accessToken, expiresAt: undefined }];
      return { place, scopes, accessToken };
    }
    const accessToken = `xoxe.xoxb-1-${createSecret(40)}`;
    const refreshToken = `xoxe-1-${createSecret(30)}`;
    const { tokenLifetimeMs } = LIMITS.oauth;
    grant.tokens.push({ token: accessToken, expiresAt: this.now() + tokenLifetimeMs });
    while (grant.tokens.length > LIMITS.oauth.activeTokens) this.bury(grant, grant.tokens[0]?.token ?? '');
    grant.refreshToken = refreshToken;
    return { place, scopes, accessToken, refreshToken, expiresInSeconds: tokenLifetimeMs / 1_000 };
  }
}

export function createCredentials(rotates: boolean, redirectUrls: readonly string[]): AppCredentials {
  return { clientId: `${Date.now()}.${createId('', 6)}`, clientSecret: createSecret(16), redirectUrls, rotates };
}
