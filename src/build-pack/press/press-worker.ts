import { parentPort } from 'node:worker_threads';
import type { PressJob, PressResult } from './press.ts';

// The thread that press.ts starts: one job after the other. What each needs is loaded with its first one.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', ({ id, job }: { id: number; job: PressJob }) => {
  const answer = (result: PressResult) => parentPort?.postMessage(result);
  last = last.then(() =>
    print(job).then(
      (bytes) => answer({ id, bytes: Uint8Array.from(bytes) }),
      (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
    ),
  );
});

async function print(job: PressJob): Promise<Uint8Array> {
  if (job.kind === 'picture') return (await import('../pictures/draw-png.ts')).drawPng(job.picture, job.scale);
  return (await import('../pdf/set-report.ts')).setReport(job.report, new Date(job.madeAt));
}
