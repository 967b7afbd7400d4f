import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** So long somebody may take to decide. */
export const stateLifetimeMs = 10 * 60_000;

export interface InstallStates {
  /** Good for this browser, for ten minutes; nothing is stored until it is used. */
  issue(browser: string, now: number): string;
  check(state: string, browser: string | undefined, now: number): { hash: string; expiresAt: Date } | 'too-old' | 'not-ours';
}

/** A name for a browser, to be kept in its cookie. */
export function newBrowser(): string {
  return randomBytes(32).toString('base64url');
}

export function isBrowser(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * The `state` of an installation: that we sent this browser there, and when. Signed, and bound to the browser, so that nobody can lead
 * somebody else's browser to the end of an installation of their own. That it is used once is for whoever stores its hash.
 */
export function createInstallStates(secret: string): InstallStates {
  const sign = (at: string, nonce: string, browser: string) =>
    createHmac('sha256', secret).update(`install:${at}.${nonce}.${browser}`).digest('base64url');
  return {
    issue(browser, now) {
      const [at, nonce] = [now.toString(36), randomBytes(16).toString('base64url')];
      return `${at}.${nonce}.${sign(at, nonce, browser)}`;
    },
    check(state, browser, now) {
      const [, at = '', nonce = '', signature = ''] = /^([0-9a-z]{1,12})\.([\w-]{22})\.([\w-]{43})$/.exec(state) ?? [];
      if (!isBrowser(browser) || !isSame(signature, sign(at, nonce, browser))) return 'not-ours';
      const issuedAt = Number.parseInt(at, 36);
      if (now > issuedAt + stateLifetimeMs || now < issuedAt) return 'too-old';
      return { hash: createHash('sha256').update(state).digest('hex'), expiresAt: new Date(issuedAt + stateLifetimeMs) };
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
