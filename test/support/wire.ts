import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface WireRequest {
  path: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies freely.
  body: any;
}

/** What the server does with one request: answer, stall, or break something. */
export type WireReply = (response: ServerResponse, request: WireRequest) => void;

/**
 * A raw HTTP server that speaks just enough Chat Completions to be broken in every way that a real one can be. The replies are given in
 * turn, the last one for ever.
 */
export interface Wire {
  baseUrl: string;
  requests: WireRequest[];
  /** Resolves when so many requests have come in. */
  reached(count: number): Promise<void>;
  /**
   * Resolves when no request holds its connection any more: answered to the end, or dropped by the client. (Idle connections do not
   * count: fetch opens a fresh one after it has dropped one, and keeps it for some seconds.)
   */
  released(): Promise<void>;
  answer(...replies: WireReply[]): void;
  close(): Promise<void>;
}

export async function openWire(...first: WireReply[]): Promise<Wire> {
  let replies = first;
  const requests: WireRequest[] = [];
  const held = new Set<ServerResponse>();
  const waiting = new Set<() => void>();
  const notify = () => {
    for (const check of [...waiting]) check();
  };
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!holds()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    held.add(response);
    response.on('close', () => {
      held.delete(response);
      notify();
    });
    incoming.on('end', () => {
      const request = { path: incoming.url ?? '', headers: incoming.headers, body: text === '' ? undefined : JSON.parse(text) };
      requests.push(request);
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      (reply ?? json(500, {}))(response, request);
      notify();
    });
  });
  server.on('connection', (socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    reached: (count) => until(() => requests.length >= count),
    released: () => until(() => held.size === 0),
    answer(...next) {
      replies = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): WireReply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const failure = (status: number, error: unknown, headers: Record<string, string> = {}) => json(status, { error }, headers);

export const html =
  (status: number): WireReply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<html><body>Sign in</body></html>');
  };

/** Takes the request and never says anything. */
export const silence: WireReply = () => undefined;

export const reset: WireReply = (response) => void response.socket?.destroy();

const usage = {
  prompt_tokens: 100,
  completion_tokens: 20,
  total_tokens: 120,
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 8 },
};

/** What `usage` is in the port's words. */
export const metered = { prompt: 100, completion: 20, cached: 64, reasoning: 8 };

/** A complete answer. */
export const says = (content: string | null, extra: { finish?: string | null; refusal?: string; usage?: unknown } = {}): WireReply =>
  json(200, {
    id: 'x',
    object: 'chat.completion',
    model: 'm',
    choices: [
      {
        index: 0,
        finish_reason: extra.finish === undefined ? 'stop' : extra.finish,
        message: { role: 'assistant', content, refusal: extra.refusal ?? null },
      },
    ],
    usage: extra.usage === undefined ? usage : extra.usage,
  });

/** One event of a stream. */
export const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
export const piece = (content: string) => event({ id: 'x', choices: [{ index: 0, delta: { content }, finish_reason: null }] });
export const finish = (reason: string) => event({ id: 'x', choices: [{ index: 0, delta: {}, finish_reason: reason }] });
export const usageEvent = event({ id: 'x', choices: [], usage });
export const done = event('[DONE]');

/** A stream of these parts, each a write of its own; then `end` closes, breaks or leaves the connection. */
export const streams = (parts: string[], end: 'end' | 'stall' | 'reset' = 'end'): WireReply => {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void writeAll(response, parts).then(() => {
      if (end === 'end') response.end();
      if (end === 'reset') response.socket?.destroy();
    });
  };
};

async function writeAll(response: ServerResponse, parts: string[]): Promise<void> {
  response.flushHeaders();
  for (const part of parts) await new Promise<void>((resolve) => response.write(part, () => resolve()));
  // What was written must be read before a reset, which throws away what was not.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** A whole stream as OpenAI sends it. */
export const tells = (...pieces: string[]): WireReply => streams([...pieces.map(piece), finish('stop'), usageEvent, done]);
