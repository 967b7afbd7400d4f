import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { packFileNames } from '../build-pack/pack-file-names.ts';
import { renderJson } from '../build-pack/render-json.ts';
import { renderMarkdown } from '../build-pack/render-markdown.ts';
import type { Log } from '../ports/log.ts';
import { openSharedPack, type SharedPack, type SharedPages } from '../turns/sharing/open-shared-pack.ts';
import { clientAddress } from './client-address.ts';
import { createRequestCounter } from './count-requests.ts';
import { createPdfMaker } from './create-pdf-maker.ts';
import { renderSentence, renderSharedPage } from './render-page.ts';
import { securityHeaders } from './security-headers.ts';

export interface ShareServer {
  /** Rejects, with a sentence that names the cause, when the port is taken. */
  start(): Promise<void>;
  /** Takes nothing new, and waits for what is being answered, at most some seconds. */
  stop(): Promise<void>;
  /** Once started. */
  readonly port: number | undefined;
}

export interface ShareServerOptions {
  /** Where people open it; what stands before this server speaks https. */
  baseUrl: string;
  /** 0: any free port. */
  port: number;
  trustedProxies: number;
  pages: SharedPages;
  log: Log;
}

/** The port can't be listened on; the message is one line for the operator. */
class ShareServerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ShareServerError';
  }
}

interface Answer {
  status: number;
  type: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
}

const requestLimit = { perMinute: 60, maxAddresses: 10_000 };
/** Nothing is ever uploaded, and an address is short; whoever takes longer is shut out within two seconds more. */
const limits = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
};
const maxConnections = 200;
/** For a reader who does not take what they asked for. */
const answerTimeoutMs = 30_000;
const stopMs = 5_000;

/** Written out so that nothing else is a path: no decoding, no dots, no second slash. */
const sharedPath = /^\/share\/([A-Za-z0-9_-]{43})(?:\/(build-pack\.(?:md|json|pdf)))?$/;

const nowhere: Answer = {
  status: 404,
  type: 'text/html',
  body: renderSentence(
    'Nothing is shared here',
    'This link has run out, was taken back or is not complete: ask whoever sent it to you for a new one.',
  ),
};
const broken: Answer = {
  status: 500,
  type: 'text/html',
  body: renderSentence('Something went wrong', 'Something went wrong on our side; please try again in a minute.'),
};
const robots: Answer = { status: 200, type: 'text/plain', body: 'User-agent: *\nDisallow: /\n' };

/**
 * Shared build packs for people outside Slack: `GET` and `HEAD` of `/share/TOKEN`, of its files and of `/robots.txt`; anything else is
 * nowhere, and so is a token that never was, has expired or was revoked. Addresses are never logged, for they hold tokens.
 */
export function createShareServer({ baseUrl, port, trustedProxies, pages, log }: ShareServerOptions): ShareServer {
  const counter = createRequestCounter(requestLimit);
  const pdfs = createPdfMaker();
  const headers = securityHeaders({ isHttps: baseUrl.startsWith('https:') });
  let server: Server | undefined;

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const nowMs = pages.clock.now().getTime();
    const waitSeconds = counter.take(clientAddress(request, trustedProxies), nowMs);
    if (waitSeconds > 0) return tooMany(429, waitSeconds);
    if (request.method !== 'GET' && request.method !== 'HEAD') return nowhere;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path === '/robots.txt') return robots;
    const [, token, file] = sharedPath.exec(path) ?? [];
    const shared = token === undefined ? undefined : await openSharedPack(pages, token);
    if (!shared) return nowhere;
    if (file) return answerFile(file, shared, nowMs);
    if (request.method === 'GET') await pages.store.noteOpened(shared.linkId, pages.clock.now());
    return { status: 200, type: 'text/html', body: renderSharedPage(shared, path) };
  }

  async function answerFile(file: string, shared: SharedPack, nowMs: number): Promise<Answer> {
    const { pack, links, moved } = shared;
    const download = { 'content-disposition': `attachment; filename="${file}"`, 'content-security-policy': "default-src 'none'; sandbox" };
    if (file === packFileNames.json) return { status: 200, type: 'application/json', body: renderJson(pack), headers: download };
    if (file === packFileNames.markdown) {
      const markdown = renderMarkdown(pack, { ...links, person: (name) => name, ...(moved ? { moved } : {}) });
      return { status: 200, type: 'text/markdown', body: markdown, headers: download };
    }
    const pdf = pdfs.make(shared, nowMs);
    return pdf ? { status: 200, type: 'application/pdf', body: await pdf, headers: download } : tooMany(503, busySeconds);
  }

  function send(request: IncomingMessage, response: ServerResponse, { status, type, body, headers: more }: Answer): void {
    const content = Buffer.from(body);
    // Whoever sends what nobody asked for is not read any further.
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    response.writeHead(status, {
      ...headers,
      ...more,
      'content-type': type === 'application/pdf' ? type : `${type}; charset=utf-8`,
      'content-length': content.length,
      ...(hasBody ? { connection: 'close' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  }

  return {
    get port() {
      return (server?.address() as AddressInfo | null | undefined)?.port;
    },
    async start() {
      server = createServer(limits, (request, response) => {
        response.setTimeout(answerTimeoutMs, () => response.destroy());
        answerTo(request)
          .catch((error: unknown) => {
            log.error(
              { error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
              'a shared page could not be shown',
            );
            return broken;
          })
          .then((answer) => send(request, response, answer))
          .catch((error: unknown) => {
            log.error({ error: String(error) }, 'a shared page could not be sent');
            response.destroy();
          });
      });
      server.maxConnections = maxConnections;
      await listen(server, port);
      log.info({ port: this.port, baseUrl }, 'Shared pages are served');
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (!closing) return;
      const rush = setTimeout(() => closing.closeAllConnections(), stopMs);
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeIdleConnections();
      });
      clearTimeout(rush);
    },
  };
}

const busySeconds = 10;

function tooMany(status: 429 | 503, seconds: number): Answer {
  const wait = seconds === 1 ? 'a second' : `${seconds} seconds`;
  const body = renderSentence('One moment', `That was a little much at once; please try again in ${wait}.`);
  return { status, type: 'text/html', body, headers: { 'retry-after': String(seconds) } };
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, resolve);
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
      throw new ShareServerError(`SHARE_PORT: port ${port} can’t be listened on (${error.code}). Choose another one. See .env.example.`);
    throw error;
  }
}
