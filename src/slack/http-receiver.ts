import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type App, type Receiver, verifySlackRequest } from '@slack/bolt';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import type { EventLanes } from './event-lanes.ts';
import type { InstallFlow } from './install-flow.ts';
import { processDurably } from './process-durably.ts';
import { text, tree } from './read-json.ts';

const path = '/slack/events';
/** For platforms that look at one port. Whoever wants to know more asks OPS_PORT. */
const healthPaths = new Set(['/health', '/healthz', '/readyz']);
const maxBodyBytes = 1_048_576;
const maxClockSkewMs = 5 * 60_000;

export interface HttpReceiver extends Receiver {
  readonly port: number | undefined;
  readonly isListening: boolean;
}

/** Signed requests on `/slack/events`; `GET /health` answers while we listen. Bolt's own receiver acknowledges too early and dies of a `null` body (G-08). */
export function createHttpReceiver(options: {
  signingSecret: string;
  port: number;
  lanes: EventLanes;
  log: Log;
  meters: Pick<Meters, 'acknowledged'>;
  now: () => number;
  /** Pages by which the app is installed, where it can be. */
  install?: InstallFlow | undefined;
}): HttpReceiver {
  const { log, lanes, meters } = options;
  let app: App | undefined;
  let server: Server | undefined;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedMs = performance.now();
    const pathname = (request.url ?? '').split('?')[0];
    if (request.method === 'GET' && healthPaths.has(pathname ?? '')) return answer(response, server?.listening ? 200 : 503, 'ok');
    if (await options.install?.(request, response)) return;
    if (request.method !== 'POST' || pathname !== path) return answer(response, 404);
    const raw = await readBody(request);
    if (raw === undefined) return answer(response, 413);
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    // Slack's certificate check is the one request that is not signed; nothing of it is read.
    if (isForm && new URLSearchParams(raw).get('ssl_check') === '1') return answer(response, 200);
    if (!isGenuine(request, raw, options)) return answer(response, 401);
    const body = readPayload(raw, isForm);
    if (body === undefined) return answer(response, 400);
    if (tree(body).type === 'url_verification') return answer(response, 200, { challenge: text(tree(body).challenge) });
    if (!app) return answer(response, 503);
    const isAcknowledged = await processDurably(app, lanes, body, async (content) => {
      answer(response, 200, content);
      meters.acknowledged(performance.now() - arrivedMs);
    });
    // Unknown kinds of events are none of our business and need no second delivery; an unknown command is our mistake.
    if (!isAcknowledged) answer(response, 'command' in tree(body) ? 404 : 200);
  }

  return {
    init(boltApp) {
      app = boltApp;
    },
    get port() {
      return (server?.address() as AddressInfo | null | undefined)?.port;
    },
    get isListening() {
      return server?.listening === true;
    },
    async start() {
      server = createServer((request, response) => {
        receive(request, response).catch((error: unknown) => {
          log.error({ error: String(error) }, 'a request of Slack failed; Slack will send it again');
          if (!response.headersSent) answer(response, 500);
        });
      });
      await new Promise<void>((resolve, reject) => {
        server?.once('error', reject);
        server?.listen(options.port, () => resolve());
      });
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (!closing) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeIdleConnections();
      });
    },
  };
}

/** Signed by Slack, and not longer ago, nor further ahead, than five minutes. */
function isGenuine(request: IncomingMessage, body: string, options: { signingSecret: string; now: () => number }): boolean {
  const signature = request.headers['x-slack-signature'];
  const timestamp = Number(request.headers['x-slack-request-timestamp']);
  if (typeof signature !== 'string' || !Number.isInteger(timestamp)) return false;
  if (Math.abs(options.now() - timestamp * 1_000) > maxClockSkewMs) return false;
  try {
    verifySlackRequest({
      signingSecret: options.signingSecret,
      body,
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
      nowMilliseconds: options.now(),
    });
    return true;
  } catch {
    return false;
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An object, or undefined for anything else that can be signed. */
function readPayload(raw: string, isForm: boolean): object | undefined {
  try {
    const form = isForm ? new URLSearchParams(raw) : undefined;
    const payload = form?.get('payload');
    const body: unknown = form && payload === null ? Object.fromEntries(form) : JSON.parse(payload ?? raw);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function answer(response: ServerResponse, status: number, content?: unknown): void {
  if (response.headersSent) return;
  if (content === undefined || content === '') {
    response.writeHead(status).end();
    return;
  }
  const isText = typeof content === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' });
  response.end(isText ? content : JSON.stringify(content));
}
