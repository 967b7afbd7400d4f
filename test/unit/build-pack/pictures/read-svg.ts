import { measure } from '../../../../src/build-pack/pictures/words.ts';

export interface SvgElement {
  name: string;
  attributes: Record<string, string>;
  /** Of itself and all in it. */
  text: string;
  children: SvgElement[];
}

const notXml = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const token = /<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/** Strict: throws for anything that is no well-formed XML, and for what our pictures have no need of, such as comments. */
export function readSvg(svg: string): SvgElement {
  const odd = notXml.exec(svg);
  if (odd) throw new Error(`U+${odd[0].codePointAt(0)?.toString(16)} cannot be in XML`);
  const root: SvgElement = { name: '', attributes: {}, text: '', children: [] };
  const open: SvgElement[] = [root];
  token.lastIndex = 0;
  while (token.lastIndex < svg.length) {
    const start = token.lastIndex;
    const found = token.exec(svg);
    if (!found) throw new Error(`no XML: ${svg.slice(start, start + 60)}`);
    const [, closes, name = '', attributes = '', isEmpty, text] = found;
    const parent = open.at(-1) ?? root;
    if (text !== undefined) for (const one of open) one.text += unescapeXml(text);
    else if (closes) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const element = { name, attributes: readAttributes(attributes), text: '', children: [] };
      parent.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  const [svgElement] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || svgElement?.name !== 'svg') throw new Error('not one whole svg');
  return svgElement;
}

function readAttributes(written: string): Record<string, string> {
  const pairs = [...written.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescapeXml(value)] as const);
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`twice the same attribute: ${written}`);
  return Object.fromEntries(pairs);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescapeXml(text: string): string {
  return text.replace(/&([^;]*;)?/g, (entity, name: string | undefined) => {
    const char = entities[name?.slice(0, -1) ?? ''];
    if (char === undefined) throw new Error(`no entity: ${entity}`);
    return char;
  });
}

export interface Placed {
  element: SvgElement;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Every text, box and circle with the room that it takes. */
export function listPlaced(element: SvgElement, x = 0, y = 0): Placed[] {
  const [dx, dy] =
    /^translate\((\S+) (\S+)\)$/
      .exec(element.attributes.transform ?? 'translate(0 0)')
      ?.slice(1)
      .map(Number) ?? [];
  if (dx === undefined || dy === undefined) throw new Error(`moved in another way: ${element.attributes.transform}`);
  const own = roomOf(element);
  const here = own ? [{ element, left: x + own.left, right: x + own.right, top: y + own.top, bottom: y + own.bottom }] : [];
  return [...here, ...element.children.flatMap((child) => listPlaced(child, x + dx, y + dy))];
}

function roomOf({ name, attributes, text }: SvgElement): Omit<Placed, 'element'> | undefined {
  const number = (key: string) => Number(attributes[key] ?? 0);
  if (name === 'rect') {
    return { left: number('x'), right: number('x') + number('width'), top: number('y'), bottom: number('y') + number('height') };
  }
  if (name === 'circle') {
    const [x, y, radius] = [number('cx'), number('cy'), number('r')];
    return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  }
  if (name !== 'text') return undefined;
  const size = number('font-size');
  const width = measure(text, { size, isBold: attributes['font-weight'] === '700' });
  const left = number('x') - { start: 0, middle: width / 2, end: width }[attributes['text-anchor'] ?? 'start']!;
  // From the top of a capital to the bottom of a g.
  return { left, right: left + width, top: number('y') - size * 0.72, bottom: number('y') + size * 0.22 };
}
