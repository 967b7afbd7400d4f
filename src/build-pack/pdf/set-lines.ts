import type { FontName } from '../fonts.ts';
import type { Faces } from './faces.ts';
import { type Directions, readDirections, splitByDirection, toVisualOrder } from './order-line.ts';
import type { Span } from './report.ts';

/** Text of one style, font and direction, as wide as it is printed. */
export interface Piece {
  text: string;
  face: FontName;
  span: Span;
  /** Odd: from right to left. */
  level: number;
  sizePt: number;
  widthPt: number;
}

export interface Line {
  /** From left to right as they are seen. */
  pieces: Piece[];
  widthPt: number;
  isRightToLeft: boolean;
}

interface Unit {
  pieces: Piece[];
  widthPt: number;
  isSpace: boolean;
  /** The rest of a word that was cut. */
  isRest: boolean;
}

/** No word of this many characters fits into any line, so it is cut before it is measured. */
const maxWordChars = 100;
const space = '[^\\S\\u00a0\\u202f]';
const words = new RegExp(`${space}+|(?:(?!${space}).){1,${maxWordChars}}`, 'gsu');
const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Breaks text into lines of at most `widthPt`: between words, and inside a word only when it is wider than a line. */
export function setLines(faces: Faces, spans: readonly Span[], widthPt: number, sizePt: number): Line[] {
  const text = spans.map((span) => span.text).join('');
  const directions = readDirections(text);
  const lines: Unit[][] = [];
  let line: Unit[] = [];
  let usedPt = 0;
  for (const unit of unitsOf(faces, spans, text, directions, sizePt)) {
    const isTooWide = unit.isRest ? usedPt + unit.widthPt > widthPt : unit.widthPt > widthPt;
    for (const one of isTooWide && !unit.isSpace ? cutUnit(faces, unit, unit.isRest ? widthPt - usedPt : widthPt, widthPt) : [unit]) {
      if (!one.isSpace && line.length > 0 && usedPt + one.widthPt > widthPt) {
        lines.push(line);
        line = [];
        usedPt = 0;
      }
      if (one.isSpace && line.length === 0) continue;
      line.push(one);
      usedPt += one.widthPt;
    }
  }
  if (line.length > 0) lines.push(line);
  return lines.map((units) => finishLine(units, directions));
}

/** The width of text on a single line. */
export function widthOf(faces: Faces, spans: readonly Span[], sizePt: number): number {
  return setLines(faces, spans, Number.POSITIVE_INFINITY, sizePt)[0]?.widthPt ?? 0;
}

/** The width of the longest word. */
export function longestWordOf(faces: Faces, spans: readonly Span[], sizePt: number): number {
  const text = spans.map((span) => span.text).join('');
  return Math.max(0, ...unitsOf(faces, spans, text, readDirections(text), sizePt).map((unit) => (unit.isSpace ? 0 : unit.widthPt)));
}

function unitsOf(faces: Faces, spans: readonly Span[], text: string, directions: Directions, sizePt: number): Unit[] {
  const units: Unit[] = [];
  // Most words, and all spaces, come more than once.
  const known = new Map<string, Piece[]>();
  let spanIndex = 0;
  let spanEnd = spans[0]?.text.length ?? 0;
  for (const { 0: word, index } of text.matchAll(words)) {
    while (index >= spanEnd) spanEnd += spans[++spanIndex]?.text.length ?? Number.POSITIVE_INFINITY;
    const key = directions.levels || index + word.length > spanEnd ? undefined : `${spanIndex} ${word}`;
    const pieces = (key && known.get(key)) || [];
    for (let start = pieces.length > 0 ? index + word.length : index; start < index + word.length; ) {
      while (start >= spanEnd) spanEnd += spans[++spanIndex]?.text.length ?? Number.POSITIVE_INFINITY;
      const end = Math.min(index + word.length, spanEnd);
      const span = spans[spanIndex] ?? { text: '' };
      for (const part of splitByDirection(text, start, end, directions))
        for (const run of faces.split(part.text, span.weight)) pieces.push(makePiece(faces, run, span, part.level, sizePt));
      start = end;
    }
    if (key) known.set(key, pieces);
    const isSpace = word.trim() === '';
    units.push({ pieces, widthPt: sum(pieces), isSpace, isRest: !isSpace && units.at(-1)?.isSpace === false });
  }
  return units;
}

function makePiece(faces: Faces, run: { text: string; face: FontName }, span: Span, level: number, basePt: number): Piece {
  const sizePt = basePt * (span.scale ?? 1) * (span.raised ? 0.85 : 1);
  return { ...run, span, level, sizePt, widthPt: faces.measure(run) * sizePt };
}

/** Parts of a word that is wider than a line: the first at most `firstPt` wide, the others `widthPt`. */
function cutUnit(faces: Faces, unit: Unit, firstPt: number, widthPt: number): Unit[] {
  const cut: Unit[] = [];
  let pieces: Piece[] = [];
  let usedPt = 0;
  for (const piece of unit.pieces)
    for (const { segment } of clusters.segment(piece.text)) {
      const partPt = faces.measure({ text: segment, face: piece.face }) * piece.sizePt;
      if (usedPt + partPt > (cut.length === 0 ? firstPt : widthPt) && pieces.length > 0) {
        cut.push({ ...unit, pieces, widthPt: usedPt });
        pieces = [];
        usedPt = 0;
      }
      const last = pieces.at(-1);
      if (last && last.span === piece.span && last.face === piece.face && last.level === piece.level)
        pieces[pieces.length - 1] = { ...last, text: last.text + segment, widthPt: last.widthPt + partPt };
      else pieces.push({ ...piece, text: segment, widthPt: partPt });
      usedPt += partPt;
    }
  return [...cut, { ...unit, pieces, widthPt: usedPt }];
}

function finishLine(units: Unit[], { isRightToLeft }: Directions): Line {
  while (units.at(-1)?.isSpace) units.pop();
  const pieces: Piece[] = [];
  for (const piece of toVisualOrder(units.flatMap((unit) => unit.pieces))) {
    const last = pieces.at(-1);
    if (last && last.span === piece.span && last.face === piece.face && last.level % 2 === 0 && piece.level % 2 === 0) {
      last.text += piece.text;
      last.widthPt += piece.widthPt;
    } else pieces.push({ ...piece });
  }
  return { pieces, widthPt: sum(pieces), isRightToLeft };
}

function sum(pieces: readonly Piece[]): number {
  return pieces.reduce((total, piece) => total + piece.widthPt, 0);
}
