import { cleanLine } from '../../workshop/clean-text.ts';
import type { UserId } from '../../workshop/ids.ts';
import { advanceOf } from './font-advances.ts';

/** A person's name, as plain text. */
export type Names = (userId: UserId) => string;

export interface TextStyle {
  /** In pixels. */
  size: number;
  isBold?: boolean;
}

const mention = /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g;
const notXml = /[\ufffe\uffff]/g;

/** Somebody's words on one line, whom they mention by name, without what no picture can hold. */
export function plainWords(text: string, names: Names | undefined): string {
  const named = text.replace(mention, (_, userId: string) => `@${names?.(userId as UserId) ?? userId}`);
  return cleanLine(named).toWellFormed().replace(notXml, '');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** In pixels. */
export function measure(text: string, { size, isBold = false }: TextStyle): number {
  let width = 0;
  for (const char of text) width += advanceOf(char.codePointAt(0) ?? 0, isBold);
  return width * size;
}

/** Rather whole words, unless that leaves too little. */
const leastShown = 0.6;

/** On one line of at most `width` pixels; what is cut off ends with an ellipsis. */
export function fit(text: string, width: number, style: TextStyle): string {
  if (reach(text, width, style) === text.length) return text;
  const end = reach(text, width - measure('…', style), style);
  const space = text.lastIndexOf(' ', end);
  return `${text.slice(0, space >= end * leastShown ? space : end).trimEnd()}…`;
}

const rightToLeft = /^\P{L}*[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;
const mark = '\u200f';

/** A line that begins from the right has its full stop, brackets and ellipsis on the left, though the picture runs from left to right. */
export function inItsDirection(line: string): string {
  return rightToLeft.test(line) ? `${mark}${line}${mark}` : line;
}

/** On up to `maxLines` lines of at most `width` pixels; what is cut off ends with an ellipsis. A word that is too long is broken. */
export function wrap(text: string, width: number, style: TextStyle, maxLines: number): string[] {
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '' && lines.length < maxLines - 1) {
    const end = lineEnd(rest, width, style);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? lines : [...lines, fit(rest, width, style)];
}

function lineEnd(text: string, width: number, style: TextStyle): number {
  const end = reach(text, width, style);
  if (end === text.length || text[end] === ' ') return end;
  const space = text.lastIndexOf(' ', end);
  return space > 0 ? space : end;
}

/** How much of the text `width` has room for; at least one character of it. */
function reach(text: string, width: number, style: TextStyle): number {
  let used = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    used += measure(segment, style);
    if (used > width && index > 0) return index;
  }
  return text.length;
}

const maxAltChars = 1_000;
const maxSentenceChars = 700;
const maxSaidChars = 90;

/** Alternative text: as many of the sentences as there is room for, and how many were left out. */
export function writeAlt(sentences: readonly string[]): string {
  const tail = (left: number) => ` And ${left} more.`;
  let alt = '';
  for (const [index, one] of sentences.entries()) {
    const said = clip(one, maxSentenceChars);
    const next = alt === '' ? said : `${alt} ${said}`;
    const room = index === sentences.length - 1 ? maxAltChars : maxAltChars - tail(sentences.length).length;
    if (next.length > room) return `${alt}${tail(sentences.length - index)}`.trim();
    alt = next;
  }
  return alt;
}

/** Somebody's words inside a sentence of alternative text. */
export function brief(text: string): string {
  return clip(text, maxSaidChars);
}

/** No character is cut in two. */
function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = [...graphemes.segment(text.slice(0, maxChars))].at(-1);
  return `${text.slice(0, last?.index).trimEnd()}…`;
}

/** Ends with a full stop unless it ends with something of that kind. */
export function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

/** “a, b, c and 4 more”. */
export function listBriefly(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).map(brief);
  const more = texts.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** “1 idea”, “2 ideas”. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
