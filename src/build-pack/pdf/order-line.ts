import bidiFactory from 'bidi-js';

/** Which way each character of a paragraph runs. */
export interface Directions {
  /** By character; absent when all of it runs from left to right. Odd: from right to left. */
  levels?: Uint8Array;
  isRightToLeft: boolean;
}

/** The package is CommonJS whose exports are the factory itself; its types speak of a default export. */
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** A stretch that a font shapes and turns around itself, or one character that it does not. */
const turned = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}][\p{L}\p{M}\u200c\u200d]*|./gsu;

export function readDirections(text: string): Directions {
  if (!rightToLeft.test(text)) return { isRightToLeft: false };
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text);
  return { levels, isRightToLeft: (paragraphs[0]?.level ?? 0) % 2 === 1 };
}

/** The parts of `text` from `start` to `end` that each run in one direction; brackets are mirrored where they have to be. */
export function splitByDirection(text: string, start: number, end: number, { levels }: Directions): { text: string; level: number }[] {
  if (!levels) return [{ text: text.slice(start, end), level: 0 }];
  const parts: { text: string; level: number }[] = [];
  for (let from = start; from < end; ) {
    const level = levels[from] ?? 0;
    let to = from + 1;
    while (to < end && levels[to] === level) to += 1;
    const part = text.slice(from, to);
    if (level % 2 === 0) parts.push({ text: part, level });
    else for (const [one] of part.matchAll(turned)) parts.push({ text: bidi.getMirroredCharacter(one) ?? one, level });
    from = to;
  }
  return parts;
}

/** Rule L2 of Unicode's bidirectional algorithm: from the highest level down, each run of at least that level is turned around. */
export function toVisualOrder<T extends { level: number }>(pieces: readonly T[]): T[] {
  if (pieces.every((piece) => piece.level === 0)) return [...pieces];
  let ordered = [...pieces];
  const highest = Math.max(0, ...ordered.map((piece) => piece.level));
  for (let level = highest; level >= 1; level -= 1) {
    const next: T[] = [];
    let run: T[] = [];
    for (const piece of ordered) {
      if (piece.level >= level) run.unshift(piece);
      else {
        next.push(...run, piece);
        run = [];
      }
    }
    ordered = [...next, ...run];
  }
  return ordered;
}
