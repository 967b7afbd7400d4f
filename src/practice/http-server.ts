import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleCall } from './api/handle-call.ts';
import { readBody } from './api/read-args.ts';
import { serveAuthorize } from './authorize-page.ts';
import type { Control } from './control.ts';
import { serveControl } from './control-routes.ts';
import { sendFile, takeUpload } from './file-routes.ts';
import { answerResponseUrl } from './interactivity/respond.ts';
import { sayText, servePage } from './page-files.ts';
import { createPageGuard, type PageGuard } from './page-guard.ts';
import type { Workspace } from './workspace.ts';

export interface HttpServerOptions {
  workspace: Workspace;
  control: () => Control;
  /** The built page. */
  pageDir: string | Promise<string> | undefined;
}

/** The one server of the practice workspace: Slack's Web API and Socket Mode for the bot, the page and the control API for people. Loopback only. */
export function createPracticeServer(options: HttpServerOptions): Server {
  const guard = createPageGuard(options.workspace);
  const server = createServer((request, response) => {
    route(options, guard, request, response).catch((error: unknown) => {
      console.error('The practice workspace failed on a request:', error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"ok":false,"error":"fatal_error"}');
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!guard.isOurHost(request) || !options.workspace.socket.upgrade(request, socket, head)) socket.destroy();
  });
  server.keepAliveTimeout = 30_000;
  return server;
}

async function route(options: HttpServerOptions, guard: PageGuard, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { workspace } = options;
  if (!guard.isOurHost(request)) return sayText(response, 403, 'This address is not served here.');
  const url = new URL(request.url ?? '/', workspace.origin());
  const path = url.pathname;
  if (path.startsWith('/api/')) return handleCall(workspace, request, response, url);
  if (path === '/oauth/v2/authorize') return serveAuthorize(workspace, request, response, url);
  if (path.startsWith('/response/')) return serveResponseUrl(workspace, request, response, path);
  if (path.startsWith('/upload/v1/')) return takeUpload(workspace, request, response, path);
  if (path.startsWith('/files-pri/')) return sendFile(workspace, guard, request, response, url);
  if (path.startsWith('/control/')) {
    if (!guard.mayControl(request, url)) return sayText(response, 403, 'The token is missing or wrong.');
    return serveControl(workspace, options.control(), request, response, url);
  }
  return servePage(options.pageDir, guard, request, response, url);
}

async function serveResponseUrl(first: Workspace, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const body = (await readBody(request, 1_048_576)).toString('utf8');
  const id = path.slice('/response/'.length);
  const workspace = first.all.find((one) => one.responseUrls.has(id)) ?? first;
  let error: string | undefined;
  try {
    error = answerResponseUrl(workspace, id, JSON.parse(body) as Record<string, unknown>);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    error = 'invalid_payload';
  }
  workspace.world.flush();
  const gone = error === 'not_found' || error === 'used_url' || error === 'expired_url';
  response.writeHead(error === undefined ? 200 : gone ? 404 : 400, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(error === undefined ? { ok: true } : { ok: false, error }));
}
