import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** Whether this process told it, or another one. */
export type ToldBy = 'here' | 'elsewhere';

/**
 * What processes tell one another through the database. Best effort: whoever needs certainty looks from time to time.
 */
export interface Bell {
  /**
   * Subscribes to a channel. `onReady` is called after each (new) subscription, for what was missed meanwhile.
   * All subscriptions of a process share one connection, which is not of the pool.
   */
  listen(channel: string, onPayload: (payload: string, by: ToldBy) => void, onReady: () => void): Promise<{ close(): Promise<void> }>;
  /** After a commit. This process hears it at once; what is told within a moment goes to the others in one statement. */
  tell(channel: string, payload: string): void;
  /** Resolves when what was told is on its way. */
  close(): Promise<void>;
}

type Listener = { channel: string; onPayload: (payload: string, by: ToldBy) => void; onReady: () => void };

const reconnectMs = 1_000;
/** So long further words are collected after the first ones, which go at once. */
const gatherMs = 20;

/** In a database of one process there is nobody else. */
export function createLocalBell(): Bell {
  const listeners = new Set<Listener>();
  return {
    async listen(channel, onPayload, onReady) {
      const listener = { channel, onPayload, onReady };
      listeners.add(listener);
      onReady();
      return { close: async () => void listeners.delete(listener) };
    },
    tell: (channel, payload) => ring(listeners, channel, payload, 'here'),
    close: async () => listeners.clear(),
  };
}

function ring(listeners: ReadonlySet<Listener>, channel: string, payload: string, by: ToldBy): void {
  for (const listener of listeners) if (listener.channel === channel) listener.onPayload(payload, by);
}

/** `direct`: where a session stays the same, past a pooler of transactions. */
export function createBell(pool: pg.Pool, direct: pg.Pool): Bell {
  const own = randomUUID().slice(0, 8);
  const listeners = new Set<Listener>();
  const ear = createEar(direct, listeners, own);
  const mouth = createMouth(pool, own);
  return {
    async listen(channel, onPayload, onReady) {
      const listener = { channel, onPayload, onReady };
      listeners.add(listener);
      try {
        await ear.hear(channel, onReady);
      } catch (error) {
        listeners.delete(listener);
        throw error;
      }
      return {
        close: async () => {
          listeners.delete(listener);
          if (listeners.size === 0) ear.close();
        },
      };
    },
    tell(channel, payload) {
      ring(listeners, channel, payload, 'here');
      mouth.say(channel, payload);
    },
    async close() {
      ear.close();
      await mouth.close();
    },
  };
}

/** One connection for all channels, made when it is wanted and made again when it breaks. */
function createEar(direct: pg.Pool, listeners: ReadonlySet<Listener>, own: string) {
  const channels = new Set<string>();
  let client: Promise<pg.PoolClient> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function connect(): Promise<pg.PoolClient> {
    const fresh = await direct.connect();
    const drop = () => {
      if (client !== mine) return;
      client = undefined;
      fresh.release(true);
      retryLater();
    };
    fresh.on('error', drop);
    fresh.on('end', drop);
    fresh.on('notification', ({ channel, payload = '' }) => {
      const [by = '', ...rest] = payload.split(' ');
      if (by !== own) ring(listeners, channel, rest.join(' '), 'elsewhere');
    });
    for (const channel of channels) await fresh.query(`LISTEN "${channel}"`);
    return fresh;
  }
  let mine: Promise<pg.PoolClient> | undefined;
  const open = () => {
    mine = connect();
    client = mine;
    mine.catch(() => {
      if (client === mine) client = undefined;
    });
    return mine;
  };
  const retryLater = () => {
    if (isClosed) return;
    timer = setTimeout(() => {
      open().then(
        () => {
          for (const listener of listeners) listener.onReady();
        },
        () => retryLater(),
      );
    }, reconnectMs);
    timer.unref();
  };

  return {
    async hear(channel: string, onReady: () => void): Promise<void> {
      isClosed = false;
      const isNew = !channels.has(channel);
      channels.add(channel);
      const known = client;
      const connected = await (known ?? open());
      if (known && isNew) await connected.query(`LISTEN "${channel}"`);
      onReady();
    },
    close(): void {
      isClosed = true;
      clearTimeout(timer);
      channels.clear();
      const last = client;
      client = undefined;
      // Thrown away, not returned: nobody else wants its subscriptions.
      void last?.then((one) => one.release(true)).catch(() => undefined);
    },
  };
}

/** At most one statement every few milliseconds, however much is told. */
function createMouth(pool: pg.Pool, own: string) {
  const pending = new Set<string>();
  let speaking: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let saidAt = 0;
  let isClosed = false;

  function flush(): void {
    timer = undefined;
    saidAt = Date.now();
    const words = [...pending].map((word) => JSON.parse(word) as [string, string]);
    pending.clear();
    if (words.length === 0) return;
    speaking = pool
      .query('SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) told(channel, payload)', [
        words.map(([channel]) => channel),
        words.map(([, payload]) => `${own} ${payload}`),
      ])
      // Whoever was to hear it looks from time to time.
      .catch(() => undefined);
  }
  return {
    say(channel: string, payload: string): void {
      if (isClosed) return;
      pending.add(JSON.stringify([channel, payload]));
      timer ??= setTimeout(flush, Math.max(0, saidAt + gatherMs - Date.now()));
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      flush();
      await speaking;
    },
  };
}
