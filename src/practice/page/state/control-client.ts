import type { Acts, Answer, Change, Snapshot, UserId } from '../../protocol.ts';

export type ActName = keyof Acts;
/** An act's arguments without the person, who is whoever the page acts as. */
export type ActArgs<K extends ActName> = Omit<Parameters<Acts[K]>[0], 'as'>;
export type ActAnswer<K extends ActName> = Awaited<ReturnType<Acts[K]>>;

export interface ControlClient {
  act<K extends ActName>(as: UserId, name: K, args: ActArgs<K>): Promise<ActAnswer<K>>;
  /** Without a person the server chooses the first. Throws `ForbiddenError` for a wrong token. */
  readSnapshot(as: UserId | undefined): Promise<Snapshot>;
  /** Calls back on every change and on every (re)connection until the returned function is called. */
  listen(as: UserId, on: { change(change: Change): void; up(): void; down(): void }): () => void;
}

export class ForbiddenError extends Error {}

/** The bot may take three seconds to acknowledge; anything far beyond that is a server that hangs. */
const timeoutMs = 20_000;
const reconnectMs = 1_500;

/**
 * Speaks to the practice workspace that served the page. Failures to reach it become answers, never exceptions.
 * Without a token the cookie that came with the page has to do.
 */
export function createControlClient(token: string): ControlClient {
  const headers: Record<string, string> = token === '' ? {} : { 'x-practice-token': token };
  const tokenQuery = token === '' ? '' : `&token=${encodeURIComponent(token)}`;
  return {
    async act<K extends ActName>(as: UserId, name: K, args: ActArgs<K>): Promise<ActAnswer<K>> {
      const answer = await postAct(name, { as, ...args }, headers);
      // The server answers each act with that act's own shape; this is the one place where JSON becomes typed.
      return answer as ActAnswer<K>;
    },
    async readSnapshot(as) {
      const address = as === undefined ? '/control/snapshot' : `/control/snapshot?as=${encodeURIComponent(as)}`;
      const response = await fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) });
      if (response.status === 401 || response.status === 403) throw new ForbiddenError('wrong token');
      // Somebody from an earlier workspace: begin anew.
      if (response.status === 404 && as !== undefined) return this.readSnapshot(undefined);
      if (!response.ok) throw new Error(`The practice workspace answered ${response.status}.`);
      return (await response.json()) as Snapshot;
    },
    listen: (as, on) => listenToChanges(`/control/changes?as=${encodeURIComponent(as)}${tokenQuery}`, on),
  };
}

async function postAct(name: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  try {
    const response = await fetch(`/control/${name}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return (await response.json()) as Answer;
  } catch {
    return { ok: false, error: 'The practice workspace cannot be reached just now. Nothing was sent; please try again in a moment.' };
  }
}

function listenToChanges(address: string, on: { change(change: Change): void; up(): void; down(): void }): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const connect = () => {
    source = new EventSource(address);
    const receive = (event: MessageEvent<string>) => on.change(JSON.parse(event.data) as Change);
    source.addEventListener('message', receive);
    source.addEventListener('change', receive);
    source.addEventListener('open', () => on.up());
    source.addEventListener('error', () => {
      if (isStopped) return;
      on.down();
      // The browser reconnects by itself only while the stream is not closed for good.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(connect, reconnectMs);
    });
  };
  connect();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    source?.close();
  };
}
