import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './api/read-args.ts';
import type { Control } from './control.ts';
import type { Acts, Change } from './protocol.ts';
import type { Workspace } from './workspace.ts';

/** The acts that can be reached over HTTP, exactly those of the protocol. */
const ACTS = {
  postMessage: true,
  editMessage: true,
  deleteMessage: true,
  addReaction: true,
  removeReaction: true,
  runCommand: true,
  act: true,
  stopBot: true,
  runShortcut: true,
  submitView: true,
  closeView: true,
  openHome: true,
  dismissEphemeral: true,
  joinChannel: true,
  leaveChannel: true,
  createChannel: true,
  archiveChannel: true,
  uploadFile: true,
  reset: true,
} satisfies Record<keyof Acts, true>;

const BODY_MAX_BYTES = 2 * 1_048_576;
/** A stream of tokens changes the workspace many times a second; the page is told at most this often. */
const TELL_EVERY_MS = 40;

export async function serveControl(
  workspace: Workspace,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = url.pathname.slice('/control/'.length);
  // A page that just opened knows nobody yet: it begins as the first person.
  const as = url.searchParams.get('as') ?? [...workspace.world.people.keys()][0] ?? '';
  if (request.method === 'GET' && name === 'snapshot') {
    const known = workspace.world.people.has(as);
    return sendJson(response, known ? 200 : 404, known ? control.snapshot(as) : { ok: false, error: 'There is no such person.' });
  }
  if (request.method === 'GET' && name === 'changes') return streamChanges(workspace, request, response);
  if (request.method === 'POST' && Object.hasOwn(ACTS, name)) {
    const args = await readJson(request);
    if (args === undefined) return sendJson(response, 400, { ok: false, error: 'The body must be a JSON object.' });
    const act = control[name as keyof Acts] as (args: unknown) => Promise<unknown>;
    const answer = await act(args).catch((error: unknown) => {
      // A field that is missing or of another type: whoever drives this reads the sentence.
      if (error instanceof TypeError) return { ok: false, error: `These arguments do not fit ${name}: ${error.message}` };
      throw error;
    });
    workspace.world.flush();
    return sendJson(response, 200, answer);
  }
  return sendJson(response, 404, { ok: false, error: 'There is no such act.' });
}

async function readJson(request: IncomingMessage): Promise<object | undefined> {
  try {
    const value: unknown = JSON.parse((await readBody(request, BODY_MAX_BYTES)).toString('utf8'));
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

function streamChanges(workspace: Workspace, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    const change: Change = { revision: workspace.world.revision };
    response.write(`data: ${JSON.stringify(change)}\n\n`);
  };
  tell();
  const stop = workspace.world.onChange(() => {
    timer ??= setTimeout(tell, TELL_EVERY_MS);
  });
  request.on('close', () => {
    clearTimeout(timer);
    stop();
  });
}
