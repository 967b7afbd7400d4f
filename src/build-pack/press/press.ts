import { Worker } from 'node:worker_threads';
import type { Report } from '../pdf/report.ts';
import type { Drawable } from '../pictures/draw-png.ts';

/** `madeAt`: milliseconds since 1970, for what the file says of itself. */
export type PressJob = { kind: 'picture'; picture: Drawable; scale: number } | { kind: 'report'; report: Report; madeAt: number };

export type PressResult = { id: number; bytes: Uint8Array; error?: undefined } | { id: number; bytes?: undefined; error: string };

/** Beyond this a job will never end. */
const maxMs = 60_000;
/** The thread and its memory are given back when nobody has printed for so long. */
const idleMs = 60_000;

/**
 * Prints in a thread of its own, one after the other: a picture or a report takes the processor for up to seconds, and Slack waits for
 * three. Rejects when it can't be printed.
 */
export function print(job: PressJob): Promise<Uint8Array> {
  press ??= openPress(() => {
    press = undefined;
  });
  return press(job);
}

type Press = (job: PressJob) => Promise<Uint8Array>;
let press: Press | undefined;

/** `onClosed` is called once, when nothing can be printed with it any more. */
function openPress(onClosed: () => void): Press {
  const worker = startWorker();
  const waiting = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }>();
  let idle: NodeJS.Timeout | undefined;
  let count = 0;

  function close(error: Error): void {
    clearTimeout(idle);
    onClosed();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    void worker.terminate();
  }

  worker.on('message', (result: PressResult) => {
    const job = waiting.get(result.id);
    waiting.delete(result.id);
    if (result.error === undefined) job?.resolve(result.bytes);
    else job?.reject(new Error(`it could not be printed: ${result.error}`));
    if (waiting.size > 0) return;
    worker.unref();
    idle = setTimeout(() => close(new Error('nobody prints')), idleMs).unref();
  });
  worker.on('error', close);
  worker.on('exit', () => close(new Error('the thread that prints has ended')));

  return (job) => {
    clearTimeout(idle);
    worker.ref();
    const id = ++count;
    const late = setTimeout(() => close(new Error('printing took too long')), maxMs);
    return new Promise<Uint8Array>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, job });
    }).finally(() => clearTimeout(late));
  };
}

/** Compiled it is plain JavaScript; a thread that is to run its source has to fetch the loader by itself. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./press-worker.js', import.meta.url));
  const source = JSON.stringify(new URL('./press-worker.ts', import.meta.url).href);
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${source}, ${source}));`, { eval: true });
}
