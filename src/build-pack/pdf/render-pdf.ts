import PDFDocument from 'pdfkit';
import type { Phrase } from '../../workshop/phrase.ts';
import type { BuildPack } from '../pack.ts';
import { clips } from '../say-pack.ts';
import { composeReport, type PdfPicture } from './compose-report.ts';
import { drawReport } from './draw-report.ts';
import { createFaces } from './faces.ts';
import { createPaper, sheet } from './paper.ts';
import { createPdfWording, type PdfWordingOptions } from './pdf-wording.ts';

export interface PdfOptions extends PdfWordingOptions {
  pictures?: readonly PdfPicture[];
  /** What it was made from has changed since: the title page says so. */
  moved?: Phrase;
}

/** A pack of more characters than this (its json, where a line stands in several documents) has its long texts shortened. */
const maxChars = 3_000_000;

/**
 * The pack as a typeset report on A4: a title page, contents, the answer, the documents and what each step found, with pictures, bookmarks
 * and links to the messages. What its fonts cannot print is replaced by a visible sign, and the first page says so. The same pack gives
 * the same bytes.
 */
export async function renderPdf(pack: BuildPack, options: PdfOptions = {}): Promise<Uint8Array> {
  const clip = clips.find((one) => countChars(pack, one) <= maxChars) ?? clips.at(-1) ?? 0;
  const wording = createPdfWording(options, clip);
  const report = composeReport(pack, wording, { pictures: [], ...options, isShortened: Number.isFinite(clip) });
  const doc = new PDFDocument({
    size: [sheet.width, sheet.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    tagged: true,
    displayTitle: true,
    lang: 'en',
    pdfVersion: '1.7',
    info: {
      Title: report.title,
      Subject: 'Build pack of a workshop',
      Creator: 'Workshop Pilot',
      Producer: 'Workshop Pilot',
      CreationDate: new Date(pack.madeAt),
      ModDate: new Date(pack.madeAt),
    },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  await drawReport(createPaper(doc, await createFaces(doc)), report);
  doc.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function countChars(pack: BuildPack, clip: number): number {
  return JSON.stringify(pack, (_, value: unknown) => (typeof value === 'string' ? value.slice(0, clip) : value)).length;
}
