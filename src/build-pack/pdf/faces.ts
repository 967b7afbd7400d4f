import { type FontName, fontFiles, loadFont } from '../fonts.ts';
import { nameScript, otherSigns } from './name-script.ts';
import type { Span } from './report.ts';

export interface FaceRun {
  text: string;
  face: FontName;
}

/** Which font prints what, and how wide it is. */
export interface Faces {
  /** A word in the fonts that have its letters; what none of them has becomes `standIn`. */
  split(word: string, weight: Span['weight']): readonly FaceRun[];
  /** In units of the font's size. */
  measure(run: FaceRun): number;
  /** Scripts of what was replaced so far, in words. */
  missing(): string[];
}

export const standIn = '□';

const order: Record<NonNullable<Span['weight']>, readonly FontName[]> = {
  regular: ['regular', 'fallback'],
  bold: ['bold', 'fallbackBold', 'fallback', 'regular'],
  italic: ['italic', 'regular', 'fallback'],
};
/** Every font of the latin faces has these. */
const plain = /^[\x20-\x7e\xa1-\xac\xae-\u017e]*$/;
const invisible = /\p{Default_Ignorable_Code_Point}/u;
const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export async function createFaces(doc: PDFKit.PDFDocument): Promise<Faces> {
  const has = new Map<FontName, (codePoint: number) => boolean>();
  for (const name of Object.keys(fontFiles) as FontName[]) {
    doc.registerFont(name, await loadFont(name));
    doc.font(name);
    // pdfkit knows which letters a font has, but its types do not say so.
    const { font } = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } } })._font;
    has.set(name, (codePoint) => font.hasGlyphForCodePoint(codePoint));
  }
  const missing = new Set<string>();
  const split = (word: string, weight: Span['weight'] = 'regular'): FaceRun[] => {
    const faces = order[weight];
    const [first = 'regular'] = faces;
    if (plain.test(word)) return [{ text: word, face: first }];
    const runs: FaceRun[] = [];
    for (const { segment } of clusters.segment(word)) {
      const run = chooseFace(segment, faces, (face, char) => has.get(face)?.(char.codePointAt(0) ?? 0) ?? false);
      if (!run) missing.add(nameScript(segment));
      const { text, face } = run ?? { text: standIn, face: 'fallback' };
      const last = runs.at(-1);
      if (last?.face === face) last.text += text;
      else if (text) runs.push({ text, face });
    }
    return runs;
  };
  const splits = new Map<string, FaceRun[]>();
  const widths = new Map<string, number>();
  return {
    split: (word, weight = 'regular') => remember(splits, `${weight} ${word}`, () => split(word, weight)),
    measure: ({ text, face }) => remember(widths, `${face} ${text}`, () => doc.font(face).fontSize(1000).widthOfString(text) / 1000),
    missing: () => [...missing].sort((a, b) => Number(a === otherSigns) - Number(b === otherSigns) || (a < b ? -1 : 1)),
  };
}

/** The first font that has all that can be seen of a cluster; what cannot be seen stays only where the font shapes with it. */
function chooseFace(cluster: string, faces: readonly FontName[], hasGlyph: (face: FontName, char: string) => boolean): FaceRun | undefined {
  const chars = [...cluster];
  const visible = chars.filter((char) => !invisible.test(char));
  const face = faces.find((one) => visible.every((char) => hasGlyph(one, char)));
  if (!face) return undefined;
  const isJoiner = (char: string) => char === '\u200c' || char === '\u200d';
  return { text: chars.filter((char) => !invisible.test(char) || (isJoiner(char) && hasGlyph(face, char))).join(''), face };
}

function remember<V>(cache: Map<string, V>, key: string, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
