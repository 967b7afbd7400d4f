import { Worker } from 'node:worker_threads';
import type { Drawable } from './draw-png.ts';

export interface PngJob {
  id: number;
  picture: Drawable;
  scale: number;
}

export type PngResult = { id: number; png: Uint8Array; error?: undefined } | { id: number; png?: undefined; error: string };

/** Beyond this a drawing will never end. */
const maxMs = 60_000;
/** The thread and its memory are given back when nobody has drawn for so long. */
const idleMs = 60_000;

/**
 * A picture as PNG, `scale` pixels for each of its own, fewer where a side would have more than 4,000. It is drawn in a thread of its own,
 * for it takes the processor for up to seconds, and Slack waits for three. Rejects when it can't be drawn.
 */
export function renderPng({ svg, width, height }: Drawable, scale = 2): Promise<Uint8Array> {
  press ??= openPress(() => {
    press = undefined;
  });
  return press({ svg, width, height }, scale);
}

type Press = (picture: Drawable, scale: number) => Promise<Uint8Array>;
let press: Press | undefined;

/** `onClosed` is called once, when nothing can be printed with it any more. */
function openPress(onClosed: () => void): Press {
  const worker = startWorker();
  const waiting = new Map<number, { resolve: (png: Uint8Array) => void; reject: (error: Error) => void }>();
  let idle: NodeJS.Timeout | undefined;
  let count = 0;

  function close(error: Error): void {
    clearTimeout(idle);
    onClosed();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    void worker.terminate();
  }

  worker.on('message', (result: PngResult) => {
    const job = waiting.get(result.id);
    waiting.delete(result.id);
    if (result.error === undefined) job?.resolve(result.png);
    else job?.reject(new Error(`a picture could not be drawn: ${result.error}`));
    if (waiting.size > 0) return;
    worker.unref();
    idle = setTimeout(() => close(new Error('nobody draws')), idleMs).unref();
  });
  worker.on('error', close);
  worker.on('exit', () => close(new Error('the thread that draws has ended')));

  return (picture, scale) => {
    clearTimeout(idle);
    worker.ref();
    const id = ++count;
    const late = setTimeout(() => close(new Error('a picture took too long')), maxMs);
    return new Promise<Uint8Array>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, picture, scale } satisfies PngJob);
    }).finally(() => clearTimeout(late));
  };
}

/** Compiled it is plain JavaScript; a thread that is to run its source has to fetch the loader by itself. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./png-worker.js', import.meta.url));
  const source = JSON.stringify(new URL('./png-worker.ts', import.meta.url).href);
  return new Worker(`import('tsx/esm/api').then(({ tsImport }) => tsImport(${source}, ${source}));`, { eval: true });
}
