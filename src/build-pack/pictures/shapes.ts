import { palette } from './palette.ts';
import { fit, inItsDirection, measure, type TextStyle, wrap } from './words.ts';

type Attributes = Record<string, string | number | undefined>;

/** A piece of a picture; its upper left corner is at 0, 0. */
export interface Block {
  svg: string;
  height: number;
}

export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`],
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function at(x: number, y: number, content: string): string {
  return content === '' ? '' : element('g', { transform: `translate(${round(x)} ${round(y)})` }, content);
}

/** `y` is the top, `radius` that of its corners. */
export function box(x: number, y: number, width: number, height: number, fill: string, radius = 0, stroke?: string): string {
  return element('rect', { x, y, width, height, rx: radius || undefined, fill, stroke });
}

export function disc(x: number, y: number, radius: number, fill: string, stroke?: string, strokeWidth = 2): string {
  return element('circle', { cx: x, cy: y, r: radius, fill, stroke, 'stroke-width': stroke ? strokeWidth : undefined });
}

/** A line without a filling. */
export function stroke(
  d: string,
  colour: string,
  width: number,
  { dashes, ends = 'round' }: { dashes?: string; ends?: string } = {},
): string {
  return element('path', {
    d,
    fill: 'none',
    stroke: colour,
    'stroke-width': width,
    'stroke-linecap': ends,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dashes,
  });
}

export interface LabelStyle extends TextStyle {
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
  /** In pixels; longer words end with an ellipsis. */
  width?: number;
}

/** Latin, Greek and Cyrillic: as long as their letters together, so that a browser without our fonts sets them into the same room. */
const isEven = /^[\u0020-\u024f\u0370-\u052f\u2010-\u2027\u20a0-\u20bf\u2190-\u21ff]+$/;

/** Words on one line; `y` is their baseline. */
export function label(x: number, y: number, words: string, style: LabelStyle): string {
  const { size, isBold, fill = palette.ink, anchor, width } = style;
  const shown = width === undefined ? words : fit(words, width, style);
  if (shown === '') return '';
  const length = isEven.test(shown) ? { textLength: measure(shown, style), lengthAdjust: 'spacingAndGlyphs' } : {};
  return element(
    'text',
    { x, y, 'font-size': size, 'font-weight': isBold ? 700 : undefined, fill, 'text-anchor': anchor, ...length },
    escapeXml(inItsDirection(shown)),
  );
}

export interface ParagraphStyle extends LabelStyle {
  width: number;
  maxLines: number;
}

/** Words on several lines, from the top down. */
export function paragraph(words: string, style: ParagraphStyle): Block {
  const { size, width, maxLines, anchor } = style;
  const lineHeight = Math.round(size * 1.4);
  const x = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  const lines = wrap(words, width, style, maxLines);
  return {
    svg: lines.map((line, index) => label(x, Math.round(index * lineHeight + size * 1.06), line, style)).join(''),
    height: lines.length * lineHeight,
  };
}

/** A tick, to be drawn on a filled shape or beside words. */
export function tick(x: number, y: number, size: number, colour: string): string {
  const d = `M${round(x - size / 2)} ${round(y)}l${round(size * 0.36)} ${round(size * 0.36)}l${round(size * 0.64)} ${round(-size * 0.76)}`;
  return stroke(d, colour, size / 5);
}

/** A round mark with a letter or a number in it. */
export function badge(x: number, y: number, radius: number, words: string, colour: string): string {
  const size = radius * 1.1;
  return (
    disc(x, y, radius, colour) + label(x, Math.round(y + size * 0.36), words, { size, isBold: true, fill: palette.panel, anchor: 'middle' })
  );
}
