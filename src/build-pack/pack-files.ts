import { createHash } from 'node:crypto';
import type { UserId } from '../workshop/ids.ts';
import type { BuildPack } from './pack.ts';
import { packFileNames } from './pack-file-names.ts';
import type { PdfPicture } from './pdf/compose-report.ts';
import { renderPdf } from './pdf/render-pdf.ts';
import { drawPictures } from './pictures/draw-pictures.ts';
import type { Picture } from './pictures/picture.ts';
import { renderPng } from './pictures/render-png.ts';
import { renderJson } from './render-json.ts';
import { renderDocument, renderMarkdown } from './render-markdown.ts';
import { createWording, type MarkdownOptions } from './wording.ts';
import { zipPack } from './zip-pack.ts';

export interface PackFile {
  name: string;
  content: Uint8Array | string;
  /** Its media type. */
  type: string;
  /** Of a picture: what it is called, and what it shows in words. */
  picture?: { title: string; alt: string };
}

export interface PackFiles {
  files: PackFile[];
  /** What could not be made. It takes nothing else along. */
  failed: { name: string; error: unknown }[];
}

/** One that has been drawn: `drawing` is another as soon as anything in it is. */
export interface DrawnPicture extends Picture {
  drawing: string;
}

/** The pictures of a pack, not yet printed. They name whom people mention, and nobody for how much they said. */
export function listPictures(pack: BuildPack, person?: (userId: UserId) => string): DrawnPicture[] {
  return drawPictures(pack, person ? { mentions: person } : {}).map((picture) => ({
    ...picture,
    drawing: createHash('sha256').update(picture.svg).digest('hex').slice(0, 12),
  }));
}

/**
 * Every file of the pack: the whole in each format, a file of markdown for each document, the pictures, and last a zip of all these.
 * One pack at a time in a process: they take memory and the processor.
 */
export function packFiles(pack: BuildPack, options: Omit<MarkdownOptions, 'forCanvas' | 'pictures'> = {}): Promise<PackFiles> {
  return oneAtATime(() => makeFiles(pack, options));
}

/** Pictures as files that can stand alone. */
export function printPictures(pictures: readonly DrawnPicture[]): Promise<PackFiles> {
  return oneAtATime(async () => {
    const { attempt, failed } = tryEach();
    const printed = await printAll(pictures, attempt);
    const files = printed.map(({ id, drawing, title, alt, png }) => pngFile(packFileNames.drawing(id, drawing), { title, alt, png }));
    return { files, failed };
  });
}

type Printed = DrawnPicture & PdfPicture;
type Attempt = <T>(name: string, make: () => T | Promise<T>) => Promise<T | undefined>;

async function makeFiles(pack: BuildPack, options: Omit<MarkdownOptions, 'forCanvas' | 'pictures'>): Promise<PackFiles> {
  const { attempt, failed } = tryEach();
  const file = async (name: string, type: string, make: () => PackFile['content'] | Promise<PackFile['content']>): Promise<PackFile[]> => {
    const content = await attempt(name, make);
    return content === undefined ? [] : [{ name, content, type }];
  };
  const { link, thread, person, moved } = options;
  const pictures = await printAll((await attempt(packFileNames.pictures, () => listPictures(pack, person))) ?? [], attempt);
  const printing = {
    ...(link ? { link } : {}),
    ...(thread ? { thread } : {}),
    ...(person ? { person } : {}),
    ...(moved ? { moved } : {}),
    pictures,
  };
  const besideMarkdown = pictures.map(({ id, stepId, alt }) => ({ stepId, alt, address: packFileNames.picture(id) }));
  const wording = createWording(options, Number.POSITIVE_INFINITY);
  const files: PackFile[] = [
    ...(await file(packFileNames.markdown, 'text/markdown', () => renderMarkdown(pack, { ...options, pictures: besideMarkdown }))),
    ...(await file(packFileNames.json, 'application/json', () => renderJson(pack))),
    ...(await file(packFileNames.pdf, 'application/pdf', () => renderPdf(pack, printing))),
  ];
  for (const document of pack.documents) {
    const content = () => `${renderDocument(document, wording).join('\n\n')}\n`;
    files.push(...(await file(packFileNames.document(document.kind), 'text/markdown', content)));
  }
  for (const picture of pictures) files.push(pngFile(packFileNames.picture(picture.id), picture));
  files.push(...(await file(packFileNames.zip, 'application/zip', () => zipPack(files, new Date(pack.madeAt)))));
  return { files, failed };
}

function pngFile(name: string, { title, alt, png }: Pick<Printed, 'title' | 'alt' | 'png'>): PackFile {
  return { name, content: png, type: 'image/png', picture: { title, alt } };
}

/** One after the other, so that few of them are in memory at a time. */
async function printAll(pictures: readonly DrawnPicture[], attempt: Attempt): Promise<Printed[]> {
  const printed: Printed[] = [];
  for (const picture of pictures) {
    const png = await attempt(packFileNames.picture(picture.id), () => renderPng(picture));
    if (png) printed.push({ ...picture, png });
  }
  return printed;
}

function tryEach(): { attempt: Attempt; failed: PackFiles['failed'] } {
  const failed: PackFiles['failed'] = [];
  return {
    failed,
    async attempt(name, make) {
      try {
        return await make();
      } catch (error) {
        failed.push({ name, error });
        return undefined;
      }
    },
  };
}

let last: Promise<unknown> = Promise.resolve();

function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work, work);
  last = done.catch(() => undefined);
  return done;
}
