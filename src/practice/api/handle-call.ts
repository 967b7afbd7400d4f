import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import { createId } from '../ids.ts';
import { SlackError } from '../slack-error.ts';
import { grantedScopes, type Workspace } from '../workspace.ts';
import { placeOf, readCaller, readToken } from './caller.ts';
import { canvasMethods } from './canvases.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { type Args, type Method, optional, requireScope } from './method.ts';
import { miscMethods } from './misc.ts';
import { oauthMethods } from './oauth.ts';
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
  ...oauthMethods,
};

const BODY_MAX_BYTES = 4 * 1_048_576;

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/** One call of the Web API over HTTP: token, scope, limits, the method itself, and whatever a test has broken. */
export async function handleCall(first: Workspace, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const name = url.pathname.slice('/api/'.length);
  let args: Args = {};
  let answer: Answer;
  let workspace = first;
  let fault: Fault | undefined;
  try {
    args = readArgs(await readBody(request, BODY_MAX_BYTES), request.headers['content-type'] ?? '', url.searchParams);
    workspace = whereTo(first, args, request);
    fault = workspace.faults.take(name);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    answer = fault !== undefined && (fault.effect ?? 'before') === 'before' ? failure(fault) : run(workspace, name, args, request);
    if (fault?.effect === 'after') answer = failure(fault);
  } catch (error) {
    answer = refusal(workspace, error);
  }
  const isDropped = fault?.drop === true;
  const { token: _t, client_secret: _s, refresh_token: _r, ...logged } = args;
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

/** The workspace that a token is of; the first where it is of none, which is found out when the call is made. */
function whereTo(first: Workspace, args: Args, request: IncomingMessage): Workspace {
  const found = first.grants.find(readToken(request, args) ?? '');
  return found === undefined ? first : placeOf(first, { token: undefined, place: found.place }, args);
}

function run(workspace: Workspace, name: string, args: Args, request: IncomingMessage): Answer {
  const method = workspace.faults.disabledMethods.has(name) ? undefined : METHODS[name];
  if (method === undefined) return { status: 200, headers: {}, body: { ok: false, error: 'unknown_method', req_method: name } };
  const caller = readCaller(workspace.all[0] ?? workspace, method, readToken(request, args));
  if (caller.place !== undefined && workspace.faults.isUninstalled) throw new SlackError('account_inactive');
  if (method.scope !== undefined) requireScope(workspace, method.scope);
  if (workspace.enforceRateLimits) {
    const seconds = workspace.rateLimits.take(name, method.tier, optional(args, 'channel') ?? '', workspace.world.now());
    if (seconds !== undefined) return ratelimited(seconds);
  }
  const { token: _, ...rest } = args;
  return { status: 200, headers: scopeHeaders(workspace, method), body: { ok: true, ...method.run(workspace, rest, caller) } };
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
