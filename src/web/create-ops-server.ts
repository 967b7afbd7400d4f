import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../ports/log.ts';

/** Whether a process can take work; `why` is for the operator. */
export interface Readiness {
  isReady: boolean;
  why: string;
}

export interface OpsOptions {
  /** 0: any free port. */
  port: number;
  ready(): Promise<Readiness>;
  metrics: { text(): Promise<string>; contentType: string };
  log: Log;
}

export interface OpsServer {
  /** Rejects, with a sentence that names the cause, when the port is taken. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Once started. */
  readonly port: number | undefined;
}

/** The port can't be listened on; the message is one line for the operator. */
class OpsServerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OpsServerError';
  }
}

const limits = { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000 };
const maxConnections = 50;

/**
 * For operators and their machines, on a port that the public must not reach: `/healthz` (the process turns), `/readyz` (it can take
 * work) and `/metrics` (Prometheus). No workspace, channel or person is named.
 */
export function createOpsServer({ port, ready, metrics, log }: OpsOptions): OpsServer {
  let server: Server | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'GET only\n');
    if (path === '/healthz') return say(response, 200, 'ok\n');
    if (path === '/readyz') {
      const { isReady, why } = await ready();
      return say(response, isReady ? 200 : 503, `${why}\n`);
    }
    if (path === '/metrics') return say(response, 200, await metrics.text(), metrics.contentType);
    say(response, 404, 'There are /healthz, /readyz and /metrics\n');
  }

  return {
    async start() {
      server = createServer(limits, (request, response) => {
        answer(request, response).catch((error: unknown) => {
          log.error({ err: error }, 'An operator’s request failed');
          if (!response.headersSent) say(response, 500, 'failed\n');
        });
      });
      server.maxConnections = maxConnections;
      await new Promise<void>((resolve, reject) => {
        server?.once('error', (error: NodeJS.ErrnoException) =>
          reject(new OpsServerError(`OPS_PORT ${port} can't be listened on (${error.code ?? error.message}): take another one.`)),
        );
        server?.listen(port, () => resolve());
      });
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (!closing) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
    get port() {
      return (server?.address() as AddressInfo | null | undefined)?.port;
    },
  };
}

function say(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
