import type { Phrase } from '../../workshop/phrase.ts';
import type { BuildPack } from '../pack.ts';
import { print } from '../press/press.ts';
import { clips } from '../say-pack.ts';
import { composeReport, type PdfPicture } from './compose-report.ts';
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
 * the same bytes. It is typeset beside the program. Rejects when it can't be.
 */
export function renderPdf(pack: BuildPack, options: PdfOptions = {}): Promise<Uint8Array> {
  const clip = clips.find((one) => countChars(pack, one) <= maxChars) ?? clips.at(-1) ?? 0;
  const wording = createPdfWording(options, clip);
  const report = composeReport(pack, wording, { pictures: [], ...options, isShortened: Number.isFinite(clip) });
  return print({ kind: 'report', report, madeAt: new Date(pack.madeAt).getTime() });
}

function countChars(pack: BuildPack, clip: number): number {
  return JSON.stringify(pack, (_, value: unknown) => (typeof value === 'string' ? value.slice(0, clip) : value)).length;
}
