import { readFileSync } from 'node:fs';
import { fontFiles } from '../fonts.ts';

type Advances = ReadonlyMap<number, number>;

/** No font has it: as wide as anything usually is. */
const unknownAdvance = 1;

const read = new Map<string, Advances>();

/** How far a character moves the pen, as a share of the font's size, in the first of our fonts that has it. */
export function advanceOf(codePoint: number, isBold: boolean): number {
  const [own, fallback] = isBold ? [fontFiles.bold, fontFiles.fallbackBold] : [fontFiles.regular, fontFiles.fallback];
  return advancesOf(own).get(codePoint) ?? advancesOf(fallback).get(codePoint) ?? unknownAdvance;
}

function advancesOf(file: string): Advances {
  const known = read.get(file);
  if (known) return known;
  const advances = readAdvances(readFileSync(file));
  read.set(file, advances);
  return advances;
}

/** From the tables of a TrueType font: https://learn.microsoft.com/typography/opentype/spec/otff */
function readAdvances(font: Buffer): Advances {
  const tables = new Map<string, number>();
  for (let at = 12; at < 12 + 16 * font.readUInt16BE(4); at += 16) {
    tables.set(font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8));
  }
  const start = (name: string) => {
    const offset = tables.get(name);
    if (offset === undefined) throw new Error(`The font has no table “${name}”.`);
    return offset;
  };
  const unitsPerEm = font.readUInt16BE(start('head') + 18);
  const lastMetric = font.readUInt16BE(start('hhea') + 34) - 1;
  const metrics = start('hmtx');
  const advances = new Map<number, number>();
  for (const [codePoint, glyph] of listGlyphs(font, start('cmap'))) {
    advances.set(codePoint, font.readUInt16BE(metrics + 4 * Math.min(glyph, lastMetric)) / unitsPerEm);
  }
  return advances;
}

function* listGlyphs(font: Buffer, cmap: number): Generator<[codePoint: number, glyph: number]> {
  const wholeUnicode = 12;
  for (let record = cmap + 4; record < cmap + 4 + 8 * font.readUInt16BE(cmap + 2); record += 8) {
    const table = cmap + font.readUInt32BE(record + 4);
    if (font.readUInt16BE(table) !== wholeUnicode) continue;
    for (let group = table + 16; group < table + 16 + 12 * font.readUInt32BE(table + 12); group += 12) {
      const first = font.readUInt32BE(group);
      const glyph = font.readUInt32BE(group + 8);
      for (let codePoint = first; codePoint <= font.readUInt32BE(group + 4); codePoint++) yield [codePoint, glyph + codePoint - first];
    }
    return;
  }
}
