import { createReadStream, existsSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import type { PageGuard } from './page-guard.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.ico': 'image/x-icon',
};

/** Addresses inside the workspace (a message, a canvas, a file) open the page too, which finds its way by the path. */
const PAGE_PATHS = /^\/($|archives\/|docs\/|files\/)/;

type Found = { file: string } | { status: number; text: string };

/** The built page. The page itself needs the token, which it then keeps as a cookie; its scripts and styles hold no secrets. */
export async function servePage(
  pageDir: string | Promise<string> | undefined,
  guard: PageGuard,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const isPage = PAGE_PATHS.test(url.pathname);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isAllowed = !isPage || guard.mayControl(request, url);
  const found = isRead ? findFile(await pageDir, isPage, isAllowed, url.pathname) : { status: 404, text: 'Not found.' };
  const headers = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(isPage && isAllowed ? guard.cookieHeaders() : {}),
  };
  if ('text' in found) {
    sayText(response, found.status, found.text, headers);
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(found.file)] ?? 'application/octet-stream', ...headers });
  createReadStream(found.file).pipe(response);
}

function findFile(pageDir: string | undefined, isPage: boolean, isAllowed: boolean, path: string): Found {
  if (!isAllowed) {
    return { status: 403, text: 'Open the address that was printed when the practice workspace started: it carries a token.' };
  }
  if (pageDir === undefined) {
    return isPage ? { status: 200, text: 'The practice workspace runs without a page.' } : { status: 404, text: 'Not found.' };
  }
  const file = isPage ? join(pageDir, 'index.html') : join(pageDir, normalize(decodePath(path)));
  const isInside = file.startsWith(normalize(pageDir + sep));
  return isInside && existsSync(file) && statSync(file).isFile() ? { file } : { status: 404, text: 'Not found.' };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/';
  }
}

export function sayText(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${text}\n`);
}
