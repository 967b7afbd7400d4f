import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import { createId } from '../ids.ts';
import { SlackError } from '../slack-error.ts';
import { grantedScopes, type Workspace } from '../workspace.ts';
import { canvasMethods } from './canvases.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { type Args, type Method, optional, requireScope } from './method.ts';
import { miscMethods } from './misc.ts';
import type { RateLimits } from './rate-limits.ts';
import { readArgs, readBody } from './read-args.ts';
import { streamMethods } from './streams.ts';
import { viewMethods } from './views.ts';

const METHODS: Record<string, Method> = {
  ...chatMethods,
  ...streamMethods,
  ...conversationMethods,
  ...canvasMethods,
  ...fileMethods,
  ...viewMethods,
  ...miscMethods,
};

const BODY_MAX_BYTES = 4 * 1_048_576;

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** One call of the Web API over HTTP: token, scope, limits, the method itself, and whatever a test has broken. */
export async function handleCall(
  workspace: Workspace,
  rateLimits: RateLimits,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.pathname.slice('/api/'.length);
  let args: Args = {};
  let answer: Answer;
  const fault = workspace.faults.take(name);
  try {
    args = readArgs(await readBody(request, BODY_MAX_BYTES), request.headers['content-type'] ?? '', url.searchParams);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    answer =
      fault !== undefined && (fault.effect ?? 'before') === 'before' ? failure(fault) : run(workspace, rateLimits, name, args, request);
    if (fault?.effect === 'after') answer = failure(fault);
  } catch (error) {
    answer = refusal(workspace, error);
  }
  const isDropped = fault?.drop === true;
  const { token: _, ...logged } = args;
  workspace.calls.add({
    method: name,
    args: logged,
    answer: isDropped ? undefined : answer.body,
    httpStatus: answer.status,
    at: workspace.world.now(),
  });
  workspace.world.changed();
  workspace.world.flush();
  if (isDropped) {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'x-slack-req-id': createId('', 20),
    ...answer.headers,
  });
  response.end(JSON.stringify(answer.body));
}

function failure(fault: Fault): Answer {
  if (fault.retryAfterSeconds !== undefined) return ratelimited(fault.retryAfterSeconds);
  const status = fault.status ?? (fault.error === undefined ? 500 : 200);
  return { status, headers: {}, body: { ok: false, error: fault.error ?? 'internal_error' } };
}

function ratelimited(seconds: number): Answer {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}

function run(workspace: Workspace, rateLimits: RateLimits, name: string, args: Args, request: IncomingMessage): Answer {
  const method = workspace.faults.disabledMethods.has(name) ? undefined : METHODS[name];
  if (method === undefined) return { status: 200, headers: {}, body: { ok: false, error: 'unknown_method', req_method: name } };
  checkToken(workspace, method, readToken(request, args));
  if (method.scope !== undefined) requireScope(workspace, method.scope);
  if (workspace.enforceRateLimits) {
    const seconds = rateLimits.take(name, method.tier, optional(args, 'channel') ?? '', workspace.world.now());
    if (seconds !== undefined) return ratelimited(seconds);
  }
  const { token: _, ...rest } = args;
  return { status: 200, headers: scopeHeaders(workspace, method), body: { ok: true, ...method.run(workspace, rest) } };
}

function readToken(request: IncomingMessage, args: Args): string | undefined {
  const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return header ?? (typeof args['token'] === 'string' ? args['token'] : undefined);
}

/** @throws SlackError not_authed, invalid_auth, account_inactive, not_allowed_token_type */
function checkToken(workspace: Workspace, method: Method, token: string | undefined): void {
  const { botToken, appToken } = workspace.world.secrets;
  if (token === undefined || token === '') throw new SlackError('not_authed');
  if (token !== botToken && token !== appToken) throw new SlackError('invalid_auth');
  if (token === botToken && workspace.faults.isUninstalled) throw new SlackError('account_inactive');
  if ((token === appToken) !== (method.token === 'app')) throw new SlackError('not_allowed_token_type');
}

function scopeHeaders(workspace: Workspace, method: Method): Record<string, string> {
  return {
    'x-oauth-scopes': grantedScopes(workspace).join(','),
    ...(method.scope === undefined ? {} : { 'x-accepted-oauth-scopes': method.scope }),
  };
}

function refusal(workspace: Workspace, error: unknown): Answer {
  if (!(error instanceof SlackError)) throw error;
  const provided = error.code === 'missing_scope' ? { provided: grantedScopes(workspace).join(',') } : {};
  return { status: 200, headers: {}, body: { ok: false, error: error.code, ...error.extra, ...provided } };
}
