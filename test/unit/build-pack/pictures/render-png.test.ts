import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { drawPictures } from '../../../../src/build-pack/pictures/draw-pictures.ts';
import type { Picture } from '../../../../src/build-pack/pictures/picture.ts';
import { renderPng } from '../../../../src/build-pack/pictures/render-png.ts';
import { samplePack, withWords } from './sample-pack.ts';

/** Width and height, from the header of a PNG. */
function sizeOf(png: Uint8Array): [width: number, height: number] {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

function square(side: number, content = ''): Pick<Picture, 'svg' | 'width' | 'height'> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" font-family="Noto Sans, DejaVu Sans, sans-serif">${content}</svg>`;
  return { svg, width: side, height: side };
}

describe('a picture as PNG', () => {
  it('has two pixels for each of its own, or as many as are asked for', async () => {
    const [picture] = drawPictures(samplePack());
    expect(sizeOf(await renderPng(picture!))).toEqual([picture!.width * 2, picture!.height * 2]);
    expect(sizeOf(await renderPng(square(100), 3))).toEqual([300, 300]);
  });

  it('has no side of more than 4,000 pixels', async () => {
    const wide = { ...square(100), svg: square(100).svg.replace('width="100"', 'width="8000"'), width: 8_000 };
    expect(sizeOf(await renderPng(wide))).toEqual([4_000, 50]);
  });

  it('shows words in our fonts, in all scripts that they have', async () => {
    const blank = await renderPng(square(100));
    const shown = await Promise.all(['Rosa', 'رئيسة', 'Прием'].map((words) => renderPng(square(100, `<text y="50">${words}</text>`))));
    for (const png of shown) expect(Buffer.from(png).equals(Buffer.from(blank))).toBe(false);
    expect(new Set(shown.map((png) => Buffer.from(png).toString('base64'))).size).toBe(3);
  });

  it('is drawn even where no font has the script', async () => {
    const [picture] = drawPictures(withWords(samplePack(), '👩‍👩‍👧‍👦🏳️‍🌈 看護師長 ᠮᠣᠩᠭᠣᠯ 𒀀𒁀'));
    expect(sizeOf(await renderPng(picture!, 1))).toEqual([picture!.width, picture!.height]);
  });

  it('is drawn beside the program, which goes on meanwhile', async () => {
    const drawing = drawPictures(samplePack()).map((picture) => renderPng(picture));
    const before = performance.eventLoopUtilization();
    await Promise.all(drawing);
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('that can’t be drawn says so, and the next one is drawn', async () => {
    const broken = renderPng({ ...square(50), svg: 'no picture at all' });
    const whole = renderPng(square(50));
    await expect(broken).rejects.toThrow('it could not be printed: ');
    expect(sizeOf(await whole)).toEqual([100, 100]);
  });

  it('comes out the same when several are drawn at once', async () => {
    const [one, other] = await Promise.all([renderPng(square(50)), renderPng(square(50))]);
    expect(one).toEqual(other);
  });
});
