import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createSecret } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import type { Ack, Envelope, Transport } from './transport.ts';

export interface SocketTransport extends Transport {
  /** A single-use address for one connection, or undefined when ten are open already. */
  issueUrl(): string | undefined;
  /** Takes over an HTTP upgrade; false when the ticket is unknown. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  connectionCount(): number;
  /** Asks every connection to come back (`refresh_requested`), or cuts it without a word. */
  disconnect(how: 'refresh' | 'cut'): void;
}

interface Waiting {
  socket: WebSocket;
  settle(ack: Ack): void;
}

const PING_EVERY_MS = 10_000;
const TICKETS_KEPT = 100;
const GOODBYE_MS = 200;

/** Socket Mode: each payload goes to one of the open connections, in turn. */
export function createSocketTransport(options: {
  host: () => string;
  appId: string;
  onReady: () => void;
  onChange: () => void;
}): SocketTransport {
  const server = new WebSocketServer({ noServer: true });
  const sockets: WebSocket[] = [];
  const tickets = new Set<string>();
  const waiting = new Map<string, Waiting>();
  let turn = 0;

  function accept(socket: WebSocket): void {
    sockets.push(socket);
    const ping = setInterval(() => socket.ping(), PING_EVERY_MS);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      const at = sockets.indexOf(socket);
      if (at >= 0) sockets.splice(at, 1);
      for (const [id, entry] of waiting) {
        if (entry.socket === socket) {
          waiting.delete(id);
          entry.settle({ ok: false, reason: 'connection_failed' });
        }
      }
      options.onChange();
    });
    socket.on('message', (data) => readAck(String(data)));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.length,
        debug_info: { host: 'practice', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: options.appId },
      }),
    );
    options.onChange();
    options.onReady();
  }

  function readAck(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return; // Slack ignores what it cannot read.
    }
    if (message === null || typeof message !== 'object' || !('envelope_id' in message)) return;
    const id = String(message.envelope_id);
    const entry = waiting.get(id);
    if (entry === undefined) return;
    waiting.delete(id);
    entry.settle({ ok: true, body: 'payload' in message ? message.payload : undefined });
  }

  return {
    isReady: () => sockets.length > 0,
    connectionCount: () => sockets.length,
    issueUrl() {
      if (sockets.length >= LIMITS.socket.connections) return undefined;
      const ticket = createSecret(16);
      tickets.add(ticket);
      for (const oldest of tickets) {
        if (tickets.size <= TICKETS_KEPT) break;
        tickets.delete(oldest);
      }
      return `ws://${options.host()}/link/?ticket=${ticket}&app_id=${options.appId}`;
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://practice');
      if (url.pathname !== '/link/' || !tickets.delete(url.searchParams.get('ticket') ?? '')) return false;
      server.handleUpgrade(request, socket, head, accept);
      return true;
    },
    disconnect(how) {
      for (const socket of [...sockets]) {
        if (how === 'cut') socket.terminate();
        else socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'practice' } }));
      }
    },
    send(envelope, timeoutMs) {
      const socket = sockets[turn++ % Math.max(sockets.length, 1)];
      if (socket === undefined) return Promise.resolve({ ok: false, reason: 'not_connected' });
      return new Promise((resolve) => {
        const id = randomUUID();
        const timer = setTimeout(() => {
          waiting.delete(id);
          resolve({ ok: false, reason: 'timeout' });
        }, timeoutMs);
        waiting.set(id, {
          socket,
          settle(ack) {
            clearTimeout(timer);
            resolve(ack);
          },
        });
        socket.send(JSON.stringify(toWire(id, envelope)));
      });
    },
    async close() {
      const all = [...sockets];
      for (const socket of all) socket.close(1001);
      // Bots say goodbye at once; those that cannot are cut.
      const goodbyes = all.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      const timer = setTimeout(() => all.forEach((socket) => socket.terminate()), GOODBYE_MS);
      await Promise.all(goodbyes);
      clearTimeout(timer);
      server.close();
    },
  };
}

function toWire(id: string, envelope: Envelope): Record<string, unknown> {
  const retries = envelope.kind === 'events_api' ? { retry_attempt: envelope.attempt, retry_reason: envelope.retryReason ?? '' } : {};
  return {
    envelope_id: id,
    type: envelope.kind,
    payload: envelope.payload,
    accepts_response_payload: envelope.acceptsResponse,
    ...retries,
  };
}
