import { createHmac } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ack, Envelope, Transport } from './transport.ts';

const PROBE_EVERY_MS = 200;
/** People do not write faster than this: within it, an event waits until the one before it in the same channel has arrived. */
const ORDERED_WITHIN_MS = 50;
const ANSWER_MAX_BYTES = 1_048_576;

/** The headers with which Slack signs a request (docs.slack.dev, "Verifying requests from Slack"). */
export function signRequest(signingSecret: string, body: string, seconds = Math.floor(Date.now() / 1000)): Record<string, string> {
  const hash = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${hash}` };
}

export interface HttpTransport extends Transport {
  /** Posts exactly this body, signed unless `headers` bring a signature of their own. */
  post(body: string, headers: Record<string, string>, timeoutMs: number): Promise<{ ack: Ack; status?: number; text?: string }>;
}

/**
 * Signed POSTs to the bot's request URL. While nobody listens there, deliveries are held back (Slack would use up its retries
 * instead, and lose the event after six minutes); a look every 200 ms tells when the bot is back.
 */
export function createHttpTransport(options: {
  url: string;
  signingSecret: string;
  onReady: () => void;
  onChange: () => void;
}): HttpTransport {
  const target = new URL(options.url);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const inOrder = createLanes();
  let ready = false;
  let closed = false;
  let probe: NodeJS.Timeout | undefined;

  function look(): void {
    if (closed) return;
    const socket = connect(Number(target.port || 80), target.hostname);
    socket.on('connect', () => {
      socket.destroy();
      if (closed || ready) return;
      ready = true;
      options.onChange();
      options.onReady();
    });
    socket.on('error', () => {
      probe = setTimeout(look, PROBE_EVERY_MS);
    });
  }
  look();

  function lost(): void {
    if (!ready) return;
    ready = false;
    options.onChange();
    clearTimeout(probe);
    probe = setTimeout(look, PROBE_EVERY_MS);
  }

  function post(body: string, headers: Record<string, string>, timeoutMs: number): Promise<{ ack: Ack; status?: number; text?: string }> {
    const signature = 'x-slack-signature' in headers ? {} : signRequest(options.signingSecret, body);
    return new Promise((resolve) => {
      const outgoing = request(
        target,
        {
          method: 'POST',
          agent,
          headers: {
            'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
            'content-length': Buffer.byteLength(body),
            ...signature,
            ...headers,
          },
        },
        (answer) => void readAnswer(answer).then((text) => finish(toAck(answer, text), answer.statusCode, text)),
      );
      const timer = setTimeout(() => {
        finish({ ok: false, reason: 'timeout' });
        outgoing.destroy();
      }, timeoutMs);
      function finish(ack: Ack, status?: number, text?: string): void {
        clearTimeout(timer);
        resolve({ ack, ...(status === undefined ? {} : { status }), ...(text === undefined ? {} : { text }) });
      }
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const refused = error.code === 'ECONNREFUSED';
        if (refused) lost();
        finish({ ok: false, reason: refused ? 'not_connected' : 'connection_failed' });
      });
      outgoing.end(body);
    });
  }

  return {
    isReady: () => ready,
    post,
    async send(envelope, timeoutMs) {
      const { body, type } = toBody(envelope);
      const retries: Record<string, string> =
        envelope.attempt === 0
          ? {}
          : { 'x-slack-retry-num': String(envelope.attempt), 'x-slack-retry-reason': toRetryReason(envelope.retryReason) };
      return inOrder(channelOf(envelope), async () => (await post(body, { 'content-type': type, ...retries }, timeoutMs)).ack);
    },
    async close() {
      closed = true;
      clearTimeout(probe);
      agent.destroy();
    },
  };
}

/** Starts things of one lane one after the other; each lets the next one start when it is done, or after a moment. */
function createLanes(): (lane: string | undefined, start: () => Promise<Ack>) => Promise<Ack> {
  const lanes = new Map<string, Promise<unknown>>();
  return async (lane, start) => {
    if (lane === undefined) return start();
    const ack = (lanes.get(lane) ?? Promise.resolve()).then(() => {
      const started = start();
      return { started, released: Promise.race([started, wait(ORDERED_WITHIN_MS, undefined, { ref: false })]) };
    });
    const released = ack.then((entry) => entry.released);
    lanes.set(lane, released);
    await released;
    if (lanes.get(lane) === released) lanes.delete(lane);
    return (await ack).started;
  };
}

function channelOf(envelope: Envelope): string | undefined {
  if (envelope.kind !== 'events_api') return undefined;
  const event = envelope.payload?.['event'] as { channel?: unknown; item?: { channel?: unknown } } | undefined;
  const channel = event?.channel ?? event?.item?.channel;
  return typeof channel === 'string' ? channel : undefined;
}

function toBody(envelope: Envelope): { body: string; type: string } {
  if (envelope.kind === 'events_api') return { body: JSON.stringify(envelope.payload), type: 'application/json' };
  const form = new URLSearchParams();
  if (envelope.kind === 'interactive') form.set('payload', JSON.stringify(envelope.payload));
  else for (const [name, value] of Object.entries(envelope.payload)) form.set(name, String(value));
  return { body: form.toString(), type: 'application/x-www-form-urlencoded' };
}

function toRetryReason(reason: string | undefined): string {
  return reason === 'timeout' || reason === undefined ? 'http_timeout' : reason;
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANSWER_MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    return ''; // Cut while answering: the status line has arrived, the rest does not matter.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toAck(answer: IncomingMessage, text: string): Ack {
  if (answer.statusCode !== 200) return { ok: false, reason: 'http_error', doNotRetry: answer.headers['x-slack-no-retry'] === '1' };
  if (text === '') return { ok: true, body: undefined };
  if (!(answer.headers['content-type'] ?? '').includes('json')) return { ok: true, body: { text } };
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false, reason: 'http_error' };
  }
}
