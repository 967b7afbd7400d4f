import { setTimeout as wait } from 'node:timers/promises';
import type { App, Receiver } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import type { Log } from '../ports/log.ts';
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

/** Socket Mode that acknowledges what was processed, and nothing else; and that no answer of Slack can end (G-04). */
export function createSocketReceiver(options: { appToken: string; apiUrl: string | undefined; lanes: EventLanes; log: Log }): Receiver {
  const { lanes, log } = options;
  let app: App | undefined;
  let current: DurableSocket | undefined;
  const stopping = new AbortController();

  const onEnvelope: Handler = ({ id, body }, socket) => {
    if (!app) return;
    processDurably(app, lanes, body, async (content) => socket.acknowledge(id, content))
      .then((isAcknowledged) => {
        // A kind that nobody listens to: said to be done, so that it does not come again.
        if (!isAcknowledged && !('command' in tree(body))) socket.acknowledge(id, undefined);
      })
      .catch((error: unknown) => log.error({ error: String(error) }, 'an envelope of Slack failed; Slack will send it again'));
  };

  async function connectOnce(): Promise<DurableSocket> {
    const socket = new DurableSocket({
      appToken: options.appToken,
      autoReconnectEnabled: false,
      logger: createSdkLogger(log),
      clientOptions: clientOptions(options.apiUrl, log),
    });
    socket.onEnvelope = onEnvelope;
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

  /** Until there is a connection, with growing pauses; undefined when we are stopping. */
  async function connect(isFirst: boolean): Promise<DurableSocket | undefined> {
    for (let retryMs = firstRetryMs; !stopping.signal.aborted; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
      try {
        return await connectOnce();
      } catch (error) {
        const code = codeOf(error);
        if (isFirst && hopeless.has(code)) throw new Error(`Slack refuses the app token (SLACK_APP_TOKEN): ${code}`);
        log.warn({ code, retryMs }, 'no connection to Slack; trying again');
        await wait(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  /** Watches a connection: replaced before it is closed when Slack asks for it, and after it broke. */
  function watch(socket: DurableSocket): void {
    let isReplaced = false;
    const replace = () => {
      if (isReplaced || stopping.signal.aborted) return;
      isReplaced = true;
      connect(false)
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
      const socket = await connect(true);
      if (socket) adopt(socket);
    },
    async stop() {
      stopping.abort();
      if (current) close(current);
    },
  };
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
