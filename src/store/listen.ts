import type pg from 'pg';

/**
 * Subscribes to a channel of NOTIFY. `onReady` is called after each (new) subscription, for what was missed meanwhile.
 * Best effort: whoever needs certainty polls too.
 */
export type Listen = (channel: string, onPayload: (payload: string) => void, onReady: () => void) => Promise<{ close(): Promise<void> }>;

const reconnectMs = 1_000;

/** `onEmbedded` is given for PGlite, which has no second session: there the one session subscribes, and tells through it. */
export function listenOnPool(pool: pg.Pool, onEmbedded?: (listener: (channel: string, payload: string) => void) => () => void): Listen {
  return onEmbedded ? listenEmbedded(pool, onEmbedded) : listenWithOwnConnection(pool);
}

function listenEmbedded(pool: pg.Pool, onEmbedded: (listener: (channel: string, payload: string) => void) => () => void): Listen {
  return async (channel, onPayload, onReady) => {
    const stop = onEmbedded((name, payload) => {
      if (name === channel) onPayload(payload);
    });
    await pool.query(`LISTEN "${channel}"`);
    onReady();
    return { close: async () => stop() };
  };
}

function listenWithOwnConnection(pool: pg.Pool): Listen {
  return async (channel, onPayload, onReady) => {
    let isClosed = false;
    let client: pg.PoolClient | undefined;
    let timer: NodeJS.Timeout | undefined;

    const connect = async () => {
      const fresh = await pool.connect();
      if (isClosed) return fresh.release();
      const drop = () => {
        if (client !== fresh) return;
        client = undefined;
        fresh.release(true);
        retryLater();
      };
      client = fresh;
      fresh.on('error', drop);
      fresh.on('end', drop);
      fresh.on('notification', (message) => {
        if (message.channel === channel) onPayload(message.payload ?? '');
      });
      try {
        await fresh.query(`LISTEN "${channel}"`);
        onReady();
      } catch (error) {
        drop();
        throw error;
      }
    };
    const retryLater = () => {
      if (isClosed) return;
      timer = setTimeout(() => void connect().catch(retryLater), reconnectMs);
      timer.unref();
    };

    await connect();
    return {
      close: async () => {
        isClosed = true;
        clearTimeout(timer);
        const last = client;
        client = undefined;
        // Thrown away, not returned: nobody else wants its subscription.
        last?.release(true);
      },
    };
  };
}
