import { parentPort } from 'node:worker_threads';
import { drawPng } from './draw-png.ts';
import type { PngJob, PngResult } from './render-png.ts';

// The thread that renderPng starts: one picture after the other.
parentPort?.on('message', ({ id, picture, scale }: PngJob) => {
  const answer = (result: PngResult) => parentPort?.postMessage(result);
  drawPng(picture, scale).then(
    (png) => answer({ id, png: Uint8Array.from(png) }),
    (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
