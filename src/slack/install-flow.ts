import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InstallationStore, NewInstallation } from '../ports/installations.ts';
import type { Log } from '../ports/log.ts';
import { exchangeCode, NoInstallation } from './exchange-code.ts';
import { type InstallPage, installFailures, installHeaders, offerInstall, sayInstalled } from './install-pages.ts';
import { createInstallStates, isBrowser, newBrowser, stateLifetimeMs } from './install-state.ts';
import type { AppCredentials } from './renew-tokens.ts';
import { helpfulScopes, neededScopes, privateScopes } from './scopes.ts';
import { readFailure } from './slack-client.ts';

export interface InstallFlowOptions {
  credentials: AppCredentials;
  stateSecret: string;
  installations: InstallationStore;
  apiUrl: string | undefined;
  now: () => number;
  log: Log;
}

/** Answers what belongs to the installation; false for any other path. */
export type InstallFlow = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const paths = { install: '/slack/install', redirect: '/slack/oauth_redirect' };
/** Sent along from slack.com, as every visit of a page is, and to nobody's script; browsers refuse the name without TLS, but on the machine itself. */
const cookieName = '__Host-workshop-pilot-install';
const maxValueChars = 2_000;

/**
 * How the app comes into a workspace: a page with a button, Slack's own page where somebody decides, and back here with a code.
 * https://docs.slack.dev/authentication/installing-with-oauth
 */
export function createInstallFlow(options: InstallFlowOptions): InstallFlow {
  const { now, log, credentials, apiUrl } = options;
  const states = createInstallStates(options.stateSecret);

  function offer(request: IncomingMessage, response: ServerResponse): void {
    const known = readCookie(request);
    const browser = isBrowser(known) ? known : newBrowser();
    response.setHeader(
      'set-cookie',
      `${cookieName}=${browser}; Path=/; Max-Age=${stateLifetimeMs / 1_000}; Secure; HttpOnly; SameSite=Lax`,
    );
    const url = new URL('/oauth/v2/authorize', apiUrl ?? 'https://slack.com');
    url.searchParams.set('client_id', credentials.clientId);
    url.searchParams.set('scope', Object.keys({ ...neededScopes, ...privateScopes, ...helpfulScopes }).join(','));
    url.searchParams.set('state', states.issue(browser, now()));
    send(response, offerInstall(url.href));
  }

  async function finish(request: IncomingMessage, query: URLSearchParams): Promise<InstallPage> {
    if (query.get('error') === 'access_denied') return installFailures.cancelled;
    const state = states.check((query.get('state') ?? '').slice(0, maxValueChars), readCookie(request), now());
    if (typeof state === 'string') return installFailures[state];
    if (query.has('error')) return refused('the authorize page', 'refused', log);
    const isFirst = await options.installations.spendState(state.hash, state.expiresAt, new Date(now()));
    if (!isFirst) return installFailures.used;
    const installation = await exchangeCode((query.get('code') ?? '').slice(0, maxValueChars), options).catch((error: unknown) =>
      explain(error, log),
    );
    if ('status' in installation) return installation;
    await options.installations.saveInstallation(installation);
    const { orgId, isOrgWide, installedBy } = installation;
    log.info({ team: orgId, isOrgWide, installedBy, isRotating: installation.expiresAt !== null }, 'the app was installed');
    return sayInstalled({ name: installation.teamName, openUrl: openUrl(installation), isOrgWide });
  }

  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://here');
    if (request.method !== 'GET' || !Object.values(paths).includes(url.pathname)) return false;
    if (url.pathname === paths.install) offer(request, response);
    else {
      const page = await finish(request, url.searchParams).catch((error: unknown) => {
        log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'an installation could not be finished');
        return installFailures.broken;
      });
      send(response, page);
    }
    return true;
  };
}

function send(response: ServerResponse, { status, html }: InstallPage): void {
  response.writeHead(status, installHeaders).end(html);
}

function readCookie(request: IncomingMessage): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}

function explain(error: unknown, log: Log): InstallPage {
  if (error instanceof NoInstallation) return refused('oauth.v2.access', error.message, log);
  const failure = readFailure(error);
  if (failure.kind === 'refused') return refused('oauth.v2.access', failure.code, log);
  log.warn({ code: failure.code }, 'Slack did not answer to an installation');
  return installFailures.unreachable;
}

function refused(where: string, code: string, log: Log): InstallPage {
  log.error({ where, code }, 'Slack refused an installation');
  return installFailures.refused;
}

function openUrl({ orgId, isOrgWide, appId }: NewInstallation): string {
  return isOrgWide
    ? `https://app.slack.com/manage/${orgId}/integrations/profile/${appId}/workspaces/add`
    : `https://slack.com/app_redirect?app=${appId}&team=${orgId}`;
}
