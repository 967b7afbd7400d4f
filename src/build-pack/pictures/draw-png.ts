import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { loadFont } from '../fonts.ts';
import type { Picture } from './picture.ts';

const maxPixelsPerSide = 4_000;

export type Drawable = Pick<Picture, 'svg' | 'width' | 'height'>;

/** A picture as PNG. It keeps the processor for a moment, and the first time for up to seconds: `renderPng` does it beside the program. */
export async function drawPng({ svg, width, height }: Drawable, scale: number): Promise<Uint8Array> {
  await loadRenderer();
  const fontBuffers = await Promise.all((['regular', 'bold', 'fallback', 'fallbackBold'] as const).map(loadFont));
  const value = Math.min(scale, maxPixelsPerSide / width, maxPixelsPerSide / height);
  const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Noto Sans' }, fitTo: { mode: 'zoom', value } });
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
}

let loading: Promise<void> | undefined;

/** Once per process; a failure is tried again the next time. */
function loadRenderer(): Promise<void> {
  loading ??= readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm'))
    .then((wasm) => initWasm(wasm))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}
