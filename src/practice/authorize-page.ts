import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './api/read-args.ts';
import type { GrantPlace } from './app-grants.ts';
import type { Workspace } from './workspace.ts';

const BODY_MAX_BYTES = 16_384;

/**
 * `oauth/v2/authorize`: where somebody is asked whether the app may come into their workspace. What they decide sends their browser back to
 * the app. An address that is not registered is never sent anything.
 */
export async function serveAuthorize(first: Workspace, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const isDecision = request.method === 'POST';
  const asked = isDecision ? new URLSearchParams((await readBody(request, BODY_MAX_BYTES)).toString('utf8')) : url.searchParams;
  const problem = problemWith(first, asked);
  if (problem !== undefined) return say(response, 400, `<h1>Something went wrong</h1><p><code>${problem}</code></p>`);
  if (!isDecision) return say(response, 200, renderChoice(first, asked));
  const { grants } = first;
  const place = places(first).find((one) => one.id === asked.get('place'));
  if (place === undefined) return say(response, 400, '<h1>Something went wrong</h1><p><code>team_not_found</code></p>');
  const back = new URL(asked.get('redirect_uri') ?? grants.app.redirectUrls[0] ?? '');
  if (asked.get('decision') === 'allow')
    back.searchParams.set('code', grants.issueCode(place, scopesOf(asked), asked.get('redirect_uri') ?? undefined));
  else back.searchParams.set('error', 'access_denied');
  back.searchParams.set('state', asked.get('state') ?? '');
  response.writeHead(302, { location: back.href }).end();
}

function scopesOf(asked: URLSearchParams): string[] {
  return (asked.get('scope') ?? '').split(',').filter(Boolean);
}

function problemWith({ grants: { app }, manifest }: Workspace, asked: URLSearchParams): string | undefined {
  if (asked.get('client_id') !== app.clientId) return 'invalid_client_id';
  const redirect = asked.get('redirect_uri');
  if (redirect === null ? app.redirectUrls.length === 0 : !app.redirectUrls.includes(redirect)) return 'bad_redirect_uri';
  const scopes = scopesOf(asked);
  if (scopes.length === 0) return 'no_scopes';
  return scopes.every((scope) => manifest.scopes.has(scope)) ? undefined : 'invalid_scope';
}

/** Teams, and organisations as a whole. */
function places({ all }: Workspace): (GrantPlace & { name: string })[] {
  const teams = all.map(({ world: { seeds } }) => ({ id: seeds.team.id, name: seeds.team.name, isOrgWide: false }));
  const orgs = new Map(
    all.flatMap(({ world: { seeds } }) => (seeds.enterprise ? [[seeds.enterprise.id, seeds.enterprise.name] as const] : [])),
  );
  return [...teams, ...[...orgs].map(([id, name]) => ({ id, name, isOrgWide: true }))];
}

function renderChoice(first: Workspace, asked: URLSearchParams): string {
  const kept = [...asked].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('');
  const choices = places(first)
    .map(
      ({ id, name }) =>
        `<form method="post">${kept}<input type="hidden" name="place" value="${id}"><b>${escapeHtml(name)}</b> ` +
        '<button name="decision" value="allow">Allow</button> <button name="decision" value="cancel">Cancel</button></form>',
    )
    .join('');
  return `<h1>${escapeHtml(first.manifest.appName)} wants to come into a workspace</h1><p>It asks for: ${escapeHtml(scopesOf(asked).join(', '))}</p>${choices}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function say(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Practice</title><body>${body}</body></html>`);
}
