import { inflateSync } from 'node:zlib';

/** A stretch of text as it is printed: from left to right, its left end at `x`, its baseline `y` above the lower edge. */
export interface PrintedText {
  text: string;
  x: number;
  y: number;
  sizePt: number;
}

export interface ReadPage {
  texts: PrintedText[];
  /** Web addresses, and numbers (from 0) of the pages that lines of the contents lead to. */
  links: (string | number)[];
  images: number;
}

export interface ReadPdf {
  pages: ReadPage[];
  /** Titles of the bookmarks with the pages they lead to, in their order. */
  bookmarks: { title: string; page: number }[];
  title: string;
  language: string;
  /** Which structure elements there are, and how many. */
  tags: Map<string, number>;
  alts: string[];
}

/** Reads what pdfkit writes: enough of the format to say what is on which page. */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const objects = readObjects(Buffer.from(bytes).toString('latin1'));
  const all = [...objects.values()];
  const kids = refsIn(/\/Kids \[([^\]]*)\]/.exec(all.find((one) => /\/Type \/Pages\b/.test(one.head))?.head ?? '')?.[1] ?? '');
  const pageOf = (ref: string | undefined) => kids.indexOf(ref ?? '');
  const destinations = new Map(
    all.flatMap(({ head }) =>
      [...head.matchAll(/\((heading-\d+)\) \[(\d+) 0 R/g)].map(([, name = '', ref]) => [name, pageOf(ref)] as const),
    ),
  );
  const head = (ref: string | undefined) => objects.get(ref ?? '')?.head ?? '';
  const pages = kids.map((id): ReadPage => {
    const page = head(id);
    const fonts = new Map([...head(refAt(page, 'Resources')).matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', ref]) => [name, ref]));
    const content = objects.get(refAt(page, 'Contents') ?? '')?.stream?.toString('latin1') ?? '';
    return {
      texts: readTexts(content, (name) => readUnicodes(objects.get(refAt(head(fonts.get(name)), 'ToUnicode') ?? '')?.stream)),
      links: refsIn(/\/Annots \[([^\]]*)\]/.exec(page)?.[1] ?? '').flatMap((ref) => {
        const action = head(refAt(head(ref), 'A'));
        const address = /\/URI \((.*)\)/.exec(action)?.[1];
        const heading = /\/D \((.*)\)/.exec(action)?.[1];
        return address ?? destinations.get(heading ?? '') ?? [];
      }),
      images: (content.match(/\/I\d+ Do/g) ?? []).length,
    };
  });
  const tags = new Map<string, number>();
  for (const one of all) {
    const tag = /^\s*<<\s*\/S \/(\w+)\s+[\s\S]*\/P \d+ 0 R/.exec(one.head)?.[1];
    if (tag) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  return {
    pages,
    bookmarks: [...objects]
      .sort(([a], [b]) => Number(a) - Number(b))
      .flatMap(([, one]) => {
        const [, ref, title = ''] = /\/Dest \[(\d+) 0 R[\s\S]*?\/Title \((.*)\)/.exec(one.head) ?? [];
        return ref ? [{ title: decode(title), page: pageOf(ref) }] : [];
      }),
    title: decode(/\/Title \(?(\d+) 0 R/.exec(all.find((one) => one.head.includes('/Producer'))?.head ?? '')?.[1] ?? '', head),
    language: /\/Lang \((.*)\)/.exec(all.find((one) => one.head.includes('/Type /Catalog'))?.head ?? '')?.[1] ?? '',
    tags,
    alts: all.flatMap((one) => decode(/\/Alt \((.*)\)/.exec(one.head)?.[1] ?? '') || []),
  };
}

/** All that is printed, in the order of the drawing and without any spaces: lines and columns may break anywhere. */
export function printedOn(pages: readonly ReadPage[]): string {
  return squeeze(pages.flatMap((page) => page.texts.map((one) => one.text)).join(''));
}

export function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

/** The lines of a page from its top, each as it is seen. */
export function linesOf(page: ReadPage): string[] {
  const rows = new Map<number, PrintedText[]>();
  for (const one of page.texts) rows.set(Math.round(one.y), [...(rows.get(Math.round(one.y)) ?? []), one]);
  return [...rows]
    .sort(([a], [b]) => b - a)
    .map(([, texts]) =>
      texts
        .sort((a, b) => a.x - b.x)
        .map((one) => one.text)
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}

function readObjects(source: string): Map<string, { head: string; stream?: Buffer }> {
  const objects = new Map<string, { head: string; stream?: Buffer }>();
  const start = /(\d+) 0 obj\n/g;
  for (let match = start.exec(source); match; match = start.exec(source)) {
    const end = source.indexOf('endobj', start.lastIndex);
    const streamAt = source.indexOf('\nstream\n', start.lastIndex);
    if (streamAt < 0 || streamAt > end) {
      objects.set(match[1] ?? '', { head: source.slice(start.lastIndex, end) });
      start.lastIndex = end;
      continue;
    }
    const head = source.slice(start.lastIndex, streamAt);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1]);
    const raw = Buffer.from(source.slice(streamAt + 8, streamAt + 8 + length), 'latin1');
    objects.set(match[1] ?? '', { head, stream: head.includes('/FlateDecode') && !head.includes('/Image') ? inflateSync(raw) : raw });
    start.lastIndex = streamAt + 8 + length;
  }
  return objects;
}

function readTexts(content: string, unicodesOf: (font: string) => Map<string, string>): PrintedText[] {
  const fonts = new Map<string, Map<string, string>>();
  return [...content.matchAll(/BT\n([\s\S]*?)ET/g)].map(([, block = '']) => {
    const [, x, y] = /1 0 0 1 (\S+) (\S+) Tm/.exec(block) ?? [];
    const [, font = '', sizePt] = /\/(F\d+) (\S+) Tf/.exec(block) ?? [];
    const unicodes = fonts.get(font) ?? unicodesOf(font);
    fonts.set(font, unicodes);
    const glyphs = [...block.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    return { text: glyphs.map((glyph) => unicodes.get(glyph) ?? '\ufffd').join(''), x: Number(x), y: Number(y), sizePt: Number(sizePt) };
  });
}

function readUnicodes(cmap: Buffer | undefined): Map<string, string> {
  const unicodes = new Map<string, string>();
  for (const [, first = '', list = ''] of (cmap?.toString('latin1') ?? '').matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[(.*?)\]/g))
    for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = hex.replaceAll(' ', '').match(/.{4}/g) ?? [];
      const glyph = (Number.parseInt(first, 16) + index).toString(16).padStart(4, '0');
      unicodes.set(glyph, String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
    }
  return unicodes;
}

function refsIn(text: string): string[] {
  return [...text.matchAll(/(\d+) 0 R/g)].map(([, ref = '']) => ref);
}

function refAt(head: string, key: string): string | undefined {
  return new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1];
}

/** A string of the format, or the one that stands in the object it refers to. */
function decode(text: string, head?: (ref: string) => string): string {
  const raw = head ? (/\((.*)\)/s.exec(head(text))?.[1] ?? '') : text;
  const bytes = raw.replace(/\\([()\\])/g, '$1');
  if (!bytes.startsWith('\xfe\xff')) return bytes;
  return Buffer.from(bytes.slice(2), 'latin1').swap16().toString('utf16le');
}
