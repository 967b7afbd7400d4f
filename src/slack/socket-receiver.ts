import { setTimeout as wait } from 'node:timers/promises';
import type { App, Receiver } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import type { Log } from '../ports/log.ts';
import type { Meters } from '../ports/meters.ts';
import type { EventLanes } from './event-lanes.ts';
import { processDurably } from './process-durably.ts';
import { text, tree } from './read-json.ts';
import { clientOptions, createSdkLogger, readFailure } from './slack-client.ts';

const connectTimeoutMs = 15_000;
const firstRetryMs = 250;
const maxRetryMs = 30_000;
/** How long a replaced connection may go on answering what it has received. */
const handoverMs = 3_000;
/** With these there is nothing to wait for at the start; later they may still be mended by an operator. */
const hopeless = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'not_allowed_token_type',
  'user_removed_from_team',
  'team_disabled',
]);

type Handler = (envelope: { id: string; body: unknown }, socket: DurableSocket) => void;

/** One connection. Its own reading of messages: the SDK's throws where nobody can catch it when a payload holds no event, such as `app_rate_limited`. */
class DurableSocket extends SocketModeClient {
  onEnvelope: Handler | undefined;
  onRefresh: (() => void) | undefined;

  protected override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    const message = readMessage(data, isBinary);
    if (message.type === 'disconnect') {
      this.onRefresh?.();
      return;
    }
    if (message.type === 'hello') return super.onWebSocketMessage(data, isBinary);
    const id = text(message.envelope_id);
    if (id) this.onEnvelope?.({ id, body: message.payload }, this);
  }

  /** Tells Slack that an envelope is done. Throws when the connection is gone: then Slack delivers it again. */
  acknowledge(id: string, content: unknown): void {
    const payload = typeof content === 'string' ? { text: content } : content;
    this.websocket?.send(JSON.stringify({ envelope_id: id, ...(payload === undefined ? {} : { payload }) }), (error) => {
      if (error) throw error;
    });
  }
}

function readMessage(data: string | ArrayBuffer, isBinary: boolean): Record<string, unknown> {
  if (isBinary) return {};
  try {
    return tree(JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data)));
  } catch {
    return {};
  }
}

export interface SocketOptions {
  appToken: string;
  apiUrl: string | undefined;
  lanes: EventLanes;
  log: Log;
  meters: Pick<Meters, 'acknowledged'>;
}

/** Socket Mode that acknowledges what was processed, and nothing else; and that no answer of Slack can end (G-04). */
export function createSocketReceiver(options: SocketOptions): Receiver & { readonly isListening: boolean } {
  const { lanes, log, meters } = options;
  /** Each until it is closed: also one that was replaced, and may still answer what it has received. */
  const sockets = new Set<DurableSocket>();
  const answering = new Set<Promise<void>>();
  let app: App | undefined;
  let current: DurableSocket | undefined;
  const stopping = new AbortController();

  const onEnvelope: Handler = ({ id, body }, socket) => {
    // What arrives while we stop is not acknowledged, so that Slack delivers it to another process.
    if (!app || stopping.signal.aborted) return;
    const arrivedMs = performance.now();
    const acknowledge = async (content: unknown) => {
      socket.acknowledge(id, content);
      meters.acknowledged(performance.now() - arrivedMs);
    };
    const answered: Promise<void> = processDurably(app, lanes, body, acknowledge)
      .then((isAcknowledged) => {
        // A kind that nobody listens to: said to be done, so that it does not come again.
        if (!isAcknowledged && !('command' in tree(body))) socket.acknowledge(id, undefined);
      })
      .catch((error: unknown) => log.error({ error: String(error) }, 'an envelope of Slack failed; Slack will send it again'))
      .finally(() => answering.delete(answered));
    answering.add(answered);
  };

  const prepare = (socket: DurableSocket) => {
    socket.onEnvelope = onEnvelope;
    sockets.add(socket);
    socket.once('disconnected', () => sockets.delete(socket));
  };

  /** Watches a connection: replaced before it is closed when Slack asks for it, and after it broke. */
  function watch(socket: DurableSocket): void {
    let isReplaced = false;
    const replace = () => {
      if (isReplaced || stopping.signal.aborted) return;
      isReplaced = true;
      connect(options, stopping.signal, false, prepare)
        .then((next) => {
          if (next) adopt(next);
          return wait(handoverMs, undefined, { ref: false });
        })
        .then(() => close(socket))
        .catch((error: unknown) => log.error({ error: String(error) }, 'reconnecting to Slack failed'));
    };
    socket.onRefresh = replace;
    socket.once('disconnected', replace);
  }

  function adopt(socket: DurableSocket): void {
    if (stopping.signal.aborted) close(socket);
    else {
      current = socket;
      watch(socket);
    }
  }

  return {
    init(boltApp) {
      app = boltApp;
    },
    async start() {
      const socket = await connect(options, stopping.signal, true, prepare);
      if (socket) adopt(socket);
    },
    get isListening() {
      return current !== undefined && sockets.has(current);
    },
    async stop() {
      stopping.abort();
      await Promise.race([Promise.all(answering), wait(handoverMs, undefined, { ref: false })]);
      for (const socket of sockets) close(socket);
    },
  };
}

/** Until there is a connection, with growing pauses; undefined when we are stopping. */
async function connect(
  options: SocketOptions,
  stopping: AbortSignal,
  isFirst: boolean,
  onMade: (socket: DurableSocket) => void,
): Promise<DurableSocket | undefined> {
  for (let retryMs = firstRetryMs; !stopping.aborted; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
    try {
      return await connectOnce(options, onMade);
    } catch (error) {
      const code = codeOf(error);
      if (isFirst && hopeless.has(code)) throw new Error(`Slack refuses the app token (SLACK_APP_TOKEN): ${code}`);
      options.log.warn({ code, retryMs }, 'no connection to Slack; trying again');
      await wait(retryMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  return undefined;
}

/** Resolves when Slack has said hello. `onMade`: before anything can arrive. */
async function connectOnce(
  { appToken, apiUrl, log }: Pick<SocketOptions, 'appToken' | 'apiUrl' | 'log'>,
  onMade: (socket: DurableSocket) => void,
): Promise<DurableSocket> {
  const socket = new DurableSocket({
    appToken,
    autoReconnectEnabled: false,
    logger: createSdkLogger(log),
    clientOptions: clientOptions(apiUrl, log),
  });
  onMade(socket);
  const timeout = new AbortController();
  const late = wait(connectTimeoutMs, undefined, { signal: timeout.signal, ref: false }).then(() => {
    throw new Error('Slack did not say hello');
  });
  late.catch(() => undefined);
  try {
    await Promise.race([socket.start(), late]);
    return socket;
  } catch (error) {
    close(socket);
    throw error ?? new Error('the connection was closed before Slack said hello');
  } finally {
    timeout.abort();
  }
}

function close(socket: DurableSocket): void {
  socket.disconnect().catch(() => undefined);
}

function codeOf(error: unknown): string {
  try {
    return readFailure(error).code;
  } catch {
    return String(error);
  }
}
