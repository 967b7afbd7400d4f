import type { PdfPicture } from '../build-pack/pdf/compose-report.ts';
import { renderPdf } from '../build-pack/pdf/render-pdf.ts';
import { drawPictures } from '../build-pack/pictures/draw-pictures.ts';
import { renderPng } from '../build-pack/pictures/render-png.ts';
import type { SharedPack } from '../turns/sharing/open-shared-pack.ts';

/** A page in print, made once for all who ask within some minutes. */
export interface PdfMaker {
  /** Undefined when too many others are being made. */
  make(shared: SharedPack, nowMs: number): Promise<Uint8Array> | undefined;
}

const keptForMs = 10 * 60_000;
const maxKept = 4;
const maxWaiting = 4;

/** Setting a report takes seconds of the processor: one at a time, the newest few are kept. */
export function createPdfMaker(print: (shared: SharedPack) => Promise<Uint8Array> = printPack): PdfMaker {
  const kept = new Map<string, { pdf: Promise<Uint8Array>; untilMs: number }>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    make(shared, nowMs) {
      const key = JSON.stringify([shared.linkId, shared.showsNames, shared.moved]);
      const before = kept.get(key);
      if (before && before.untilMs > nowMs) return before.pdf;
      if (waiting >= maxWaiting) return undefined;
      waiting += 1;
      const pdf = last.then(() => print(shared));
      kept.delete(key);
      kept.set(key, { pdf, untilMs: nowMs + keptForMs });
      const oldest = kept.size > maxKept ? kept.keys().next() : undefined;
      if (oldest && !oldest.done) kept.delete(oldest.value);
      last = pdf
        .catch(() => kept.delete(key))
        .finally(() => {
          waiting -= 1;
        });
      return pdf;
    },
  };
}

async function printPack({ pack, links, moved }: SharedPack): Promise<Uint8Array> {
  const pictures: PdfPicture[] = [];
  for (const picture of drawPictures(pack)) pictures.push({ ...picture, png: await renderPng(picture) });
  return renderPdf(pack, { ...links, person: (name) => name, pictures, ...(moved ? { moved } : {}) });
}
