import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FontName, fontFiles, loadFont } from '../../../src/build-pack/fonts.ts';

describe('the fonts of pictures and PDFs', () => {
  it('are TrueType files at absolute paths', async () => {
    for (const name of Object.keys(fontFiles) as FontName[]) {
      expect(isAbsolute(fontFiles[name])).toBe(true);
      const font = await loadFont(name);
      expect(font.subarray(0, 4).toString('hex')).toBe('00010000');
    }
  });

  it('are read once', () => {
    expect(loadFont('regular')).toBe(loadFont('regular'));
  });
});
