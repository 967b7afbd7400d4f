import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { loadFont } from '../fonts.ts';
import type { Picture } from './picture.ts';

const maxPixelsPerSide = 4_000;

/** A picture as PNG, `scale` pixels for each of its own, fewer where a side would have more than 4,000. */
export async function renderPng({ svg, width, height }: Pick<Picture, 'svg' | 'width' | 'height'>, scale = 2): Promise<Uint8Array> {
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
