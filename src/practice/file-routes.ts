import type { IncomingMessage, ServerResponse } from 'node:http';
import { receiveUpload } from './api/files.ts';
import { readBody } from './api/read-args.ts';
import { LIMITS } from './limits.ts';
import type { PageGuard } from './page-guard.ts';
import { isGranted, type Workspace } from './workspace.ts';

/** The bytes of an announced file: as they are, or as the one file of a multipart form. */
export async function takeUpload(first: Workspace, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const body = await readBody(request, LIMITS.file.uploadBytes + 65_536);
  const bytes = await readFileBytes(body, request.headers['content-type'] ?? '');
  const ticket = path.slice('/upload/v1/'.length);
  const isTaken = bytes !== undefined && first.all.some((workspace) => receiveUpload(workspace, ticket, bytes));
  response.writeHead(isTaken ? 200 : 400, { 'content-type': 'text/plain' });
  response.end(isTaken ? `OK - ${bytes.length}` : 'Upload failed.');
}

async function readFileBytes(body: Buffer, contentType: string): Promise<Buffer | undefined> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    for (const value of form.values()) if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  } catch {
    return undefined; // Not a form that can be read.
  }
  return undefined;
}

function isOfBot({ grants, world: { seeds } }: Workspace, authorization: string | undefined): boolean {
  const found = grants.find(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
  return found?.state === 'live' && (found.place.id === seeds.team.id || found.place.id === seeds.enterprise?.id);
}

/** The content of a file: for the bot by its token and scope, for the page by its own token. Others are sent to sign in, as Slack does. */
export function sendFile(first: Workspace, guard: PageGuard, request: IncomingMessage, response: ServerResponse, url: URL): void {
  const id = /^\/files-pri\/[A-Z0-9]+-([A-Z0-9]+)\//.exec(url.pathname)?.[1] ?? '';
  const workspace = first.all.find((one) => one.world.files.has(id)) ?? first;
  const isBot = isOfBot(workspace, request.headers.authorization) && isGranted(workspace, 'files:read');
  if (!isBot && !guard.mayControl(request, url)) {
    response.writeHead(302, { location: '/' });
    response.end();
    return;
  }
  const file = workspace.world.files.get(id);
  const bytes = workspace.blobs.get(id);
  if (file === undefined || bytes === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('There is no such file.');
    return;
  }
  response.writeHead(200, {
    'content-type': file.mimeType.startsWith('text/') ? `${file.mimeType}; charset=utf-8` : file.mimeType,
    // Never shown in place: a file must not act as a page of this origin.
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
    'content-length': bytes.length,
  });
  response.end(bytes);
}
