import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { setBounded } from '../bounded-map.ts';
import { createSecret } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import type { Ack, Envelope, Transport } from './transport.ts';

interface Waiting {
  socket: WebSocket;
  settle(ack: Ack): void;
}

export interface SocketTransportOptions {
  /** `127.0.0.1:PORT` */
  host(): string;
  appId: string;
  /** A connection was opened. */
  onReady(): void;
  /** A connection was opened or closed. */
  onChange(): void;
}

const PING_EVERY_MS = 10_000;
const TICKETS_KEPT = 100;
const GOODBYE_MS = 200;

/** Socket Mode: each payload goes to one of the open connections, in turn. */
export class SocketTransport implements Transport {
  private readonly options: SocketTransportOptions;
  private readonly server = new WebSocketServer({ noServer: true });
  private readonly sockets: WebSocket[] = [];
  private readonly tickets = new Map<string, true>();
  private readonly waiting = new Map<string, Waiting>();
  private turn = 0;

  constructor(options: SocketTransportOptions) {
    this.options = options;
  }

  isReady(): boolean {
    return this.sockets.length > 0;
  }

  get connectionCount(): number {
    return this.sockets.length;
  }

  /** A single-use address for one connection, or undefined when ten are open already. */
  issueUrl(): string | undefined {
    if (this.sockets.length >= LIMITS.socket.connections) return undefined;
    const ticket = createSecret(16);
    setBounded(this.tickets, ticket, true, TICKETS_KEPT);
    return `ws://${this.options.host()}/link/?ticket=${ticket}&app_id=${this.options.appId}`;
  }

  /** Takes over an HTTP upgrade; false when the ticket is unknown. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? '/', 'http://practice');
    if (url.pathname !== '/link/' || !this.tickets.delete(url.searchParams.get('ticket') ?? '')) return false;
    this.server.handleUpgrade(request, socket, head, (accepted) => this.accept(accepted));
    return true;
  }

  /** Asks every connection to come back (`refresh_requested`), or cuts it without a word. */
  disconnect(how: 'refresh' | 'cut'): void {
    for (const socket of [...this.sockets]) {
      if (how === 'cut') socket.terminate();
      else socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'practice' } }));
    }
  }

  send(envelope: Envelope, timeoutMs: number): Promise<Ack> {
    const socket = this.sockets[this.turn++ % Math.max(this.sockets.length, 1)];
    if (socket === undefined) return Promise.resolve({ ok: false, reason: 'not_connected' });
    return new Promise((resolve) => {
      const id = randomUUID();
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        resolve({ ok: false, reason: 'timeout' });
      }, timeoutMs);
      this.waiting.set(id, {
        socket,
        settle(ack) {
          clearTimeout(timer);
          resolve(ack);
        },
      });
      socket.send(JSON.stringify(toWire(id, envelope)));
    });
  }

  async close(): Promise<void> {
    const all = [...this.sockets];
    for (const socket of all) socket.close(1001);
    // Bots say goodbye at once; those that cannot are cut.
    const goodbyes = all.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    const timer = setTimeout(() => {
      for (const socket of all) socket.terminate();
    }, GOODBYE_MS);
    await Promise.all(goodbyes);
    clearTimeout(timer);
    this.server.close();
  }

  private accept(socket: WebSocket): void {
    this.sockets.push(socket);
    const ping = setInterval(() => socket.ping(), PING_EVERY_MS);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      this.forget(socket);
    });
    socket.on('message', (data) => this.readAck(String(data)));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.sockets.length,
        debug_info: { host: 'practice', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.options.appId },
      }),
    );
    this.options.onChange();
    this.options.onReady();
  }

  private forget(socket: WebSocket): void {
    const at = this.sockets.indexOf(socket);
    if (at >= 0) this.sockets.splice(at, 1);
    for (const [id, entry] of this.waiting) {
      if (entry.socket !== socket) continue;
      this.waiting.delete(id);
      entry.settle({ ok: false, reason: 'connection_failed' });
    }
    this.options.onChange();
  }

  private readAck(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return; // Slack ignores what it cannot read.
    }
    if (message === null || typeof message !== 'object' || !('envelope_id' in message)) return;
    const id = String(message.envelope_id);
    const entry = this.waiting.get(id);
    this.waiting.delete(id);
    entry?.settle({ ok: true, body: 'payload' in message ? message.payload : undefined });
  }
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
