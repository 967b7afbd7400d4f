import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Workspace } from './workspace.ts';

/**
 * Keeps other pages that are open in the same browser out. A page of another origin cannot read the token, a name that points to 127.0.0.1
 * fails at the Host header, and a page on another local port (to which a browser would send our cookie) fails at Origin or Sec-Fetch-Site.
 */
export interface PageGuard {
  isOurHost(request: IncomingMessage): boolean;
  /** The token as the header `x-practice-token`, as `?token=`, or as the cookie that the page was given. */
  mayControl(request: IncomingMessage, url: URL): boolean;
  cookieHeaders(): Record<string, string>;
}

export function createPageGuard(workspace: Workspace): PageGuard {
  const port = (): string => new URL(workspace.origin()).port;
  const cookieName = (): string => `practice_${port()}`;

  function isToken(candidate: string | undefined): boolean {
    const expected = Buffer.from(workspace.world.secrets.pageToken);
    const given = Buffer.from(candidate ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  function isOurOrigin(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    if (origin !== undefined) return origin === `http://127.0.0.1:${port()}` || origin === `http://localhost:${port()}`;
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  return {
    isOurHost(request) {
      const { host } = request.headers;
      return host === `127.0.0.1:${port()}` || host === `localhost:${port()}`;
    },
    mayControl(request, url) {
      const header = request.headers['x-practice-token'];
      const given = (typeof header === 'string' ? header : undefined) ?? url.searchParams.get('token') ?? undefined;
      // A link from elsewhere that knows the token is the person following it.
      if (given !== undefined) return isToken(given) && (request.headers.origin === undefined || isOurOrigin(request));
      return isOurOrigin(request) && isToken(readCookie(request, cookieName()));
    },
    cookieHeaders: () => ({ 'set-cookie': `${cookieName()}=${workspace.world.secrets.pageToken}; Path=/; HttpOnly; SameSite=Strict` }),
  };
}

function readCookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
